import { expect, test } from 'vitest'

import { passageOf } from './passage.ts'

const result = (file_id: string, score: number, ...texts: string[]) => ({
  file_id,
  file_name: `${file_id}.md`,
  score,
  content: texts.map((text) => ({ type: 'text', text })),
})

const cited = { file_id: 'file-a', quote: null, marker: '【4:0†a.md】' }
const first = [result('file-b', 0.9, 'of b'), result('file-a', 0.3, 'low')]
const second = [
  result('file-a', 0.7, 'high\n', 'two'),
  result('file-a', 0.5, 'of five  days, then'),
]

test.each([
  ['the best of its file', cited, [first, second], 'high\n\ntwo'],
  [
    'the one its marker numbers',
    { ...cited, marker: '【1:1†a.md】' },
    [first, second],
    'of five  days, then',
  ],
  ['none of another file', { ...cited, marker: '【0:0†a.md】' }, [first, second], 'high\n\ntwo'],
  [
    'the one that holds its quote',
    { ...cited, quote: 'five\ndays' },
    [first, second],
    'of five  days, then',
  ],
  [
    'nothing where its quote is nowhere',
    { ...cited, quote: 'ten days' },
    [first, second],
    undefined,
  ],
  [
    'nothing where its file was not found',
    { ...cited, file_id: 'file-c' },
    [first, second],
    undefined,
  ],
  ['nothing where nothing was searched', cited, [], undefined],
  ['nothing without words', cited, [[{ file_id: 'file-a', file_name: '', score: 1 }]], undefined],
])('a citation stands for %s', (_, citation, searches, text) => {
  expect(passageOf(searches, citation)?.text).toBe(text)
})
