import type { OwnOperationName } from '#contract/endpoints.ts'
import type { Prices } from '#contract/prices.ts'

import type { Handlers } from '../http/handler.ts'
import { readPrices, writePrices } from '../making/prices.ts'

export const priceHandlers = {
  getPrices: ({ services: { store } }) => readPrices(store),

  async modifyPrices({ services: { store }, body }) {
    const was = await readPrices(store)
    const now: Prices = {
      object: 'prices',
      currency: body.currency ?? was.currency,
      models: body.models ?? was.models,
    }
    await writePrices(store, now)
    return now
  },
} satisfies Partial<Handlers<OwnOperationName>>
