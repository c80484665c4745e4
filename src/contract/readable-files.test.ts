import { extname } from 'node:path'

import { expect, test } from 'vitest'

import { extensionOf, isReadable, isTable } from './readable-files.ts'

test.each(['a.PDF', 'a.tar.gz', '.gitignore', 'a', 'a.', 'b/a.md', 'a.b/c', '..', '.a.ts'])(
  'the ending of %j is that of Node, in small letters',
  (name) => expect(extensionOf(name)).toBe(extname(name).toLowerCase()),
)

test('documents, tables, JSON and text are read, old Office and pictures are not', () => {
  expect(['.docx', '.csv', '.jsonl', '.md', '.tsx'].map(isReadable)).not.toContain(false)
  expect(['', '.doc', '.ppt', '.xlsx', '.png', '.zip'].map(isReadable)).not.toContain(true)
  expect(['.csv', '.tsv', '.json'].map(isTable)).toEqual([true, true, false])
})
