import { isActive } from '#contract/run-status.ts'
import type { Services } from '#server/services.ts'
import type { Store } from '#server/store/store.ts'

import { NO_SAMPLES, SETTING, readSampleIds } from './sample-ids.ts'

/** How many sample threads are left; some may have been deleted one by one. */
export async function countSamples(store: Store): Promise<number> {
  const { threads } = await readSampleIds(store)
  const held = await Promise.all(threads.map((id) => store.getThread(id)))
  return held.filter((thread) => thread !== undefined).length
}

/**
 * Removes every sample, those that were continued too, with its files and assistants.
 * Safe to repeat: what is gone already is passed over.
 */
export async function removeSamples({
  store,
  bytes,
  runs,
  log,
}: Pick<Services, 'store' | 'bytes' | 'runs' | 'log'>): Promise<void> {
  const { threads, assistants, files } = await readSampleIds(store)
  for (const id of threads) {
    await stopRun(id).catch((error: unknown) => log.warn({ err: error }, 'a sample run goes on'))
    await store.deleteThread(id)
  }
  for (const id of assistants) await store.deleteAssistant(id)
  for (const id of files) {
    await store.deleteFile(id)
    await bytes.delete(id)
  }
  await store.setOwnValue(SETTING, JSON.stringify(NO_SAMPLES))

  async function stopRun(threadId: string): Promise<void> {
    const { data } = await store.listRuns(threadId, { limit: 1, order: 'desc' })
    const [last] = data
    if (last && isActive(last.status)) await runs.cancelRun(threadId, last.id)
  }
}
