import { queryOptions } from '@tanstack/react-query'

import type { ModifyPricesRequest } from '#contract/prices.ts'

import { readerZone } from '../util/month.ts'
import type { Patience } from '../util/patience.ts'
import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { onThreadNews } from './thread-news.ts'
import { change } from './writes.ts'

/** What is counted: days such as `2026-11-20`, both a part of it, and the runs of one assistant or model. */
export interface Counting {
  from?: string | undefined
  to?: string | undefined
  assistant_id?: string | undefined
  model?: string | undefined
}

const OLD_MS = 60_000
/** While the counters are made figures are asked for again this often. */
const COUNTING_MS = 3000

export const overviewQuery = (counting: Counting) => {
  const query = { ...counting, time_zone: readerZone() }
  return queryOptions({
    queryKey: queryKey('getOverview', { query }),
    queryFn: ({ signal }) => request('getOverview', { query, signal }),
    staleTime: OLD_MS,
    refetchInterval: ({ state }) => (state.data?.complete === false ? COUNTING_MS : OLD_MS),
  })
}

/** Begins the key of every overview. */
export const ofOverviews = queryKey('getOverview', {})

const MUCH = 25
const MUCH_MS = 5000

/** Calls back when much was written since it did last. Answers how to stop. */
export const onMuchChanged = (listener: () => void): (() => void) => {
  let changes = 0
  let told = Date.now()
  return onThreadNews((news) => {
    changes += 1
    const isMuch = news === undefined || changes >= MUCH
    if (!isMuch || Date.now() - told < MUCH_MS) return
    changes = 0
    told = Date.now()
    listener()
  })
}

export const pricesQuery = queryOptions({
  queryKey: queryKey('getPrices', {}),
  queryFn: ({ signal }) => request('getPrices', { signal }),
})

export const modifyPrices = (body: ModifyPricesRequest, patience?: Patience) =>
  change('modifyPrices', { body }, patience)
