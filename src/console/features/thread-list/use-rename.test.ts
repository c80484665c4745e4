import { expect, test } from 'vitest'

import { renamedMeanwhile } from './use-rename.ts'

test.each([
  ['nobody renamed it', { title: 'Old' }, ['Old'], 'Mine', undefined],
  ['others changed other pairs', { title: 'Old', a: '1' }, ['Old'], 'Mine', undefined],
  ['both meant the same', { title: 'Mine' }, ['Old'], 'Mine', undefined],
  ['both removed it', {}, ['Old'], '', undefined],
  ['it has what I gave before', { title: 'First' }, ['Old', 'First'], 'Mine', undefined],
  ['others renamed it', { title: 'Theirs' }, ['Old'], 'Mine', { title: 'Theirs' }],
  ['others gave the first title', { title: 'Theirs' }, [''], 'Mine', { title: 'Theirs' }],
  ['others removed the title', {}, ['Old'], 'Mine', { title: '' }],
  ['I remove what others renamed', { title: 'Theirs' }, ['Old'], '', { title: 'Theirs' }],
])('a title is asked about only where both changed it: %s', (_, now, before, title, asked) => {
  expect(renamedMeanwhile(now, before, title)).toEqual(asked)
})
