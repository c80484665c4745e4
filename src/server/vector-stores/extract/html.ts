import { type FormatCallback, convert } from 'html-to-text'

/** What a reader sees in place of an image. The library's own puts its address beside it. */
const alt: FormatCallback = ({ attribs }: { attribs?: { alt?: string } }, _walk, builder) => {
  if (attribs?.alt) builder.addInline(` ${attribs.alt} `)
}

/** What begins a line of its own in a browser, and none by the library's account. */
const BLOCKS = ['dt', 'dd', 'figcaption', 'caption', 'option', 'button', 'legend', 'summary']

/** What a reader of the page would see. Bounded in depth and children by the library's own limits. */
export const htmlText = (html: string): string =>
  convert(html, {
    wordwrap: false,
    formatters: { alt },
    limits: { maxInputLength: 32 * 1024 * 1024, maxDepth: 256, maxChildNodes: 100_000 },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'alt' },
      // A page that runs shows neither.
      ...['script', 'style', 'template', 'noscript'].map((selector) => ({
        selector,
        format: 'skip',
      })),
      ...BLOCKS.map((selector) => ({
        selector,
        format: 'block',
        options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
      })),
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
