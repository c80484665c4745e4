import * as z from 'zod/mini'

import { UnixSeconds } from './primitives.ts'

export const Model = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z._default(UnixSeconds, 0),
  owned_by: z._default(z.string(), ''),
})
export type Model = z.infer<typeof Model>

/** Models are listed whole, without cursors. */
export const ModelList = z.object({ object: z.literal('list'), data: z.array(Model) })
