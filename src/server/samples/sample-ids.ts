import * as z from 'zod/mini'

import type { Store } from '#server/store/store.ts'

/** Under which the store remembers what was put in, also once it is removed. */
export const SETTING = 'samples'

const SampleIds = z.object({
  threads: z.array(z.string()),
  assistants: z.array(z.string()),
  files: z.array(z.string()),
})
export type SampleIds = z.infer<typeof SampleIds>

export const NO_SAMPLES: SampleIds = { threads: [], assistants: [], files: [] }

export async function readSampleIds(store: Pick<Store, 'getOwnValue'>): Promise<SampleIds> {
  const setting = await store.getOwnValue(SETTING)
  return setting === undefined ? NO_SAMPLES : SampleIds.parse(JSON.parse(setting))
}
