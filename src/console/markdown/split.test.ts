import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { describe, expect, it } from 'vitest'

import { hasShared, sharedMessages } from '#testing/recorded.ts'

import { asMeant } from './as-meant.ts'
import { costOf } from './cost.ts'
import { collectLabels } from './labels.ts'
import { parseMarkdown } from './parse.ts'
import { EMPTY_DOCUMENT, type SplitDocument, blocksOf } from './split-document.ts'
import { advance, splitDocument } from './split.ts'

/** Long paragraphs are parsed in parts: texts that touch are one. */
const joinTexts = (nodes: readonly Nodes[]): Nodes[] =>
  nodes.reduce<Nodes[]>((joined, node) => {
    const last = joined.at(-1)
    return last?.type === 'text' && node.type === 'text'
      ? [...joined.slice(0, -1), { ...last, value: last.value + node.value }]
      : [...joined, node]
  }, [])

const strip = (nodes: readonly Nodes[]): unknown =>
  JSON.parse(
    JSON.stringify(nodes, (key, value: unknown) =>
      key === 'position'
        ? undefined
        : key === 'children'
          ? joinTexts(value as Nodes[]) // what mdast keeps there
          : value,
    ),
  )

const fresh = (text: string) => strip(parseMarkdown(asMeant(text)).children)

/** What the labels stand for is among the blocks that are shown: they are compared by identity. */
function expectOwnLabels({ settled, tail, labels }: SplitDocument) {
  const own = collectLabels([...settled, tail])
  for (const kind of ['definitions', 'footnotes'] as const) {
    expect([...labels[kind].keys()]).toEqual([...own[kind].keys()])
    for (const [label, node] of own[kind]) expect(labels[kind].get(label) === node).toBe(true)
  }
}

/** Feeds `text` as it is written, and compares once it is whole; and feeds it as one. */
function expectEqualOnceWhole(text: string, ends: Iterable<number>) {
  let written = EMPTY_DOCUMENT
  for (const end of ends) written = advance(written, text.slice(0, end), 'calm')
  for (const document of [advance(written, text), splitDocument(text)]) {
    expect(strip(blocksOf(document)), JSON.stringify(text)).toEqual(fresh(text))
    expectOwnLabels(document)
  }
}

/** Feeds `text` in steps and compares with a fresh parse after each. */
function expectEqualAtPrefixes(text: string, ends: Iterable<number>) {
  let document = EMPTY_DOCUMENT
  for (const end of ends) {
    const prefix = text.slice(0, end)
    document = advance(document, prefix)
    try {
      expect(strip(blocksOf(document))).toEqual(fresh(prefix))
      expectOwnLabels(document)
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
  '  1. nested',
  '10. ten',
  '    deep',
  '\ttab',
  '> quote',
  '> - in quote',
  '>',
  '```',
  '```js',
  '~~~',
  '````',
  '```markdown',
  'so: ```js',
  '<think>',
  'so</think> it',
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
  'so $$',
  'x = $y$',
  '\\[ a = b \\]',
  '\\(',
  '\\begin{align}',
  'a &= b',
  '\\end{align}',
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

const inline = fc.constantFrom(
  '*em*',
  '**strong *both* on**',
  '**file(s)**are',
  'f(x)**n',
  '[**a** b)**c](x)',
  '*open',
  'close*',
  '**open',
  'close**',
  '5 * 3',
  '5*3*2',
  'snake_case_word',
  '_em_',
  '_open',
  'close_',
  '*_a_*',
  'a*_b_*',
  '`code *x*`',
  '`open',
  '``two ` ticks``',
  '~5',
  '~~gone~~',
  '$5 and',
  '$x^2$',
  '$open',
  '\\(a = b\\)',
  '\\begin{cases} a & b',
  '\\end{cases}',
  '\\[',
  '[link](https://a.example/b_c)',
  '[link *x](https://a.example) y*',
  '[half](https://a.example',
  '[1]',
  '[open',
  'close]',
  '](x)',
  '[label]',
  '![image](https://a.example/i.png)',
  '[^1]',
  '<https://a.example/*b*>',
  '<b>',
  '<b title="*',
  '">',
  'a < b',
  'https://a.example/b_c_*d*',
  'someone@a.example',
  'www.a.example',
  '&amp;',
  '\\*',
  '\\',
  '日本語の文章です*強調*はここ',
  'مرحبا',
  '😀',
  'a | b',
  '"quoted *text*"',
  '(in *brackets*)',
  '\n',
  '  \n',
  '\r\n',
  '\n===\n',
  '\n---\n',
  '\n--- | ---\n',
  '\n| a | b |\n|---|---|\n',
  '\n- item\n',
  '\n1. item\n',
  '\n2. item\n',
  '\n> quote\n',
  '\n```\n',
  '\n\n',
  '\n\n[label]: https://a.example\n\n',
  '\n    indented\n',
)
const WORDS = 'The parcel left the depot, and is on its way to you. '
const filler = fc.constantFrom(
  ' ',
  ' ',
  ' word ',
  ` ${WORDS.repeat(8)}`,
  ` ${WORDS.repeat(9)}`,
  '我想找一家人均消费在五十元以内的餐馆'.repeat(24),
)
const paragraph = fc
  .array(fc.tuple(inline, filler), { minLength: 2, maxLength: 12 })
  .map((parts) => parts.flat().join(''))

/** Texts of published conversations, longest first. */
const textsOf = (name: string): string[] =>
  sharedMessages(name)
    .map(({ text }) => text)
    .toSorted((a, b) => b.length - a.length)

/** The same cases in each run, so that a change is judged and not luck; `FC_RUNS` tries as many others. */
const cases = (numRuns: number) =>
  process.env.FC_RUNS ? { numRuns: Number(process.env.FC_RUNS) } : { numRuns, seed: 20_261_128 }

describe('advance', () => {
  it('equals a fresh parse at every prefix of generated markdown', () => {
    fc.assert(
      fc.property(markdown, (text) => expectEqualAtPrefixes(text, every(text))),
      cases(40),
    )
  }, 1_000_000)

  it.each([
    '| a | b |\n|---|---|\r| 1 | 2 |\n\nword\n',
    'a\r\n\r\n```js\r\nb\r\n```\r\nc\rd',
    'Here:\n\n```markdown\n# T\n\n```js\nlet a\n```\n\nmore\n```\n\nafter\n',
    'Here:\n\n```md\n````sh\nls\n````\n```\n\n- after\n- it\n',
    'a[^1] b\n\n[^1]: The note.\n\nOther text.\n\n# After\n',
    '[^注]: 说明。\n\n正文[^注]。\n\n[^2]: One.\n\n    Two.\n\n    - three\n\nEnd[^2], again[^2].\n',
    '- a[^x]\n- b\n\n  [^x]: In an item.\n\n> [^y]: In a quote.\n\nc[^y]\n',
    '1. a\n  - b\n    - c\n  - d\n2. e\n\n   f\n  1. g\n  2. h\n\n10. i\n  * j\n\n  k\n',
    ' 1. a\n2. b\n  - c\n> 1. d\n>   - e\n> 2. f\n',
    'word\n>-\n\nword\n> 2. b\n\nword\n- +\n',
    'word\n$$\n\\[ a = b \\]\nword\n\n',
    'See [the page][P].\n\n# One\n\n[p]: https://a.example\n\n# Two\n\n[p]: https://b.example\n',
  ])('equals a fresh parse at every prefix of %j', (text) => {
    expectEqualAtPrefixes(text, every(text))
    expectEqualOnceWhole(text, every(text))
  })

  it('equals a fresh parse once generated markdown is written', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: 1, max: 9 }), (text, step) =>
        expectEqualOnceWhole(text, every(text, step)),
      ),
      cases(40),
    )
  }, 1_000_000)

  it('equals a fresh parse while long paragraphs grow', () => {
    fc.assert(
      fc.property(paragraph, fc.integer({ min: 7, max: 90 }), (text, step) =>
        expectEqualAtPrefixes(text, every(text, step)),
      ),
      cases(5),
    )
  }, 1_000_000)

  it
    .skipIf(!hasShared('data'))
    .each(['assistant-oasst', 'assistant-realhumaneval', 'assistant-aider'])(
    'equals a fresh parse of real texts: %s',
    (name) => {
      const texts = textsOf(name)
      const some = texts
        .filter((text, index) => text.length < 6_000 && index % 23 === 0)
        .slice(0, 8)
      for (const text of some) expectEqualAtPrefixes(text, every(text, Math.ceil(text.length / 40)))
      // A block that costs too much for one parse is cut anywhere.
      const isOrdinary = (text: string) =>
        text.split(/\n\s*\n/).every((part) => costOf(part) < 20_000)
      const longest = texts.find(isOrdinary) ?? ''
      expect(strip(blocksOf(splitDocument(longest)))).toEqual(fresh(longest))
    },
    60_000,
  )

  it.each([
    ['short lines', 'a\n'],
    ['quoted lines', '> a\n'],
    ['lines of quotes apart', '> a\n\n'],
    ['items', '- x\n'],
    ['rows', '| 1 | 2 |\n'],
    ['definitions', '[a]: https://a.example\n'],
    ['open emphasis', '*a_ '],
    ['open formulas', '\\('],
    ['open brackets', '['],
    ['cells', '|a'],
    ['one word', 'a'],
    ['carriage returns', 'a\r'],
    ['html', '<p>\n'],
    ['indented code', '    a\n\n'],
  ])('loses nothing of 12,000 characters of %s, in pieces that each cost little', (_, unit) => {
    const text = unit.repeat(12_000 / unit.length)
    const { settled, tail, openText } = splitDocument(text)
    expect([...settled, tail].map((segment) => segment.text).join('')).toBe(asMeant(text))
    expect(costOf(tail.text.slice(openText.length))).toBeLessThan(30_000)
  })

  it('keeps settled segments, and resumes after a text that was changed in the middle', () => {
    const first = advance(EMPTY_DOCUMENT, 'One\n\nTwo\n\nThree')
    const grown = advance(first, 'One\n\nTwo\n\nThree and more\n\nFour')
    expect(grown.settled[0]).toBe(first.settled[0])
    const changed = advance(grown, 'One\n\n2\n\nThree')
    expect(changed.settled[0]).toBe(first.settled[0])
    expect(strip(blocksOf(changed))).toEqual(fresh('One\n\n2\n\nThree'))
  })

  it.each([
    ['paragraphs', 'Some **text** with `code` and [links](https://a.example).\n\n', ''],
    ['a list', '- an item of *text*\n', ''],
    ['a table', '| some cell | another |\n', '| a | b |\n|---|---|\n'],
    ['code', 'const a = 1 // and so on\n', '```js\n'],
    [
      'one paragraph',
      'Some **text** for $5, with `code` and [links](https://a.example) in it. ',
      '',
    ],
    ['one paragraph that cannot be cut', 'Some text and *words, ', ''],
  ])(
    'parses a growing text of %s no slower at its end than at its start',
    (_, unit, head) => {
      const text = head + unit.repeat(Math.ceil(20_000 / unit.length))
      // The machine may be busy: what counts is the work done.
      const worked = () => process.threadCpuUsage().user / 1000
      const timed = (until: number): number[] => {
        let document = EMPTY_DOCUMENT
        return every(text.slice(0, until), 20).map((end) => {
          const start = worked()
          document = advance(document, text.slice(0, end), 'calm')
          return worked() - start
        })
      }
      // The floor: short texts of the same kind, parsed afresh in the same moment on the same machine.
      const floorOf = (): number => {
        const start = worked()
        for (let round = 0; round < 20; round++) parseMarkdown(text.slice(0, 2000))
        return worked() - start
      }
      timed(4000)
      floorOf()
      const floor = floorOf()
      const times = timed(text.length)
      const sum = (part: number[]) => part.reduce((total, time) => total + time, 0)
      // Seen: 103 for a paragraph that cannot be cut. Parsing all of it each time makes it 240 to 310.
      expect(sum(times) / floor).toBeLessThan(200)
      // Parsing all of it each time makes this ratio 20 and more.
      expect(sum(times.slice(-200)) / sum(times.slice(0, 200))).toBeLessThan(4)
    },
    60_000,
  )
})
