import { Prices } from '#contract/prices.ts'

import type { OwnValueStore } from '../store/own-values.ts'

const KEY = 'prices'
const NONE: Prices = { object: 'prices', currency: 'USD', models: {} }

/** What models cost, as it was said last. */
export const readPrices = async (store: OwnValueStore): Promise<Prices> => {
  const kept = await store.getOwnValue(KEY)
  return kept === undefined ? NONE : Prices.parse(JSON.parse(kept))
}

export const writePrices = (store: OwnValueStore, prices: Prices): Promise<void> =>
  store.setOwnValue(KEY, JSON.stringify(prices))
