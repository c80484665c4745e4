import type { OwnOperationName } from '#contract/endpoints.ts'
import { DEFAULT_LIMIT } from '#contract/page-limits.ts'
import { type OperatorName, knownValues, parseQuery } from '#contract/search-language.ts'
import type { SearchHit, SearchValue } from '#contract/search.ts'

import type { Handlers } from '../http/handler.ts'
import { readMatch, withCompleteness } from '../making/search-match.ts'
import { toList } from '../routes/page.ts'
import { withFacets } from '../search/match.ts'
import { suggestionOf, wordsAsked } from '../search/suggestion.ts'
import { metadataFacets } from '../store/facets.ts'
import type { Value, ValuesAsked } from '../store/search.ts'
import type { Store } from '../store/store.ts'
import { namedValues } from './named-values.ts'

export const searchHandlers = {
  async search({ services: { store }, query, signal }) {
    const { order = 'newest', limit = DEFAULT_LIMIT, after, metadata = {} } = query
    const matchOf = async (text: string) =>
      withFacets(
        await readMatch(store, text, { zone: query.time_zone, signal }),
        metadataFacets(metadata),
      )
    const match = await matchOf(query.query)
    const page = { match, order, limit, ...(after !== undefined && { after }) }
    const { found, complete, unfetched } = await withCompleteness(store, () =>
      store.search(page, signal),
    )
    const findsAny = async (text: string) => {
      const first = { match: await matchOf(text), order: 'newest', limit: 1 } as const
      return (await store.search(first, signal)).total > 0
    }
    const { data, has_more, last, total, more, threads: inThreads } = found
    const threads = new Map(
      await Promise.all(
        [...new Set(data.map(({ thread_id }) => thread_id))].map(
          async (id) => [id, await store.getThread(id, { summary: true })] as const,
        ),
      ),
    )
    const hits = data.map((hit): SearchHit => ({
      object: 'search.hit',
      ...hit,
      thread: threads.get(hit.thread_id) ?? null,
    }))
    return {
      ...toList({ data: hits, has_more }),
      ...(last !== null && { last_id: last }),
      total,
      more,
      ...(inThreads !== undefined && { threads: inThreads }),
      complete,
      ...(unfetched > 0 && { unfetched }),
      suggestion:
        total === 0 && !more ? await suggest(store, query.query, { findsAny, signal }) : null,
    }
  },

  async listSearchValues({ services: { store }, query, signal }) {
    const { operator, key = '', prefix = '', limit = DEFAULT_LIMIT } = query
    const kind =
      operator === 'meta' || key === '' ? KIND_OF[operator] : KIND_OF_KEY[`${operator}.${key}`]
    if (kind === 'label' || kind === 'reviewer') {
      const data = await namedValues(store, kind, { prefix, signal })
      return {
        object: 'list',
        data: data.slice(0, limit).map((each) => ({ ...each, operator, key })),
      }
    }
    const values: Value[] = kind
      ? await store.valuesOf({ kind, ...(operator === 'meta' && { key }), prefix, limit }, signal)
      : []
    const names = kind === 'assistant' ? await namesOf(store, values) : undefined
    const isKeys = operator === 'meta' && key === ''
    const data = values.map(({ value, threads, more }): SearchValue => ({
      object: 'search.value',
      operator,
      key: isKeys ? value : key,
      value: isKeys ? '' : value,
      label: names?.get(value) ?? null,
      threads,
      more,
    }))
    return { object: 'list', data: [...data, ...withoutCount(query, data)].slice(0, limit) }
  },
} satisfies Partial<Handlers<OwnOperationName>>

/** What the values of an operator are kept as. */
const KIND_OF: Partial<Record<OperatorName, ValuesAsked['kind']>> = {
  assistant: 'assistant',
  has: 'has',
  label: 'label',
  meta: 'metadata',
  model: 'model',
  reviewer: 'reviewer',
  status: 'status',
  verdict: 'verdict',
}
/** The same of those with a key, where threads are counted by the same. */
const KIND_OF_KEY: Readonly<Record<string, ValuesAsked['kind']>> = {
  'run.assistant': 'assistant',
  'run.model': 'model',
  'review.by': 'reviewer',
  'review.label': 'label',
  'review.verdict': 'verdict',
}

/** Values that an operator can have though no thread is known to have them. */
const withoutCount = (
  {
    operator,
    key = '',
    prefix = '',
  }: { operator: OperatorName; key?: string | undefined; prefix?: string | undefined },
  known: readonly SearchValue[],
): SearchValue[] => {
  const values = operator === 'meta' ? [] : (knownValues(operator, key) ?? [])
  const isCounted = key === '' ? KIND_OF[operator] : KIND_OF_KEY[`${operator}.${key}`]
  const threads = isCounted ? 0 : null
  return values
    .filter((value) => value.startsWith(prefix.toLowerCase()))
    .filter((value) => !known.some((each) => each.value === value))
    .map((value) => ({
      object: 'search.value',
      operator,
      key,
      value,
      label: null,
      threads,
      more: false,
    }))
}

const namesOf = async (
  store: Store,
  values: readonly Value[],
): Promise<Map<string, string | null>> =>
  new Map(
    await Promise.all(
      values.map(
        async ({ value }) => [value, (await store.getAssistant(value))?.name ?? null] as const,
      ),
    ),
  )

/** The query with misspelt words as they are written elsewhere, where it finds something so. */
const suggest = async (
  store: Store,
  query: string,
  { findsAny, signal }: { findsAny: (query: string) => Promise<boolean>; signal: AbortSignal },
): Promise<string | null> => {
  const words = wordsAsked(query, parseQuery(query).groups.flat())
  if (words.length === 0) return null
  const terms = words.map(({ term }) => term)
  const suggestion = suggestionOf(query, words, await store.nearWords(terms, signal))
  const isQuery = suggestion !== null && parseQuery(suggestion).problems.length === 0
  return isQuery && (await findsAny(suggestion)) ? suggestion : null
}
