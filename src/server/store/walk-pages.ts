import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { Order } from '#contract/primitives.ts'

import type { Listed, Page } from './pages.ts'

/** Every object of a list, a page in memory at a time; pages are read only as far as they are asked for. */
export async function* walkPages<T extends { id: string }>(
  order: Order,
  list: (page: Page) => Promise<Listed<T>>,
): AsyncGenerator<T> {
  let after: string | undefined
  for (;;) {
    const { data, has_more } = await list({
      limit: LARGEST_LIMIT,
      order,
      ...(after !== undefined && { after }),
    })
    yield* data
    after = data.at(-1)?.id
    if (!has_more || after === undefined) return
  }
}

/** All objects of a list that is never long. */
export const allOf = async <T extends { id: string }>(
  order: Order,
  list: (page: Page) => Promise<Listed<T>>,
): Promise<T[]> => {
  const all: T[] = []
  for await (const item of walkPages(order, list)) all.push(item)
  return all
}
