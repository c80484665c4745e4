import { type FormatCallback, convert } from 'html-to-text'
import { Parser } from 'htmlparser2'

import { invalid } from './unreadable.ts'

/** Browsers stop at some hundreds; the parser's time grows with the square of the depth. */
const MAX_DEPTH = 10_000

/** What a reader sees in place of an image. The library's own puts its address beside it. */
const alt: FormatCallback = ({ attribs }: { attribs?: { alt?: string } }, _walk, builder) => {
  if (attribs?.alt) builder.addInline(` ${attribs.alt} `)
}

/** What begins a line of its own in a browser, and none by the library's account. */
const BLOCKS = ['dt', 'dd', 'figcaption', 'caption', 'option', 'button', 'legend', 'summary']

/** What cells may span beside themselves, in all: the library lays out each of them, and browsers stop at 1000. */
const MAX_SPANNED = 100_000

/** As much of a page as is read, in characters. */
const MAX_LENGTH = 32 * 1024 * 1024

/** @throws {Unreadable} for what the library would read for minutes, before it heeds its own limits */
const checkBounds = (html: string): void => {
  let depth = 0
  let spanned = 0
  const parser = new Parser({
    onopentag: (_, { colspan, rowspan }) => {
      if ((depth += 1) > MAX_DEPTH) throw invalid('The page is nested too deep.')
      spanned += Math.max(0, (Number(colspan) || 1) * (Number(rowspan) || 1) - 1)
      if (spanned > MAX_SPANNED) throw invalid('The page has a table that is too large.')
    },
    onclosetag: () => void (depth -= 1),
  })
  parser.end(html.slice(0, MAX_LENGTH))
}

/**
 * What a reader of the page would see. Bounded in depth and children by the library's own limits.
 * @throws {Unreadable}
 */
export const htmlText = (html: string): string => {
  checkBounds(html)
  return convert(html, {
    wordwrap: false,
    formatters: { alt },
    limits: { maxInputLength: MAX_LENGTH, maxDepth: 256, maxChildNodes: 100_000 },
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
}
