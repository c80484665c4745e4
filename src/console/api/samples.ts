import { queryOptions } from '@tanstack/react-query'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

export const samplesQuery = queryOptions({
  queryKey: queryKey('getSamples', {}),
  queryFn: ({ signal }) => request('getSamples', { signal }),
})

/** Removes the sample threads with their assistants and files. */
export const removeSamples = () => request('deleteSamples', {})
