import { expect, test } from 'vitest'

import { buildMessage } from '#testing/builders.ts'

import { rowsOf } from './message-row.ts'

test('others get in while the rows of many messages are made', async () => {
  const messages = Array.from({ length: 20 }, () => buildMessage({ text: 'x'.repeat(100_000) }))
  let turns = 0
  let isMade = false
  const count = () => {
    if (isMade) return
    turns += 1
    setImmediate(count)
  }
  setImmediate(count)
  const rows = await rowsOf(messages)
  isMade = true
  expect(rows.map(({ message }) => message)).toEqual(messages)
  expect(turns).toBeGreaterThan(4)
})
