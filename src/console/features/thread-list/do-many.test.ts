import { expect, test } from 'vitest'

import { ApiFailure } from '#console/api/failure.ts'

import { doMany } from './do-many.ts'

const ids = Array.from({ length: 20 }, (_, at) => `t${at}`)
const pause = () => new Promise((resolve) => setTimeout(resolve))

test('each is done once, a few at a time, and told of', async () => {
  const asked: string[] = []
  const told: number[] = []
  let now = 0
  let most = 0
  const { signal } = new AbortController()
  const result = await doMany(
    ids,
    async (id) => {
      asked.push(id)
      most = Math.max(most, ++now)
      await pause()
      now -= 1
      return true
    },
    { signal, onProgress: (done) => told.push(done) },
  )
  expect(asked).toEqual(ids)
  expect(most).toBe(4)
  expect(told).toEqual(ids.map((_, at) => at + 1))
  expect(result).toEqual({ done: 20, kept: 0, failed: new Map(), isCutShort: false })
})

test('one that is refused holds up none of the rest', async () => {
  const refused = new ApiFailure('It is locked.', { kind: 'refused', status: 409 })
  const { signal } = new AbortController()
  const result = await doMany(
    ids,
    (id) => (id === 't3' ? Promise.reject(refused) : pause().then(() => true)),
    {
      signal,
      onProgress: () => {},
    },
  )
  expect(result).toEqual({
    done: 19,
    kept: 0,
    failed: new Map([['t3', refused]]),
    isCutShort: false,
  })
})

test('what is left as it is counts neither as deleted nor as not tried', async () => {
  const { signal } = new AbortController()
  const result = await doMany(ids, async (id) => id !== 't3', { signal, onProgress: () => {} })
  expect(result).toEqual({ done: 19, kept: 1, failed: new Map(), isCutShort: false })
})

test.each([
  ['away', new ApiFailure('Nobody answers.', { kind: 'unreachable' })],
  ['failing', new ApiFailure('Broken.', { kind: 'refused', status: 500 })],
])('a server that is %s is not asked for all the rest', async (_, error) => {
  const asked: string[] = []
  const { signal } = new AbortController()
  const result = await doMany(
    ids,
    async (id) => {
      asked.push(id)
      await pause()
      throw error
    },
    { signal, onProgress: () => {} },
  )
  expect(asked).toHaveLength(4)
  expect(result).toMatchObject({ done: 0, isCutShort: true })
})

test('once it is stopped no more are asked for, and what was asked for is counted', async () => {
  const stop = new AbortController()
  const result = await doMany(ids, () => pause().then(() => true), {
    signal: stop.signal,
    onProgress: (done) => done === 5 && stop.abort(),
  })
  expect(result.done).toBeGreaterThanOrEqual(5)
  expect(result.done).toBeLessThan(10)
  expect(result.isCutShort).toBe(true)
})
