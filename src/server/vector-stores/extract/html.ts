import { convert } from 'html-to-text'

/** What a reader of the page would see. Bounded in depth and children by the library's own limits. */
export const htmlText = (html: string): string =>
  convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 32 * 1024 * 1024, maxDepth: 256, maxChildNodes: 100_000 },
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'script', format: 'skip' },
      { selector: 'style', format: 'skip' },
      { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
