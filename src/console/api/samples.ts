import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod/mini'

import { requestOwn } from './client.ts'

const Samples = z.looseObject({
  present: z._default(z.boolean(), false),
  /** How many sample threads there are. */
  threads: z._default(z.int(), 0),
})

export const samplesQuery = queryOptions({
  queryKey: ['samples'],
  queryFn: ({ signal }) => requestOwn('/api/samples', Samples, { signal }),
})

/** Removes the sample threads with their assistants and files. */
export const removeSamples = () => requestOwn('/api/samples', z.unknown(), { method: 'DELETE' })
