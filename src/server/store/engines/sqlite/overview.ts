import { type OverviewStore, QUARTER } from '#server/store/overview.ts'

import type { Context } from './context.ts'
import { isUncounted } from './overview-counters.ts'
import { quartersOf } from './overview-read.ts'
import { findScope } from './overview-tally.ts'
import { isOfIndex } from './search-tables.ts'
import type { SlowReader } from './slow-reader.ts'

export const overview = ({ db }: Context, reader: SlowReader): OverviewStore => ({
  overview: (asked, signal) => reader.read('countOverview', asked, signal),

  overviewSpan: async () =>
    unlessDamaged(undefined, () => {
      const scope = findScope(db)
      const quarters = scope === undefined ? undefined : quartersOf(db, scope)
      return quarters && { first: quarters.first * QUARTER, last: quarters.last * QUARTER }
    }),

  overviewProgress: async () =>
    unlessDamaged({ isWhole: false }, () => ({ isWhole: !isUncounted(db) })),
})

/** Damaged counters are made anew by whoever counts, and are not whole till then. */
const unlessDamaged = <Found>(otherwise: Found, look: () => Found): Found => {
  try {
    return look()
  } catch (error) {
    if (isOfIndex(error)) return otherwise
    throw error
  }
}
