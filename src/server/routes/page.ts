import { DEFAULT_LIMIT } from '#contract/page-limits.ts'
import type { List, Order } from '#contract/primitives.ts'

import type { Listed, Page } from '../store/pages.ts'

interface PageQuery {
  limit?: number | undefined
  order?: Order | undefined
  after?: string | undefined
  before?: string | undefined
}

/** The page that a list's query asks for: the newest rows first, as many as usual, unless it says otherwise. */
export const toPage = (query: PageQuery, limit = DEFAULT_LIMIT): Page => ({
  limit: query.limit ?? limit,
  order: query.order ?? 'desc',
  ...(query.after !== undefined && { after: query.after }),
  ...(query.before !== undefined && { before: query.before }),
})

/** A page in the envelope of every list. */
export const toList = <T extends { id: string }>({ data, has_more }: Listed<T>): List<T> => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more,
})
