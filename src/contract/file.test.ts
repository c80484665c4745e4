import { expect, test } from 'vitest'

import { FileObject, shownName } from './file.ts'

test.each([
  ['report.pdf', 'report.pdf'],
  ['über Straße 東京.pdf', 'über Straße 東京.pdf'],
  ['a\u2028b\u2029c.txt', 'abc.txt'],
  ['photo\u202Egnp.exe', 'photognp.exe'],
  ['\u2066\u061C\u200Fa\u200E.txt', 'a.txt'],
  ['pay\u200Bpal\u2060\uFEFF\u00AD.com', 'paypal.com'],
  ['inv\u200Doice\u200C.exe', 'invoice.exe'],
  ['\u200Dabc\u200C', 'abc'],
  ['می\u200Cخواهم.txt', 'می\u200Cخواهم.txt'],
  ['क्\u200Dष.txt', 'क्\u200Dष.txt'],
  ['👩\u200D🚀 👨\u200D👩\u200D👧.png', '👩\u200D🚀 👨\u200D👩\u200D👧.png'],
  ['می\u200C\u200Bخ\u200C\u200C\u200Cx', 'می\u200Cخx'],
  ['tab\there\r\nX-Header: 1', 'tabhereX-Header: 1'],
])('%j is shown as %j', (name, shown) => {
  expect(shownName(name)).toBe(shown)
})

test('whoever reads a file object reads a name that can be shown', () => {
  const file = { id: 'file-1', object: 'file', bytes: 1, created_at: 1, purpose: 'assistants' }
  expect(FileObject.parse({ ...file, filename: 'a\u202Eb\u2028.txt' }).filename).toBe('ab.txt')
  expect(FileObject.parse(file).filename).toBe('')
})
