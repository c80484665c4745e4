import {
  type QueryClient,
  infiniteQueryOptions,
  queryOptions,
  replaceEqualDeep,
} from '@tanstack/react-query'

import type {
  Assistant,
  CreateAssistantRequest,
  ModifyAssistantRequest,
} from '#contract/assistant.ts'
import { mayChange } from '#contract/exact-json.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'

import type { Patience } from '../util/patience.ts'
import { asWish, request } from './client.ts'
import { holdsFields } from './holds-fields.ts'
import { queryKey } from './query-key.ts'
import { change, make } from './writes.ts'

/**
 * What is equal stays the same object. Numbers that keep their digits are objects themselves, which would
 * be taken apart: what holds any is taken as it is.
 */
const structuralSharing = (before: unknown, now: unknown): unknown =>
  mayChange(JSON.stringify(now)) ? now : replaceEqualDeep(before, now)

/** Assistants, newest first. The change feed tells when one was made or changed. */
export const assistantsQuery = () =>
  infiniteQueryOptions({
    queryKey: queryKey('listAssistants', {}),
    queryFn: ({ pageParam, signal }) =>
      request('listAssistants', {
        query: {
          order: 'desc',
          limit: LARGEST_LIMIT,
          ...(pageParam !== undefined && { after: pageParam }),
        },
        signal,
      }),
    structuralSharing,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
  })

export const assistantQuery = (assistant_id: string) =>
  queryOptions({
    queryKey: queryKey('getAssistant', { params: { assistant_id } }),
    queryFn: ({ signal }) => request('getAssistant', { params: { assistant_id }, signal }),
    structuralSharing,
  })

/** The models a run may name. They are listed whole. */
export const modelsQuery = queryOptions({
  queryKey: queryKey('listModels', {}),
  queryFn: ({ signal }) => request('listModels', { signal }),
})

/** The assistants that the console knows of just now; undefined where they were not loaded. */
export const knownAssistants = (client: QueryClient): string[] | undefined =>
  client
    .getQueryData(assistantsQuery().queryKey)
    ?.pages.flatMap(({ data }) => data.map(({ id }) => id))

/**
 * Makes an assistant. Without an answer it looks for one that was not known before.
 * @param key of a wish that is kept elsewhere
 * @throws {ApiFailure}
 */
export const createAssistant = (
  body: CreateAssistantRequest,
  { key, known }: { key?: string; known: readonly string[] | undefined },
  patience?: Patience,
): Promise<Assistant> =>
  make(
    'createAssistant',
    { body, ...asWish({ ...(key !== undefined && { key }) }) },
    (signal) => lookForAssistant(known, body, signal),
    patience,
  )

/** How many of the newest assistants are looked at for one that may have been made. */
const LOOKED_AT = 10

/** An assistant as it was asked for, which was not known before. */
export const lookForAssistant = async (
  known: readonly string[] | undefined,
  body: CreateAssistantRequest,
  signal: AbortSignal,
): Promise<Assistant | undefined> => {
  if (!known) throw new Error('The assistants were not loaded.')
  const query = { order: 'desc', limit: LOOKED_AT } as const
  const { data } = await request('listAssistants', { query, signal })
  return data.find((assistant) => !known.includes(assistant.id) && holdsFields(assistant, body))
}

export const modifyAssistant = (
  assistant_id: string,
  body: ModifyAssistantRequest,
  patience?: Patience,
) => change('modifyAssistant', { params: { assistant_id }, body }, patience)

export const deleteAssistant = (assistant_id: string, patience?: Patience) =>
  change('deleteAssistant', { params: { assistant_id } }, patience)
