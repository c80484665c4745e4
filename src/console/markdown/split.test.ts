import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { describe, expect, it } from 'vitest'

import { parseMarkdown } from './parse.ts'
import { EMPTY_DOCUMENT, advance, blocksOf, splitDocument } from './split.ts'

const strip = (nodes: readonly Nodes[]): unknown =>
  JSON.parse(JSON.stringify(nodes, (key, value) => (key === 'position' ? undefined : value)))

const fresh = (text: string) => strip(parseMarkdown(text.replaceAll('\uFEFF', '')).children)

/** Feeds `text` in steps and compares with a fresh parse after each. */
function expectEqualAtPrefixes(text: string, ends: Iterable<number>) {
  let document = EMPTY_DOCUMENT
  for (const end of ends) {
    const prefix = text.slice(0, end)
    document = advance(document, prefix)
    try {
      expect(strip(blocksOf(document))).toEqual(fresh(prefix))
    } catch (error) {
      throw new Error(`differs at ${end} of ${JSON.stringify(prefix)}`, { cause: error })
    }
  }
}

const every = (text: string, step = 1) =>
  Array.from({ length: Math.ceil(text.length / step) }, (_, index) =>
    Math.min((index + 1) * step, text.length),
  )

const line = fc.constantFrom(
  'word',
  'two words',
  '# Heading',
  '## Other *em*',
  '===',
  '---',
  '***',
  '- item',
  '* star',
  '+ plus',
  '1. one',
  '2) two',
  '   - indented',
  '  - nested',
  '    deep',
  '\ttab',
  '> quote',
  '> - in quote',
  '>',
  '```',
  '```js',
  '~~~',
  '````',
  '`code` here',
  '**bold** _em_ ~~gone~~',
  '| a | b |',
  '|---|:-:|',
  '| 1 | 2 |',
  'x | y',
  '--- | ---',
  '[label]: https://a.example',
  '[label]:',
  '"title"',
  "'title",
  '[label] and [other][label]',
  '![img][label]',
  '[^1]: a note',
  '[^1] and [^two]',
  '[^two]: other',
  '    continued',
  '- [ ] open',
  '- [x] done',
  '<div>',
  '</div>',
  '<b>inline</b>',
  '<!-- comment',
  '-->',
  '$$',
  'x = $y$',
  '\\[ a = b \\]',
  '\\(',
  'https://example.com/a?b=c',
  'a@b.example',
  '\\*esc\\*',
  '&amp; &copy;',
  '\uFEFFmark',
  '',
  '',
  '',
  '   ',
  'a  ',
  'a\\',
  '[',
  ']',
  '[a]: <',
  '【4:0†source】',
  '日本語',
  'مرحبا',
  '😀',
  '#',
  '-',
  '1.',
  '=',
)
const ending = fc.constantFrom('\n', '\n', '\n', '\n\n', '\r\n', '\r', '')
const markdown = fc
  .array(fc.tuple(line, ending), { maxLength: 14 })
  .map((lines) => lines.flat().join(''))

describe('advance', () => {
  it('equals a fresh parse at every prefix of generated markdown', () => {
    fc.assert(
      fc.property(markdown, (text) => expectEqualAtPrefixes(text, every(text))),
      { numRuns: Number(process.env.FC_RUNS ?? 150) },
    )
  })
})
