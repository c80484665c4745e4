import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import type { CreateAssistantRequest, ModifyAssistantRequest } from '#contract/assistant.ts'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

const PAGE = 100

/** Assistants, newest first. The change feed tells when one was made or changed. */
export const assistantsQuery = () =>
  infiniteQueryOptions({
    queryKey: queryKey('listAssistants', {}),
    queryFn: ({ pageParam, signal }) =>
      request('listAssistants', {
        query: { order: 'desc', limit: PAGE, ...(pageParam !== undefined && { after: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
  })

export const assistantQuery = (assistant_id: string) =>
  queryOptions({
    queryKey: queryKey('getAssistant', { params: { assistant_id } }),
    queryFn: ({ signal }) => request('getAssistant', { params: { assistant_id }, signal }),
  })

/** The models a run may name. They are listed whole. */
export const modelsQuery = queryOptions({
  queryKey: queryKey('listModels', {}),
  queryFn: ({ signal }) => request('listModels', { signal }),
})

export const createAssistant = (body: CreateAssistantRequest) =>
  request('createAssistant', { body })

export const modifyAssistant = (assistant_id: string, body: ModifyAssistantRequest) =>
  request('modifyAssistant', { params: { assistant_id }, body })

export const deleteAssistant = (assistant_id: string) =>
  request('deleteAssistant', { params: { assistant_id } })
