import * as z from 'zod/mini'

import { UnixSeconds, openEnum } from './primitives.ts'
import { FileCounts } from './vector-store.ts'

export const VectorStoreFileBatch = z.object({
  id: z.string(),
  object: z.literal('vector_store.files_batch'),
  created_at: UnixSeconds,
  vector_store_id: z.string(),
  status: openEnum('in_progress', 'completed', 'cancelled', 'failed'),
  file_counts: FileCounts,
})
export type VectorStoreFileBatch = z.infer<typeof VectorStoreFileBatch>
