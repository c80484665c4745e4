import { expect, test } from 'vitest'

import type { Annotation } from '#contract/message.ts'

import { locate } from './locate.ts'

const citation = (text: string, start_index: number): Annotation => ({
  type: 'file_citation',
  text,
  start_index,
  end_index: start_index + text.length,
  file_citation: { file_id: 'file-1' },
})

const starts = (text: string, annotations: Annotation[]) =>
  locate(text, annotations).located.map(({ start }) => start)

test('offsets are UTF-16 units, else code points', () => {
  expect(starts('😀😀 [x] [x]', [citation('[x]', 5)])).toEqual([5])
  expect(starts('😀😀 [x] abc', [citation('[x]', 3)])).toEqual([5])
})

test('wrong offsets find the nearest free occurrence', () => {
  expect(starts('[x] .... [x] .... [x]', [citation('[x]', 10), citation('[x]', 100)])).toEqual([
    9, 18,
  ])
})

test('what overlaps another is left over', () => {
  const { located, leftOver } = locate('abcdef', [citation('bcd', 1), citation('cde', 2)])
  expect([located.length, leftOver.length]).toEqual([1, 1])
})

test('20,000 annotations of repeating text take no long time', () => {
  const text = '[x] '.repeat(60_000)
  const annotations = Array.from({ length: 20_000 }, () => citation('[x]', 7))
  const before = process.cpuUsage().user
  expect(locate(text, annotations).located).not.toHaveLength(0)
  expect(process.cpuUsage().user - before).toBeLessThan(2_000_000)
})
