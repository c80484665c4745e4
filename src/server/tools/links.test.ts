import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ToolCall } from '#contract/run-step.ts'
import { cutAt } from '#testing/cut-at.ts'

import { CitedText, sourcesIn } from './citations.ts'
import { linkTo, linksTo } from './links.ts'

const paths = new Map([
  ['/mnt/data/a.csv', 'file-a'],
  ['/mnt/data/a.csv.gz', 'file-gz'],
  ['/mnt/data/out/my report.pdf', 'file-report'],
  ['/mnt/data/表😀.csv', 'file-table'],
])
const search: ToolCall = {
  id: 'call_1',
  type: 'file_search',
  file_search: { results: [{ file_id: 'file-found', file_name: 'f.md', score: 1 }] },
}

const read = (...fragments: string[]) => {
  const cited = new CitedText(sourcesIn([search]), linksTo(paths))
  const pieces = [...fragments.flatMap((fragment) => cited.add(fragment)), ...cited.end()]
  let text = ''
  const marks = pieces.flatMap(({ value, mark }) => {
    const start = text.length
    text += value
    return mark ? [{ ...mark, value, start }] : []
  })
  return { text, pieces, marks }
}
const filesIn = (marks: { file_id: string }[]) => marks.map(({ file_id }) => file_id)

test.each([
  ['[a](sandbox:/mnt/data/a.csv)', ['file-a']],
  ['sandbox:/mnt/data/a.csv', ['file-a']],
  ['It is sandbox:/mnt/data/a.csv.', ['file-a']],
  ['It is sandbox:/mnt/data/a.csv. And', ['file-a']],
  ['[z](sandbox:/mnt/data/a.csv.gz)', ['file-gz']],
  ['sandbox:/mnt/data/a.csv.gz.', ['file-gz']],
  ['sandbox:/mnt/data/a.csv.gzip', []],
  ['sandbox:/mnt/data/a.csv2 and sandbox:/mnt/data/a.csv', ['file-a']],
  ['[r](<sandbox:/mnt/data/out/my report.pdf>)', ['file-report']],
  ['[r](sandbox:/mnt/data/out/my%20report.pdf)', ['file-report']],
  ['[t](sandbox:/mnt/data/表😀.csv)', ['file-table']],
  ['sandsandbox:/mnt/data/a.csv,sandbox:/mnt/data/a.csv', ['file-a', 'file-a']],
  ['sandbox:/mnt/data/b.csv', []],
  ['the sandbox: sand, s', []],
  ['sandbox:/mnt/data/', []],
  ['【0:0】[a](sandbox:/mnt/data/a.csv)', ['file-found', 'file-a']],
])('%s', (given, files) => {
  const whole = read(given)
  expect(filesIn(whole.marks)).toEqual(files)
  expect(whole.text).toBe(given.replace('【0:0】', '【0:0†f.md】'))
  expect(read(...given.split(''))).toMatchObject({ text: whole.text, marks: whole.marks })
})

test('however it is cut, links are found in the same places, and shown whole', () => {
  const part = fc.constantFrom(
    'sandbox:/mnt/data/a.csv',
    'sandbox:/mnt/data/out/my%20report.pdf',
    'sandbox:/mnt/data/表😀.csv',
    'sandbox:/mnt/data/none',
    '.gz',
    '.',
    ' ',
    '😀',
    'sandbox:',
    's',
    ')',
    '【0:0】',
    '【',
  )
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.nat(9)), (parts, cuts) => {
      const whole = parts.join('')
      const { text, marks } = read(...cutAt(whole, cuts))
      expect({ text, marks }).toEqual({ text: read(whole).text, marks: read(whole).marks })
      for (const { start, value } of marks) {
        expect(text.slice(start, start + value.length)).toBe(value)
      }
    }),
  )
})

test('a name is only text to what looks for it', () => {
  const cited = new CitedText(new Map(), linksTo(new Map([['/mnt/data/a+(b)|.csv', 'file-odd']])))
  expect([...cited.add('[x](sandbox:/mnt/data/a+(b)|.csv)'), ...cited.end()]).toEqual([
    { value: '[x](' },
    { value: 'sandbox:/mnt/data/a+(b)|.csv', mark: { type: 'file_path', file_id: 'file-odd' } },
    { value: ')' },
  ])
  expect(linkTo('/mnt/data/a b (1).csv')).toBe('sandbox:/mnt/data/a%20b%20%281%29.csv')
})

test('without files nothing is held back', () => {
  expect(linksTo(new Map())).toBeUndefined()
  expect(new CitedText(new Map()).add('as')).toEqual([{ value: 'as' }])
})

test('of names that begin alike the longest is meant, in whatever order they came', () => {
  const links = linksTo(
    new Map([
      ['/mnt/data/a', 'file-short'],
      ['/mnt/data/a b', 'file-long'],
    ]),
  )
  const cited = new CitedText(new Map(), links)
  const pieces = [...cited.add('See sandbox:/mnt/data/a b, please'), ...cited.end()]
  expect(pieces.flatMap(({ mark }) => mark?.file_id ?? [])).toEqual(['file-long'])
})
