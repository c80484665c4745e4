import { expect, test } from 'vitest'

import type { KeptAnswer } from '../store/answers.ts'
import type { Call } from './handler.ts'
import { Repeats } from './repeats.ts'

const once = { key: 'key', fingerprint: 'request' }

test('repeats that wait go on one by one: where the first made nothing, one of them makes it', async () => {
  const repeats = new Repeats()
  let kept: KeptAnswer | undefined
  // Only what is asked of a call.
  const call = {
    services: { store: { getAnswer: async () => kept } },
    headers: new Headers(),
  } as unknown as Call<'createThread'>
  let underWay = 0
  let made = 0
  const answer = (isRefused: boolean) =>
    repeats.answer('createThread', call, once, async () => {
      underWay += 1
      expect(underWay).toBe(1)
      await new Promise(setImmediate)
      underWay -= 1
      if (isRefused) throw new Error('refused')
      made += 1
      kept = { fingerprint: 'request', answer: { made } }
      return kept.answer
    })
  const answers = await Promise.allSettled([true, true, false, false, false].map(answer))
  expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'))).toEqual([
    'refused',
    'refused',
    { made: 1 },
    { made: 1 },
    { made: 1 },
  ])
})
