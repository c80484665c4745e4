import { describe, expect, test } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import { threadLocked } from '#server/refusals/locked-threads.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import type { ImportedThread } from '../imports.ts'
import type { StoreChange } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'

const NOW = EPOCH / 1000
const YEAR = 31_536_000

const imported = (hash: string, createdAt: number): ImportedThread => {
  const thread = buildThread({ created_at: createdAt, metadata: { source: 'export' } })
  const ids = { thread_id: thread.id, created_at: createdAt }
  const run = buildRun({ ...ids, status: 'completed', completed_at: createdAt + 30 })
  const event: RunEvent = {
    object: 'thread.run.event',
    sequence_number: 1,
    created_at_ms: createdAt * 1000 + 5,
    event: 'thread.run.created',
    data: run,
  }
  return {
    hash,
    thread,
    messages: [
      buildMessage({ ...ids, text: 'Old question' }),
      buildMessage({ ...ids, text: 'Old answer', role: 'assistant', run_id: run.id }),
    ],
    runs: [{ run, steps: [buildRunStep({ ...ids, run_id: run.id })], events: [event] }],
  }
}

export const importSuite = (engine: Engine): void => {
  describe('import', () => {
    const bench = useStore(engine)
    const all = { limit: 100, order: 'asc' } as const
    const listed = async (order_by: 'created_at' | 'last_active_at'): Promise<string[]> => {
      const { data } = await bench.store.listThreads({ ...all, order_by, summary: false })
      return data.map(({ id }) => id)
    }

    test('a thread comes back whole, with its own times', async () => {
      const { store } = bench
      const old = imported('a', NOW - YEAR)
      expect(await store.importThreads([old])).toEqual(['imported'])
      const { id } = old.thread
      const { run, steps, events } = old.runs[0]!
      expect(await store.getThread(id)).toEqual(old.thread)
      expect((await store.listMessages(id, all)).data).toEqual(old.messages)
      expect((await store.listRuns(id, all)).data).toEqual([run])
      expect((await store.listRunSteps(id, run.id, all)).data).toEqual(steps)
      expect((await store.listRunEvents(run.id, 0, 10)).data).toEqual(events)
      expect((await store.getThread(id, { summary: true }))?.summary).toMatchObject({
        title: 'Old question',
        preview: 'Old answer',
        message_count: 2,
        last_active_at: NOW - YEAR + 30,
        last_run: { id: run.id, status: 'completed' },
      })
    })

    test('the same content is imported once, and again once it was deleted', async () => {
      const { store } = bench
      const old = imported('a', NOW)
      expect(await store.importThreads([old, old])).toEqual(['imported', 'skipped'])
      expect(await store.importThreads([old])).toEqual(['skipped'])
      await store.deleteThread(old.thread.id)
      expect(await store.importThreads([old])).toEqual(['imported'])
      expect((await store.listMessages(old.thread.id, all)).data).toHaveLength(2)
    })

    test('one whose ids are taken leaves nothing behind and holds up no other', async () => {
      const { store } = bench
      const first = imported('a', NOW)
      const clash = imported('b', NOW)
      clash.messages.push(first.messages[0]!)
      const last = imported('c', NOW)
      expect(await store.importThreads([first, clash, last])).toEqual([
        'imported',
        'id_taken',
        'imported',
      ])
      expect(await store.getThread(clash.thread.id)).toBeUndefined()
      expect(await listed('created_at')).toEqual([first.thread.id, last.thread.id])
    })

    test('old threads take their places among the others, in either order', async () => {
      const { store } = bench
      const fresh = buildThread({ created_at: NOW })
      await store.insertThread(fresh, [])
      const threads = [NOW - YEAR, NOW - 3 * YEAR, NOW - YEAR, 0, -5].map((at, index) =>
        imported(`h${index}`, at),
      )
      await store.importThreads(threads)
      const [a, b, c, zero, negative] = threads.map(({ thread }) => thread.id)
      expect(await listed('created_at')).toEqual([negative, zero, b, a, c, fresh.id])
      // Both of the oldest were last active before there were seconds to count.
      const activity = await listed('last_active_at')
      expect(activity.slice(2)).toEqual([b, a, c, fresh.id])
    })

    test('what happens now stands above an import from the future', async () => {
      const { store } = bench
      const future = imported('a', NOW + 1000 * YEAR)
      await store.importThreads([future])
      const fresh = buildThread()
      await store.insertThread(fresh, [])
      expect(await listed('last_active_at')).toEqual([future.thread.id, fresh.id])
      const summary = (await store.getThread(fresh.id, { summary: true }))?.summary
      expect(Number.isSafeInteger(summary?.activity)).toBe(true)
    })

    test('an active run is taken as it is; of two the later one holds the thread', async () => {
      const { store } = bench
      const old = imported('a', NOW)
      const ids = { thread_id: old.thread.id, created_at: NOW }
      const waiting = buildRun({ ...ids, status: 'requires_action' })
      old.runs.push({ run: buildRun({ ...ids, status: 'in_progress' }), steps: [] })
      old.runs.push({ run: waiting, steps: [] })
      expect(await store.importThreads([old])).toEqual(['imported'])
      expect(await store.listActiveRuns()).toEqual([waiting])
      const message = buildMessage({ thread_id: old.thread.id })
      await expect(store.insertMessages(old.thread.id, [message])).rejects.toEqual(
        threadLocked(old.thread.id, waiting.id),
      )
    })

    test('listeners hear that something was imported', async () => {
      const heard: StoreChange[] = []
      bench.store.onChange((change) => heard.push(change))
      const old = imported('a', NOW)
      await bench.store.importThreads([old])
      await bench.store.importThreads([old])
      expect(heard).toEqual([{ type: 'thread.imported', thread_id: old.thread.id }])
    })
  })
}
