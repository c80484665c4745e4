import { type OverviewStore, QUARTER } from '#server/store/overview.ts'

import type { Context } from './context.ts'
import { isUncounted } from './overview-counters.ts'
import { quartersOf } from './overview-read.ts'
import { findScope } from './overview-tally.ts'
import { isOfIndex } from './search-tables.ts'
import type { SlowReader } from './slow-reader.ts'

export const overview = ({ db }: Context, reader: SlowReader): OverviewStore => ({
  overview: (asked, signal) => reader.read('countOverview', asked, signal),

  overviewSpan: async () => {
    const scope = findScope(db)
    const quarters = scope === undefined ? undefined : quartersOf(db, scope)
    return quarters && { first: quarters.first * QUARTER, last: quarters.last * QUARTER }
  },

  overviewProgress: async () => {
    try {
      return { isWhole: !isUncounted(db) }
    } catch (error) {
      if (isOfIndex(error)) return { isWhole: false }
      throw error
    }
  },
})
