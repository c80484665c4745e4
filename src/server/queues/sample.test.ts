import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Sample } from '#contract/queue.ts'

import type { Candidate } from '../store/queues.ts'
import { Sampling, readTwice, sharesOf } from './sample.ts'

const candidate = (id: string, model: string | null = null, created_at = 0): Candidate => ({
  id,
  number: 0,
  created_at,
  assistant: null,
  model,
  status: null,
})
const take = (sample: Sample, all: readonly Candidate[], zone = 'UTC') => {
  const sampling = new Sampling(sample, zone)
  for (const each of all) sampling.add(each)
  return sampling.taken()
}

const anyThreads = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 6 }),
    model: fc.constantFrom('a', 'b', null),
  }),
  { selector: ({ id }) => id, maxLength: 60 },
)

test('the same seed takes the same threads, in whatever order they came', () => {
  fc.assert(
    fc.property(
      anyThreads,
      fc.integer({ min: 1, max: 70 }),
      fc.string(),
      fc.constantFrom(null, 'model' as const),
      fc.func(fc.integer()),
      (threads, size, seed, by, shuffle) => {
        const all = threads.map(({ id, model }) => candidate(id, model))
        const other = all.toSorted((a, b) => shuffle(a.id) - shuffle(b.id)).toReversed()
        const taken = take({ size, seed, by }, all)
        expect(take({ size, seed, by }, other)).toEqual(taken)
        expect(taken).toHaveLength(Math.min(size, all.length))
        expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length)
      },
    ),
  )
})

test('what is kept in between is all that is needed', () => {
  const all = Array.from({ length: 3000 }, (_, at) => candidate(`t${at}`))
  const few = take({ size: 5, seed: 's', by: null }, all)
  expect(take({ size: 3000, seed: 's', by: null }, all).slice(0, 5)).toEqual(few)
  expect(take({ size: 5, seed: 'other', by: null }, all)).not.toEqual(few)
})

test('each stratum has its share, and the largest remainders what is left', () => {
  expect([
    ...sharesOf(
      new Map([
        ['a', 70],
        ['b', 20],
        ['c', 10],
      ]),
      10,
    ),
  ]).toEqual([
    ['a', 7],
    ['b', 2],
    ['c', 1],
  ])
  // 3.5, 3.5 and 3: the first of equal remainders.
  expect([
    ...sharesOf(
      new Map([
        ['b', 35],
        ['a', 35],
        ['c', 30],
      ]),
      10,
    ),
  ]).toEqual([
    ['b', 3],
    ['a', 4],
    ['c', 3],
  ])
  expect([...sharesOf(new Map(), 10)]).toEqual([])
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.integer({ min: 1, max: 1000 }), { minKeys: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (sizes, share) => {
        const counts = new Map(Object.entries(sizes))
        const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
        const size = Math.floor(share * all)
        const shares = sharesOf(counts, size)
        expect([...shares.values()].reduce((sum, count) => sum + count, 0)).toBe(size)
        for (const [name, count] of counts) {
          const exact = (size * count) / all
          expect(Math.abs((shares.get(name) ?? 0) - exact)).toBeLessThan(1)
          expect(shares.get(name)).toBeLessThanOrEqual(count)
        }
      },
    ),
  )
})

test('a month is one of the zone', () => {
  const at = Date.UTC(2026, 0, 31, 23) / 1000
  const all = [candidate('a', null, at), candidate('b', null, at + 7200)]
  const months = (zone: string) => {
    const sampling = new Sampling({ size: 1, seed: 's', by: 'month' }, zone)
    for (const each of all) sampling.add(each)
    return sampling.taken()
  }
  expect(months('UTC')).toHaveLength(1)
  expect(months('Pacific/Auckland')).toHaveLength(1)
})

test('a second reading is drawn by the same seed', () => {
  const ids = Array.from({ length: 40 }, (_, at) => `t${at}`)
  const twice = readTwice(ids, { share: 0.2, seed: '7' })
  expect(twice.size).toBe(8)
  expect(readTwice(ids.toReversed(), { share: 0.2, seed: '7' })).toEqual(twice)
  expect(readTwice(ids, { share: 0, seed: '7' }).size).toBe(0)
  expect(readTwice(ids, { share: 1, seed: '7' }).size).toBe(40)
})
