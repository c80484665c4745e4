import { queryOptions } from '@tanstack/react-query'

import { request, urlOf } from './client.ts'
import { queryKey } from './query-key.ts'

export const fileQuery = (file_id: string) =>
  queryOptions({
    queryKey: queryKey('retrieveFile', { params: { file_id } }),
    queryFn: ({ signal }) => request('retrieveFile', { params: { file_id }, signal }),
  })

/** Where the bytes of a file are. `/v1` keeps back what was uploaded for assistants; this door does not. */
export const fileContentUrl = (file_id: string): string =>
  urlOf('readFile', { params: { file_id } })
