import { expect, it } from 'vitest'
import * as z from 'zod/mini'

import { Message } from '#contract/message.ts'
import { Run } from '#contract/run.ts'

import { loosePlaces } from './run-places.ts'

/** `Q` is asked, `a` is an answer of run `a`; each may name its second, else all share one. */
const messagesOf = (text: string) =>
  text.split(' ').map((word, at) => {
    const [name = '', second = '100'] = word.split('@')
    const isAsked = name.startsWith('Q')
    return z.parse(Message, {
      id: `msg_${at}`,
      object: 'thread.message',
      created_at: Number(second),
      thread_id: 'thread_1',
      role: isAsked ? 'user' : 'assistant',
      content: [],
      run_id: isAsked ? null : name,
    })
  })

const runsOf = (text: string) =>
  text
    .split(' ')
    .map((word) => {
      const [id, second = '100'] = word.split('@')
      const created_at = Number(second)
      return z.parse(Run, {
        id,
        object: 'thread.run',
        created_at,
        thread_id: 'thread_1',
        status: 'failed',
      })
    })
    .toReversed()

/** Messages and runs as they are drawn; runs oldest first as they were made. */
const drawn = (messages: string, runs: string) => {
  const places = loosePlaces(messagesOf(messages), runsOf(runs))
  const words = messages.split(' ')
  return [...words, '']
    .flatMap((word, at) => [...(places.get(at) ?? []).map(({ id }) => id), word])
    .join(' ')
    .trim()
}

it.each([
  // What stands in the thread, its runs in their order, the drawing.
  ['Q1 Q2 Q3 c', 'a b c', 'Q1 a Q2 b Q3 c'],
  ['Q1 Q2', 'a b', 'Q1 a Q2 b'],
  ['Q1 a Q2 Q3 c', 'a b c', 'Q1 a Q2 b Q3 c'],
  ['Q1 a Q2', 'a b', 'Q1 a Q2 b'],
  ['Q1', 'a b c', 'Q1 a b c'],
  ['Q1 c', 'a b c', 'Q1 a b c'],
  ['Q1 a a', 'a b', 'Q1 a a b'],
  ['Q1 b Q2 c', 'a b c', 'Q1 a b Q2 c'],
  ['Q1 Q2 b Q3 Q4 d', 'a b c d', 'Q1 a Q2 b Q3 c Q4 d'],
])('runs of one second follow what they answer: %s with %s', (messages, runs, wanted) => {
  expect(drawn(messages, runs)).toBe(wanted)
})

it.each([
  ['Q1@80 Q2@90 Q3@99', 'a@91 b@95', 'Q1@80 Q2@90 a b Q3@99'],
  ['Q1@99 Q2@100 b@100', 'a@100 b@100', 'Q1@99 a Q2@100 b@100'],
  ['Q0@98 x@99 Q2@100 b@101', 'x@98 a@100 b@100', 'Q0@98 x@99 Q2@100 a b@101'],
  ['Q1@100 Q2@103', 'a@100', 'Q1@100 a Q2@103'],
  ['Q1@100', 'a@50', 'a Q1@100'],
])('a time that tells stays: %s with %s', (messages, runs, wanted) => {
  expect(drawn(messages, runs)).toBe(wanted)
})
