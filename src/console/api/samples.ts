import { queryOptions } from '@tanstack/react-query'

import type { Patience } from '../util/patience.ts'
import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { change } from './writes.ts'

export const samplesQuery = queryOptions({
  queryKey: queryKey('getSamples', {}),
  queryFn: ({ signal }) => request('getSamples', { signal }),
})

/** Removes the sample threads with their assistants and files. */
export const removeSamples = (patience?: Patience) => change('deleteSamples', {}, patience)
