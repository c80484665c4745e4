import { NoCursor } from '#server/refusals/cursors.ts'
import type { SearchStore } from '#server/store/search.ts'

import type { Context } from './context.ts'
import { readHitCursor } from './search-cursor.ts'
import { isBehind, isMissing } from './search-index.ts'
import { isOfIndex } from './search-tables.ts'
import type { SlowReader } from './slow-reader.ts'

const TABLE = { thread: 'threads', run: 'runs', message: 'messages' } as const

/** Only a cursor can name what is gone. */
const NOTHING = { data: [], has_more: false, last: null, total: 0, more: false }

export const search = ({ db }: Context, reader: SlowReader): SearchStore => ({
  search: async ({ after, ...search }, signal) => {
    if (after === undefined) return (await reader.read('searchTexts', search, signal)) ?? NOTHING
    const place = readHitCursor(after)
    const page = place && (await reader.read('searchTexts', { ...search, after: place }, signal))
    if (!page) throw new NoCursor('after', after)
    return page
  },

  numberOf: async (noun, id) =>
    db.get<{ seq: number }>(`SELECT seq FROM ${TABLE[noun]} WHERE id = ?`, id)?.seq,

  assistantsCalled: (names, signal) => reader.read('assistantsCalled', names, signal),
  nearWords: (words, signal) => reader.read('nearWords', words, signal),
  valuesOf: (asked, signal) => reader.read('valuesOf', asked, signal),

  searchProgress: async () => ({ isWhole: isSo(() => !isMissing(db)) }),
  isSearchedUpTo: async (change) => isSo(() => !isBehind(db, change)),
})

/** What is asked of the index is not so where it is damaged. */
const isSo = (ask: () => boolean): boolean => {
  try {
    return ask()
  } catch (error) {
    if (isOfIndex(error)) return false
    throw error
  }
}
