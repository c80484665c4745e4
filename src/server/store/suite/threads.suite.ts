import { describe, expect, test } from 'vitest'

import type { Metadata } from '#contract/primitives.ts'
import { threadCursor } from '#contract/thread-cursor.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

import { metadataFacets } from '../facets.ts'
import type { StoreChange } from '../store.ts'
import type { ThreadsPage } from '../threads.ts'
import { type Engine, useStore } from './engine.suite.ts'

const page: ThreadsPage = { limit: 100, order: 'desc', order_by: 'created_at', summary: false }

export const threadsSuite = (engine: Engine): void => {
  describe('threads', () => {
    const bench = useStore(engine)

    test('a thread comes back as it went in', async () => {
      const thread = buildThread({
        metadata: { 'a.b': '', ключ: '值', "q'": '"' },
        tool_resources: { code_interpreter: { file_ids: ['file-1'] } },
      })
      await bench.store.insertThread(thread, [])
      expect(await bench.store.getThread(thread.id)).toEqual(thread)
      expect(await bench.store.getThread('thread_other')).toBeUndefined()
    })

    test('a thread and its first messages are inserted all or nothing', async () => {
      const thread = buildThread()
      const message = buildMessage({ thread_id: thread.id })
      await expect(bench.store.insertThread(thread, [message, message])).rejects.toThrow()
      expect(await bench.store.getThread(thread.id)).toBeUndefined()
      expect(await bench.store.getMessage(thread.id, message.id)).toBeUndefined()
    })

    test('an update sees the row as it stands, and others wait for it', async () => {
      const thread = buildThread({ metadata: { n: '0' } })
      await bench.store.insertThread(thread, [])
      const increment = () =>
        bench.store.updateThread(thread.id, (each) => ({
          ...each,
          metadata: { n: String(Number(each.metadata['n']) + 1) },
        }))
      await Promise.all(Array.from({ length: 20 }, increment))
      expect((await bench.store.getThread(thread.id))?.metadata).toEqual({ n: '20' })
      expect(await bench.store.updateThread('thread_other', (each) => each)).toBeUndefined()
    })

    test('a deleted thread takes everything of it along, also with a run active', async () => {
      const { store } = bench
      const thread = buildThread({ metadata: { kind: 'a' } })
      const kept = buildThread({ metadata: { kind: 'a' } })
      const message = buildMessage({ thread_id: thread.id })
      const run = buildRun({ thread_id: thread.id })
      await store.insertThread(thread, [message])
      await store.insertThread(kept, [])
      await store.insertRun(run, [], [{ event: 'thread.run.created', data: run }])

      expect(await store.deleteThread(thread.id)).toBe(true)
      expect(await store.deleteThread(thread.id)).toBe(false)
      expect(await store.getMessage(thread.id, message.id)).toBeUndefined()
      expect(await store.getRun(thread.id, run.id)).toBeUndefined()
      expect(await store.listActiveRuns()).toEqual([])
      expect((await store.listRunEvents(run.id, 0, 10)).data).toEqual([])
      const listed = await store.listThreads({ ...page, facets: metadataFacets({ kind: 'a' }) })
      expect(listed.data).toEqual([kept])
      // Its ids are free again.
      await store.insertThread(thread, [message])
    })

    test.each(['created_at', 'last_active_at'] as const)(
      'a filter on metadata needs every pair, in order of %s',
      async (order_by) => {
        const { store } = bench
        const add = async (metadata: Metadata): Promise<string> => {
          const thread = buildThread({ metadata })
          await store.insertThread(thread, [])
          return thread.id
        }
        const both = await add({ status: 'open', customer: '42' })
        await add({ status: 'open', customer: '4' })
        await add({ status: 'closed', customer: '42' })
        await add({ open: 'status' })
        const find = async (metadata: Metadata): Promise<string[]> =>
          (
            await store.listThreads({ ...page, order_by, facets: metadataFacets(metadata) })
          ).data.map(({ id }) => id)

        expect(await find({ status: 'open', customer: '42' })).toEqual([both])
        expect(await find({ status: 'open' })).toHaveLength(2)
        expect(await find({ status: 'OPEN' })).toEqual([])
        expect(await find({ status: '%' })).toEqual([])
        expect(await find({})).toHaveLength(4)

        await store.updateThread(both, (thread) => ({ ...thread, metadata: { status: 'done' } }))
        expect(await find({ status: 'open' })).toHaveLength(1)
        expect(await find({ status: 'done' })).toEqual([both])
      },
    )

    test('a filter follows threads that move up', async () => {
      const { store } = bench
      const threads = [0, 1, 2].map(() => buildThread({ metadata: { kind: 'a' } }))
      for (const thread of threads) await store.insertThread(thread, [])
      const [first, second, third] = threads.map(({ id }) => id)
      await store.insertMessages(first!, [buildMessage({ thread_id: first! })])
      const activity = {
        ...page,
        order_by: 'last_active_at',
        facets: metadataFacets({ kind: 'a' }),
      } as const
      const listed = await store.listThreads(activity)
      expect(listed.data.map(({ id }) => id)).toEqual([first, third, second])
    })

    test('a change made in place is a change', async () => {
      const { store } = bench
      const thread = buildThread({ metadata: { kind: 'a' } })
      await store.insertThread(thread, [])
      await store.updateThread(thread.id, (each) => {
        each.metadata['kind'] = 'b'
        return each
      })
      expect(
        (await store.listThreads({ ...page, facets: metadataFacets({ kind: 'b' }) })).data,
      ).toHaveLength(1)
      expect(
        (await store.listThreads({ ...page, facets: metadataFacets({ kind: 'a' }) })).data,
      ).toEqual([])
    })

    test('a place in the order of activity holds while its thread moves or goes', async () => {
      const { store } = bench
      // An imported id may hold a hyphen.
      const threads = [0, 1, 2, 3].map((at) => buildThread({ id: `thread_a-${at}` }))
      for (const thread of threads) await store.insertThread(thread, [])
      const activity = { ...page, order_by: 'last_active_at', summary: true } as const
      const firstPage = await store.listThreads({ ...activity, limit: 2 })
      const last = firstPage.data[1]!
      const place = threadCursor({ id: last.id, activity: last.summary!.activity })

      const rest = async (after: string): Promise<string[]> =>
        (await store.listThreads({ ...activity, after })).data.map(({ id }) => id)
      const expected = [threads[1]!.id, threads[0]!.id]
      expect(await rest(place)).toEqual(expected)
      expect(await rest(last.id)).toEqual(expected)

      await store.insertMessages(last.id, [buildMessage({ thread_id: last.id })])
      expect(await rest(place)).toEqual(expected)
      expect(await rest(last.id)).toHaveLength(3)

      await store.deleteThread(last.id)
      expect(await rest(place)).toEqual(expected)
      const above = await store.listThreads({ ...activity, before: place })
      expect(above.data.map(({ id }) => id)).toEqual([threads[3]!.id])
    })

    test('activity only rises, even where clocks go back', async () => {
      const { store } = bench
      const thread = buildThread()
      const older = buildThread({ created_at: thread.created_at - 1000 })
      await store.insertThread(thread, [])
      await store.insertThread(older, [])
      const listed = await store.listThreads({ ...page, order_by: 'last_active_at' })
      expect(listed.data.map(({ id }) => id)).toEqual([older.id, thread.id])
    })

    test('listeners hear of changes that were kept, in order, until they stop listening', async () => {
      const { store } = bench
      const heard: StoreChange[] = []
      const stop = store.onChange((change) => heard.push(change))
      const thread = buildThread()
      const message = buildMessage({ thread_id: thread.id })
      await store.insertThread(thread, [message])
      await expect(store.insertThread(thread, [])).rejects.toThrow()
      await store.updateThread('thread_other', (each) => each)
      await store.updateThread(thread.id, (each) => each)
      await store.deleteMessage(thread.id, message.id)
      await store.deleteThread(thread.id)
      stop()
      await store.insertThread(thread, [])
      const ids = { thread_id: thread.id, message_id: message.id }
      expect(heard).toEqual([
        { type: 'thread.created', thread_id: thread.id },
        { type: 'message.created', ...ids },
        { type: 'thread.modified', thread_id: thread.id },
        { type: 'message.deleted', ...ids },
        { type: 'thread.deleted', thread_id: thread.id },
      ])
    })
  })
}
