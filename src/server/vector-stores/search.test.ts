import { pino } from 'pino'
import { expect, test } from 'vitest'

import type { Filter } from '#contract/vector-store.ts'
import { openStore } from '#server/store/open.ts'

import { MAX_COMPARISONS } from './filter.ts'
import { search } from './search.ts'

test('others get a turn while many files are compared with a wide filter', async () => {
  const store = await openStore({ path: ':memory:' })
  const files = Array.from({ length: 2000 }, (_, key) => ({ key, attributes: { year: key } }))
  const filters: Filter = {
    type: 'or',
    filters: Array.from({ length: MAX_COMPARISONS - 1 }, () => ({
      type: 'eq',
      key: 'year',
      value: 1999,
    })),
  }
  let turns = 0
  let isOver = false
  const count = () => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  let searched: readonly number[] | undefined
  const watched = Object.assign(Object.create(store) as typeof store, {
    listAttributes: async () => {
      setImmediate(count)
      return files
    },
    findByWords: async (query: { files?: readonly number[] }) => {
      isOver = true
      searched = query.files
      return []
    },
  })
  const parts = { store: watched, embeddings: undefined, log: pino({ level: 'silent' }) }
  await search(parts, { vectorStoreIds: ['vs_1'], queries: ['x'], filters, limit: 1 })
  expect(searched).toEqual([1999])
  expect(turns).toBeGreaterThan(1)
  await store.close()
})
