/**
 * The words of a text without the marks of Markdown, on one line, to find words in. Nothing is parsed,
 * for a whole thread is searched: what is unsure stays as it is. No pattern may read on to the end of
 * the text from each of many places.
 */
export const withoutMarks = (markdown: string): string =>
  markdown
    .replaceAll(/\$\$([^$]+)\$\$/g, formulaWords)
    .replaceAll(/\$(?=\S)(?=[^$\n\\=^_]*[\\=^_])([^$\n]+)(?<=\S)\$(?!\d)/g, formulaWords)
    .replaceAll(/```[\w-]*/g, ' ')
    // An address goes no further than the next link.
    .replaceAll(/!?\[([^[\]]*)\]\((?:[^)\s[]|\[(?![^[\]]*\]\())*\)/g, '$1')
    .replaceAll(/^[ \t]*(?:#{1,6}|>+|[-*+]|\d+[.)])[ \t]+/gm, '')
    .replaceAll(/(\*\*|__|~~)(?=\S)([^*_~]+)(?<=\S)\1/g, '$2')
    .replaceAll(/(^|[\s(])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?=$|[\s).,;:!?])/g, '$1$2')
    .replaceAll(/`([^`]+)`/g, '$1')
    .replaceAll(/\|[\s|:-]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** A formula is shown without the names of its signs. */
const formulaWords = (_: string, tex: string): string =>
  tex.replaceAll(/\\(?:[a-zA-Z]+|.)|[{}]/g, '')
