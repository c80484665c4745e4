import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ToolCall } from '#contract/run-step.ts'
import { cutAt } from '#testing/cut-at.ts'

import { CitedText, sourcesIn } from './citations.ts'

const call = (...names: string[]): ToolCall => ({
  id: 'call_1',
  type: 'file_search',
  file_search: {
    results: names.map((file_name) => ({ file_id: `file-${file_name}`, file_name, score: 1 })),
  },
})
const sources = sourcesIn([call('a.md', 'b】c.md'), call('d.md')])

const markers = [...sources.values()].map(({ marker }) => marker)

const read = (...fragments: string[]) => {
  const cited = new CitedText(sources)
  const pieces = [...fragments.flatMap((fragment) => cited.add(fragment)), ...cited.end()]
  return {
    pieces,
    text: pieces.map(({ value }) => value).join(''),
    cited: pieces.flatMap(({ mark }) => (mark ? [mark.file_id] : [])),
  }
}

test('markers are numbered by search and result', () => {
  expect([...sources.keys()]).toEqual(['0:0', '0:1', '1:0'])
  expect(sources.get('0:1')).toEqual({ file_id: 'file-b】c.md', marker: '【0:1†b_c.md】' })
})

test.each([
  ['plain', 'plain', []],
  ['yes【0:0†a.md】.', 'yes【0:0†a.md】.', ['file-a.md']],
  ['short【1:0】', 'short【1:0†d.md】', ['file-d.md']],
  ['named anew【1:0†source】', 'named anew【1:0†d.md】', ['file-d.md']],
  ['two【0:0†a.md】【1:0†d.md】', 'two【0:0†a.md】【1:0†d.md】', ['file-a.md', 'file-d.md']],
  ['invented【7:3†x.md】!', 'invented!', []],
  ['brackets【重要】and【', 'brackets【重要】and【', []],
  ['【【0:0†a.md】】', '【【0:0†a.md】】', ['file-a.md']],
  ['cut off【0:0†a.', 'cut off', []],
])('%s', (given, text, cited) => {
  expect(read(given)).toMatchObject({ text, cited })
  expect(read(...Array.from(given))).toMatchObject({ text, cited })
})

test('however it is cut, the text is the same and no piece shows a broken marker', () => {
  const part = fc.constantFrom(
    '【0:0†a.md】',
    '【1:0】',
    '【9:9†x】',
    '【',
    '】',
    'a',
    '重',
    '0:0†',
  )
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(9)), (parts, cuts) => {
      const whole = parts.join('')
      const { text, pieces } = read(...cutAt(whole, cuts))
      expect(text).toBe(read(whole).text)
      for (const { value, mark } of pieces) if (mark) expect(markers).toContain(value)
    }),
  )
})

test('without sources nothing is held back', () => {
  expect(new CitedText(new Map()).add('【0:0')).toEqual([{ value: '【0:0' }])
})
