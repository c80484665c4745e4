import type * as z from 'zod/mini'

import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { list } from '#contract/primitives.ts'

import { TooLong, type UpstreamClient } from './upstream-client.ts'

/** How many objects of a list are read, where its reader does not say: a server may go on for ever. */
const MOST_OBJECTS = 200_000

/** Where a thread is, below the base URL. */
export const threadPath = (id: string): string => `/threads/${encodeURIComponent(id)}`

export const messagePath = (threadId: string, id: string): string =>
  `${threadPath(threadId)}/messages/${encodeURIComponent(id)}`

/** How many pages may be shorter than was asked for though more is to come: a list of one object a page has no end soon. */
const MOST_SHORT = 200

interface Pages {
  order: 'asc' | 'desc'
  /** The object to begin behind. */
  after?: string | undefined
  /** How many objects are read, to the end of their page. */
  most?: number
  /** How many bytes of answers are read, to the end of their page. */
  bytes?: number
  signal: AbortSignal
}

/** A page of a list. */
export interface UpstreamPage<T> {
  data: T[]
  /** Whether the list ends with it, by its own word: a walk may end before, at a bound or where it goes in a circle. */
  isLast: boolean
  /** Whether no object of it was left out. */
  isWhole: boolean
}

/**
 * The pages of a list of the other server, each as it comes, until its end or a cursor that was there before.
 * Where a page is too long to be read, shorter ones are asked for.
 * @param path with its query, if it has one
 * @throws {Unreachable}
 * @throws {Refused}
 */
export async function* pagesOf<T extends z.ZodMiniType<{ id: string }>>(
  client: UpstreamClient,
  path: string,
  item: T,
  { order, after, most = MOST_OBJECTS, bytes = Infinity, signal }: Pages,
): AsyncGenerator<UpstreamPage<z.output<T>>> {
  const page = list(item)
  const seen = new Set<string>()
  let cursor = after
  let limit = LARGEST_LIMIT
  let read = 0
  let short = 0
  for (let objects = 0; objects < most && read < bytes;) {
    const from = cursor === undefined ? '' : `&after=${encodeURIComponent(cursor)}`
    const url = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}&order=${order}${from}`
    const answer = await client.get(url, page, signal, item).catch((error: unknown) => {
      if (error instanceof TooLong && limit > 1) return undefined
      throw error
    })
    if (!answer) {
      limit = Math.ceil(limit / 10)
      continue
    }
    const { data, has_more } = answer.value
    read += answer.bytes
    yield { data, isLast: !has_more, isWhole: answer.isWhole }
    const last = data.at(-1)?.id
    if (data.length < limit) short += 1
    if (!has_more || last === undefined || seen.has(last) || short > MOST_SHORT) return
    objects += data.length
    seen.add(last)
    cursor = last
  }
}
