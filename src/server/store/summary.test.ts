import { expect, test } from 'vitest'

import { buildMessage, textPart } from '#testing/builders.ts'

import { emptySummary, foldMessage, storedSummary } from './summary.ts'

test('the preview of an answer is not of the thoughts before it, however long they are', () => {
  const thoughts = `<think>\nThey ask for a refund. ${'Hm. '.repeat(500)}\n</think>\n\n`
  const message = buildMessage({
    role: 'assistant',
    content: [textPart(`${thoughts}You get **all** of it.`)],
  })
  const state = foldMessage(emptySummary(0), { at: 1, seq: 1 }, undefined, message)
  expect(storedSummary(state).preview?.text).toBe('You get all of it.')
})
