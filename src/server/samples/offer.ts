import { toSeconds } from '#server/clock.ts'
import type { Services } from '#server/services.ts'

import { newCast } from './cast.ts'
import { newSampleFiles, storeSampleFiles } from './sample-files.ts'
import { SETTING, type SampleIds } from './sample-ids.ts'
import { tellStories } from './stories/tell.ts'

type Needs = Pick<Services, 'config' | 'store' | 'bytes' | 'clock' | 'newId' | 'log'>

/**
 * Puts sample threads into a store that has never held any, unless settings say no. Once offered
 * they are not offered again: whoever removed them does not want them back.
 */
export async function offerSamples(services: Needs): Promise<void> {
  const { config, store, log } = services
  // Behind an upstream nobody would see what is in this store.
  if (!config.samples || config.upstreamUrl !== undefined) return
  if ((await store.getOwnValue(SETTING)) !== undefined) return
  const page = { limit: 1, order: 'desc', order_by: 'created_at', summary: false } as const
  if ((await store.listThreads(page)).data.length > 0) return
  try {
    await insertSamples(services)
  } catch (error) {
    // An empty console is no reason not to start.
    log.warn({ err: error }, 'the sample threads could not be put in')
  }
}

async function insertSamples(services: Needs): Promise<void> {
  const { store, clock, newId } = services
  const now = clock.now()
  const seconds = toSeconds(now)
  const { files, bytes } = await newSampleFiles(services, seconds)
  const cast = newCast(newId, seconds)
  const threads = tellStories({ newId, now, files, cast })
  const ids: SampleIds = {
    threads: threads.map(({ thread }) => thread.id),
    assistants: Object.values(cast).map((assistant) => assistant.id),
    files: Object.values(files).map((file) => file.id),
  }
  // First what will be there: whatever happens from here on, it can be removed.
  await store.setOwnValue(SETTING, JSON.stringify(ids))
  await storeSampleFiles(services, files, bytes)
  // The newest comes first in lists: that is the one with most to show.
  for (const assistant of Object.values(cast).toReversed()) await store.insertAssistant(assistant)
  await store.importThreads(threads)
}
