import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { buildMessage, buildRun } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { isNotFound } from './failure.ts'
import { messagesIn } from './message-pages.ts'
import { messagesQuery } from './messages.ts'

let it: InFrontOfLying

beforeEach(async () => {
  it = await newInFrontOfLying()
  onOwnOrigin(it.front.app)
})
afterEach(() => it.close())

const THREAD = 'conv-1'
const of = { thread_id: THREAD, status: 'completed' } as const

const idsAround = async (around: string) => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return messagesIn(await client.fetchInfiniteQuery(messagesQuery(THREAD, { around }))).map(
    ({ id }) => id,
  )
}

test('a thread opens at a message or a run whatever ids another server gives', async () => {
  const messages = Array.from({ length: 60 }, (_, at) =>
    buildMessage({ ...of, id: `${at}`, created_at: 1000 + at, ...(at === 3 && { run_id: 'r-1' }) }),
  )
  it.offer(THREAD, {
    '/messages': () => listOf(messages),
    '/runs': () => listOf([buildRun({ ...of, id: 'r-1' })]),
    '/runs/r-1/steps': () => listOf([]),
  })
  await it.add(THREAD)
  expect(await idsAround('40')).toContain('40')
  expect(await idsAround('40')).not.toContain('3')
  expect(await idsAround('r-1')).toContain('3')
  expect(await idsAround('r-1')).not.toContain('40')
  expect(isNotFound(await idsAround('none').catch((error: unknown) => error))).toBe(true)
})
