import { queryOptions } from '@tanstack/react-query'
import * as z from 'zod/mini'

import { requestOwn } from './client.ts'

/** What the console is told about the server it is on. */
export const Session = z.looseObject({
  /** Answers come from the built-in scripted model and not from a model. */
  scripted: z._default(z.boolean(), false),
  version: z.optional(z.string()),
  user: z.optional(z.nullable(z.looseObject({ name: z.optional(z.string()) }))),
})

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => requestOwn('/api/session', Session, { signal }),
})
