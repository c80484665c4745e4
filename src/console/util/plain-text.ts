/**
 * The words of a text without the marks of markdown, on one line: for previews, where the text may be
 * cut anywhere, so that marks stand alone. Nothing is parsed: what is unsure stays as it is.
 */
export const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/```[\w-]*/g, ' ')
    .replaceAll(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/(^|\n)\s{0,3}(?:#{1,6}|>+|[-*+]|\d+[.)])\s+/g, '$1')
    .replaceAll(/(\*\*|__|~~)(?=\S)([^*_~]+)(?<=\S)\1/g, '$2')
    .replaceAll(/(^|[\s(])[*_](?=\S)([^*_\n]+)(?<=\S)[*_](?=$|[\s).,;:!?])/g, '$1$2')
    .replaceAll(/`([^`]+)`/g, '$1')
    // A mark whose other half was cut off.
    .replaceAll(/(?:\*\*|~~)(?=\S)/g, '')
    .replaceAll(/\s*\|[\s|:-]*(?:-{2,}[\s|:-]*)?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
