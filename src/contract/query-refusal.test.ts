import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { queryRefusal, refusedProblem } from './query-refusal.ts'

const message = 'There is no word in this to look for.'

test('a refusal says what is wrong, where, and in which part', () => {
  const problem = { start: 5, end: 8, message }
  expect(queryRefusal('card ### x', problem)).toBe(
    "Invalid 'query' at character 6 (###): There is no word in this to look for.",
  )
  expect(queryRefusal('card', { start: 0, end: 0, message: 'it is empty.' })).toBe(
    "Invalid 'query': it is empty.",
  )
})

test.each([
  ['card ### x', '###'],
  ['card assistant:"Travel desk" x', 'assistant:"Travel desk"'],
  ['a): b): c', 'a'],
  ['a): b): c', 'a): b'],
  ['(a): b', '(a)'],
  [`x ${'y'.repeat(60)} z`, 'y'.repeat(60)],
  [`x ${'y'.repeat(40)} z`, 'y'.repeat(40)],
  ['card', ''],
])('of %j what is wrong with %j is read as it was said', (query, part) => {
  const start = query.indexOf(part)
  const problem = { start, end: start + part.length, message }
  expect(refusedProblem(query, queryRefusal(query, problem))).toEqual(problem)
})

test('whatever the query is, the words arrive, and where they belong', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('a ():."'), '): ', '😀') })
  fc.assert(
    fc.property(text, fc.nat(20), fc.integer({ min: 1, max: 40 }), (query, from, length) => {
      const start = Math.min(from, query.length)
      const problem = { start, end: Math.min(start + length, query.length), message }
      const read = refusedProblem(query, queryRefusal(query, problem))
      expect(read.message).toBe(message)
      if (problem.end > start) expect(read.start).toBe(start)
      if (problem.end > start && length < 40) expect(read).toEqual(problem)
    }),
  )
})

test('a sentence of another form is told as it is', () => {
  for (const said of ['No.', "Invalid 'query' at character 3 (no): No."])
    expect(refusedProblem('card', said)).toEqual({ start: 0, end: 0, message: said })
})
