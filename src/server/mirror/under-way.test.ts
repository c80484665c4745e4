import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { ApiError } from '#server/refusals/api-error.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { timersByHand } from '#testing/scripted-runs.ts'

import { LONGEST_WRITE_MS, WritesUnderWay } from './under-way.ts'

let store: Store
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
})
afterEach(() => store.close())

const of = (thread_id: string) => ({ name: 'createRun', params: { thread_id } }) as const

test('what was not answered as the server fell is not known, until its answer is too late', async () => {
  let now = 1_700_000_000_000
  const clock = { now: () => now }
  const timers = timersByHand()
  const before = new WritesUnderWay({ clock, store, timers })
  const writing = Promise.withResolvers<Response>()
  const first = before.once('a key', of('thread_a'), () => writing.promise)
  await before.once('other', of('thread_b'), async () => Response.json({}))
  const noted = () => store.getOwnValue('mirror writes')
  await vi.waitFor(async () => expect(await noted()).not.toContain('thread_b'))
  expect(await noted()).toContain('thread_a')

  now += 1000
  const after = new WritesUnderWay({ clock, store, timers })
  await after.load()
  const asked = after.settled(of('thread_a'))
  timers.ring(15_000)
  await expect(asked).rejects.toThrow(ApiError)
  // Of threads that were not written to it is known.
  await after.settled(of('thread_b'))
  timers.ring(LONGEST_WRITE_MS - 1000)
  await after.settled(of('thread_a'))

  writing.resolve(Response.json({}))
  await first
  await vi.waitFor(async () => expect(await noted()).toBe('[]'))
})
