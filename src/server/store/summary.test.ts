import { expect, test } from 'vitest'

import { buildMessage, buildRun, textPart } from '#testing/builders.ts'

import { MAX_ASSISTANTS } from './facets.ts'
import { emptySummary, foldMessage, foldRun, storedSummary } from './summary.ts'

test('the preview of an answer is not of the thoughts before it, however long they are', () => {
  const thoughts = `<think>\nThey ask for a refund. ${'Hm. '.repeat(500)}\n</think>\n\n`
  const message = buildMessage({
    role: 'assistant',
    content: [textPart(`${thoughts}You get **all** of it.`)],
  })
  const state = foldMessage(emptySummary(0), { at: 1, seq: 1 }, undefined, message)
  expect(storedSummary(state).preview?.text).toBe('You get all of it.')
})

test('the assistants of a thread are told up to a number', () => {
  let state = emptySummary(0)
  for (let at = 0; at < 2 * MAX_ASSISTANTS; at += 1)
    state = foldRun(state, { at, seq: at }, buildRun({ assistant_id: `asst_${at}` }))
  expect(state.assistants).toHaveLength(MAX_ASSISTANTS)
  expect(state.assistants?.at(0)).toBe('asst_0')
})
