import { expect, test } from 'vitest'

import { safeNames } from './safe-names.ts'

const names = (...filenames: string[]) => safeNames(filenames.map((filename) => ({ filename })))

test.each([
  ['data.csv', 'data.csv'],
  ['Größe 表.csv', 'Größe 表.csv'],
  ['../../etc/passwd', 'passwd'],
  [String.raw`C:\Users\me\data.csv`, 'data.csv'],
  ['a\u0000b\nc\u202e.txt', 'abc.txt'],
  ['\u2028 \u200b', 'file'],
  ['..', 'file'],
  ['folder/', 'file'],
  ['', 'file'],
  ['.hidden', '.hidden'],
  ['\ud800.txt', '.txt'],
  // What a reader is shown: Persian, Hindi and emoji are written with joiners.
  ['می\u200cخواهم.csv', 'می\u200cخواهم.csv'],
  ['क्\u200dष.csv', 'क्\u200dष.csv'],
  ['👩\u200d🚀.png', '👩\u200d🚀.png'],
  ['a\u200db.csv', 'ab.csv'],
])('%j is called %j', (filename, name) => {
  expect(names(filename)).toEqual([name])
})

test('no two are alike, whatever the case; a list that grows keeps its names', () => {
  const all = ['a.csv', 'b/a.csv', 'A.CSV', 'a (2).csv', 'a']
  expect(names(...all)).toEqual(['a.csv', 'a (2).csv', 'A (3).CSV', 'a (2) (2).csv', 'a'])
  expect(names(...all.slice(0, 3))).toEqual(names(...all).slice(0, 3))
})

test('a long name is cut between characters and keeps its extension', () => {
  const [name = ''] = names(`${'表'.repeat(200)}.xlsx`)
  expect(name).toMatch(/^表+\.xlsx$/)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  const [joined = ''] = names(`${'a'.repeat(189)}👩\u200d🚀.png`)
  expect(joined).toBe(`${'a'.repeat(189)}👩.png`)
})
