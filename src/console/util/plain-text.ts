/**
 * The words of a text without the marks of markdown, on one line, to find words in. Nothing is parsed:
 * what is unsure stays as it is. Previews are made on the server, which parses.
 */
export const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/\$\$([^$]+)\$\$/g, (_, tex: string) => plainMath(tex))
    .replaceAll(/\$(?=\S)([^$\n]*[\\=^_][^$\n]*)(?<=\S)\$(?!\d)/g, (_, tex: string) =>
      plainMath(tex),
    )
    .replaceAll(/```[\w-]*/g, ' ')
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/(^|\s)#{1,6}\s+(?=\S)/g, '$1')
    .replaceAll(/(^|\n)\s{0,3}(?:#{1,6}|>+|[-*+]|\d+[.)])\s+/g, '$1')
    .replaceAll(/(\*\*|__|~~)(?=\S)([^*_~]+)(?<=\S)\1/g, '$2')
    .replaceAll(/(^|[\s(])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?=$|[\s).,;:!?])/g, '$1$2')
    .replaceAll(/`([^`]+)`/g, '$1')
    // Where its lines were joined, an item of a list has nothing but its capital to be known by.
    .replaceAll(/ [-*+] (?=\*\*|\p{Lu})/gu, ' · ')
    // A mark whose other half was cut off.
    .replaceAll(/(?:\*\*|~~)(?=\S)/g, '')
    .replaceAll(/\s*\|[\s|:-]*(?:-{2,}[\s|:-]*)?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

const signs: Record<string, string> = {
  approx: '≈',
  cdot: '·',
  div: '÷',
  ge: '≥',
  geq: '≥',
  le: '≤',
  leq: '≤',
  neq: '≠',
  pm: '±',
  times: '×',
}

/** A formula as far as it can be read in a line; never longer than it was. */
const plainMath = (tex: string): string =>
  tex
    .replaceAll(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/g, '$1/$2')
    .replaceAll(/\\([a-zA-Z]+)/g, (_, name: string) => signs[name] ?? '')
    .replaceAll(/\\[,;:!]/g, '')
    .replaceAll(/[{}]/g, '')
