import { describe, expect, test } from 'vitest'

import { buildRun, buildThread } from '#testing/builders.ts'

import { actingAs } from '../actor.ts'
import { CHANGES_KEPT_MS } from '../changes.ts'
import { type Engine, useStore } from './engine.suite.ts'
import {
  METHODS,
  assistant,
  file,
  fill,
  message,
  same,
  thread,
  upload,
} from './recorded-writes.suite.ts'

const WRITES = Object.entries(METHODS).flatMap(([name, method]) =>
  typeof method === 'string' ? [] : [[name, method] as const],
)

export const changesSuite = (engine: Engine): void => {
  describe('the record of changes', () => {
    const bench = useStore(engine)
    /** What is on record after that number. */
    const after = async (number: number) => {
      const page = await bench.store.changesAfter(number, 1000)
      return page?.data.map((recorded) => {
        const { number: _, at_ms: __, actor: ___, ...change } = recorded
        return change
      })
    }

    test('every method of a store is told to read or to write', () => {
      expect(Object.keys(bench.store).toSorted()).toEqual(Object.keys(METHODS).toSorted())
    })

    test.each(WRITES)('%s leaves what it changed', async (_, { write, leaves }) => {
      const { store, clock } = bench
      await fill(store)
      clock.advance(2 * 86_400_000)
      const before = await store.latestChange()
      await write(store)
      expect(await after(before)).toEqual(leaves)
    })

    test('a write that changes nothing, or fails, leaves nothing', async () => {
      const { store } = bench
      await fill(store)
      const before = await store.latestChange()
      expect(await store.deleteThread('thread_none')).toBe(false)
      expect(await store.updateMessage('thread_a', 'msg_none', same)).toBeUndefined()
      await expect(store.insertThread(thread, [message])).rejects.toThrow()
      await expect(store.insertRun(buildRun({ thread_id: 'thread_r' }), [], [])).rejects.toThrow()
      expect(await after(before)).toEqual([])
      expect(await store.latestChange()).toBe(before)
    })

    test('the text of a run leaves nothing while it is written', async () => {
      const { store } = bench
      await fill(store)
      const before = await store.latestChange()
      const delta = { content: [{ index: 0, type: 'text' as const, text: { value: 'a' } }] }
      await store.commitRun('thread_r', 'run_a', {
        from: ['queued'],
        events: () => [
          {
            event: 'thread.message.delta',
            data: { id: 'msg_b', object: 'thread.message.delta', delta },
          },
        ],
      })
      expect(await after(before)).toEqual([])
    })

    test('a change has a number, a time and whoever made it, also where writes share a transaction', async () => {
      const { store, clock } = bench
      const before = await store.latestChange()
      await Promise.all([
        actingAs('owner', () => store.insertUpload(upload, undefined)),
        actingAs('key', () => store.insertAssistant(assistant)),
        store.insertFile(file),
      ])
      const at_ms = clock.now()
      expect((await store.changesAfter(before, 10))?.data).toEqual([
        {
          number: before + 1,
          at_ms,
          actor: 'owner',
          type: 'upload.created',
          upload_id: 'upload_a',
        },
        {
          number: before + 2,
          at_ms,
          actor: 'key',
          type: 'assistant.created',
          assistant_id: 'asst_a',
        },
        { number: before + 3, at_ms, actor: 'server', type: 'file.created', file_id: 'file-a' },
      ])
    })

    test('whoever hears of a change does not act for the one who made it', async () => {
      const { store } = bench
      const before = await store.latestChange()
      const following = new Promise<void>((resolve, reject) => {
        store.onChange(({ type }) => {
          if (type === 'thread.created') store.insertFile(file).then(resolve, reject)
        })
      })
      await actingAs('key', () => store.insertThread(thread, []))
      await following
      const { data = [] } = (await store.changesAfter(before, 10)) ?? {}
      expect(data.map(({ actor }) => actor)).toEqual(['key', 'server'])
    })

    test('it is read in pages, in order', async () => {
      const { store } = bench
      const before = await store.latestChange()
      for (let at = 0; at < 5; at += 1) await store.insertThread(buildThread(), [])
      const first = await store.changesAfter(before, 3)
      expect(first?.data.map(({ number }) => number - before)).toEqual([1, 2, 3])
      expect(first?.has_more).toBe(true)
      const rest = await store.changesAfter(before + 3, 3)
      expect(rest?.data.map(({ number }) => number - before)).toEqual([4, 5])
      expect(rest?.has_more).toBe(false)
    })

    test('an empty store begins with a reset: what was there before the record is not in it', async () => {
      expect(await after(0)).toEqual([{ type: 'reset' }])
    })

    test('a number that was never given is not on record', async () => {
      const { store } = bench
      expect(await store.changesAfter((await store.latestChange()) + 1, 10)).toBeUndefined()
      expect(await store.changesAfter(-1, 10)).toBeUndefined()
    })

    test('old changes are forgotten, the newest never, and no number is given twice', async () => {
      const { store, clock } = bench
      await fill(store)
      const last = await store.latestChange()
      expect(await store.forgetChanges(1000)).toBe(1)
      clock.advance(CHANGES_KEPT_MS - 1)
      await store.deleteAssistant('asst_a')
      clock.advance(1)
      expect(await store.forgetChanges(3)).toBe(3)
      expect(await store.forgetChanges(1000)).toBe(last - 4)
      expect(await store.forgetChanges(1000)).toBe(0)
      expect(await after(last - 1)).toBeUndefined()
      expect(await after(last)).toEqual([{ type: 'assistant.deleted', assistant_id: 'asst_a' }])
      clock.advance(CHANGES_KEPT_MS)
      expect(await store.forgetChanges(1000)).toBe(0)
      await store.deleteFile('file-a')
      expect((await store.changesAfter(last + 1, 10))?.data[0]?.number).toBe(last + 2)
    })
  })
}
