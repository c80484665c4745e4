import { queryOptions } from '@tanstack/react-query'

import type { FileObject } from '#contract/file.ts'

import { request, urlOf } from './client.ts'
import { queryKey } from './query-key.ts'

/** Files as the server answered their upload in this page. They are asked for all the same: others may delete one. */
const uploaded = new Map<string, FileObject>()

export const keepFile = (file: FileObject): void => void uploaded.set(file.id, file)

export const isKeptFile = (id: string): boolean => uploaded.has(id)

export const fileQuery = (file_id: string) =>
  queryOptions({
    queryKey: queryKey('retrieveFile', { params: { file_id } }),
    initialData: () => uploaded.get(file_id),
    initialDataUpdatedAt: 0,
    staleTime: ({ state }) => (state.dataUpdatedAt === 0 ? 0 : Infinity),
    queryFn: ({ signal }) => request('retrieveFile', { params: { file_id }, signal }),
  })

/** Where the bytes of a file are. `/v1` keeps back what was uploaded for assistants; this door does not. */
export const fileContentUrl = (file_id: string): string =>
  urlOf('readFile', { params: { file_id } })
