import { expect, vi } from 'vitest'

import type { Store } from '#server/store/store.ts'

import { newTestApp } from './app.ts'
import { UPSTREAM_KEY, newPublishedWire } from './published-wire.ts'
import { createInstantModels } from './scripted-models.ts'
import { type Served, serveApp } from './serve.ts'

/** A server in front of another one, for clients that ask over the network. */
export interface ServedInFront extends Served {
  front: Store
  behind: Store
}

const before = async (
  upstreamUrl: string,
  behind: Store,
  closeBehind: () => Promise<void>,
): Promise<ServedInFront> => {
  const front = await newTestApp({ upstreamUrl, upstreamKey: UPSTREAM_KEY })
  const served = await serveApp(front.app)
  return {
    url: served.url,
    front: front.services.store,
    behind,
    close: async () => {
      await served.close()
      await front.close()
      await closeBehind()
    },
  }
}

/** What may stand behind: another of our own servers, or one that speaks the published wire alone. */
export const BEHIND = {
  'another Clew': async () => {
    const app = await newTestApp({}, { models: createInstantModels() })
    const served = await serveApp(app.app)
    return before(`${served.url}/v1`, app.services.store, async () => {
      await served.close()
      await app.close()
    })
  },
  'the published wire': async () => {
    const wire = await newPublishedWire({}, { parts: { models: createInstantModels() } })
    return before(wire.url, wire.behind.services.store, () => wire.close())
  },
} satisfies Record<string, () => Promise<ServedInFront>>

const ALL = { limit: 100, order: 'asc' } as const

/** All that a server has of a thread. */
const wholeOf = async (store: Store, id: string) => {
  const { data: messages } = await store.listMessages(id, ALL)
  const { data: runs } = await store.listRuns(id, ALL)
  const steps = await Promise.all(
    runs.map(async (run) => (await store.listRunSteps(id, run.id, ALL)).data),
  )
  return { thread: await store.getThread(id), messages, runs, steps }
}

const threadsOf = async (store: Store): Promise<string[]> => {
  const page = { ...ALL, order_by: 'created_at', summary: false } as const
  return (await store.listThreads(page)).data.map(({ id }) => id)
}

/** Waits until the one in front has every thread of the one behind, and each is the same in both. */
export const expectMirrored = async ({ front, behind }: ServedInFront): Promise<void> => {
  const ids = await threadsOf(behind)
  expect(ids.length).toBeGreaterThan(0)
  await vi.waitFor(
    async () => {
      expect((await threadsOf(front)).toSorted()).toEqual(ids.toSorted())
      for (const id of ids) expect(await wholeOf(front, id)).toEqual(await wholeOf(behind, id))
    },
    { timeout: 20_000, interval: 200 },
  )
}
