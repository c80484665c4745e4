import { describe, expect, test } from 'vitest'

import { buildThread } from '#testing/builders.ts'

import { URGENCY } from '../mirror.ts'
import { type Engine, useStore } from './engine.suite.ts'

const { listed, changed, read } = URGENCY

export const wantedThreadsSuite = (engine: Engine): void => {
  describe('threads that wait to be brought', () => {
    const bench = useStore(engine)
    const waiting = async (limit = 100): Promise<string[]> =>
      (await bench.store.listWanted(limit)).map(({ id }) => id)
    /** Its number while it waits. */
    const numberOf = async (id: string): Promise<number> =>
      (await bench.store.getMirrorState(id))?.wanted ?? 0
    const settle = async (
      id: string,
      outcome: Parameters<(typeof bench.store)['settleWanted']>[2] = { refreshed_at: 1000 },
    ) => bench.store.settleWanted(id, await numberOf(id), outcome)

    test('the most urgent come first, and among those the one that has waited longest', async () => {
      const { store } = bench
      await store.wantThreads(['a', 'b'], { urgency: listed })
      await store.wantThreads(['c', 'd'], { urgency: read })
      await store.wantThreads(['e'], { urgency: changed })
      expect(await waiting()).toEqual(['c', 'd', 'e', 'a', 'b'])
      expect(await waiting(2)).toEqual(['c', 'd'])
      expect(await store.countWanted()).toBe(5)
      expect(await store.getMirrorState('a')).toEqual({
        id: 'a',
        wanted: 1,
        urgency: listed,
        refreshed_at: null,
        walked_at: null,
        reached: null,
        gone_at: null,
        refusal: null,
      })
      expect(await store.getMirrorState('z')).toBeUndefined()
    })

    test('one that waits becomes more urgent, never less', async () => {
      const { store } = bench
      await store.wantThreads(['a', 'b'], { urgency: changed })
      await store.wantThreads(['b'], { urgency: read })
      expect(await waiting()).toEqual(['b', 'a'])
      await store.wantThreads(['b'], { urgency: listed })
      expect(await waiting()).toEqual(['b', 'a'])
      await settle('b')
      // What it waited for is over.
      await store.wantThreads(['b'], { urgency: listed })
      expect(await waiting()).toEqual(['a', 'b'])
    })

    test('one that is put back comes after all others, until it is wanted again', async () => {
      const { store } = bench
      await store.wantThreads(['a'], { urgency: read })
      await store.wantThreads(['b'], { urgency: changed })
      await store.wantThreads(['c'], { urgency: listed })
      await store.postponeThread('a')
      expect(await waiting()).toEqual(['b', 'c', 'a'])
      await store.wantThreads(['a'], { urgency: read })
      expect(await waiting()).toEqual(['a', 'b', 'c'])
      // One that does not wait stays so.
      await settle('b')
      await store.postponeThread('b')
      expect(await waiting()).toEqual(['a', 'c'])
    })

    test('what was brought waits no more, and what it was brought to is kept', async () => {
      const { store } = bench
      await store.wantThreads(['a'], { urgency: read })
      await settle('a', { refreshed_at: 1000, walked_at: 1000, reached: 'msg_1' })
      expect(await waiting()).toEqual([])
      expect(await store.countWanted()).toBe(0)
      const state = { refreshed_at: 1000, walked_at: 1000, reached: 'msg_1' }
      expect(await store.getMirrorState('a')).toMatchObject({ ...state, wanted: null })
      await store.wantThreads(['a'], { urgency: changed })
      await settle('a', { refreshed_at: 2000, reached: 'msg_2' })
      expect(await store.getMirrorState('a')).toMatchObject({
        refreshed_at: 2000,
        walked_at: 1000,
        reached: 'msg_2',
      })
    })

    test('those are counted that wait for the first time, or are here and never were whole', async () => {
      const { store } = bench
      const counted: number[] = []
      const count = async () => counted.push(await store.countUnfetched())
      await count()
      const [waits, refused] = [buildThread(), buildThread()]
      await store.putMirrored({ threads: [waits, refused] })
      await store.wantThreads([waits.id, refused.id, 'none', 'kept back'], { urgency: listed })
      await count()
      await settle('none', { gone_at: 1000, refusal: 'There is no such thread.' })
      await count()
      // Nothing of one is here, of the other its messages are missing.
      await settle('kept back', { refusal: '403: Not yours.' })
      await settle(refused.id, { refusal: '403: Not yours.' })
      await count()
      await settle(waits.id)
      // It is brought again.
      await store.wantThreads([waits.id], { urgency: changed })
      await count()
      await settle(refused.id)
      await count()
      expect(counted).toEqual([0, 4, 3, 2, 1, 0])
    })

    test('a thread is told as partial until it was brought whole once, and that is a change', async () => {
      const { store } = bench
      const [listedThread, made] = [buildThread(), buildThread()]
      const { id } = listedThread
      const marks = async () => {
        const page = { order: 'asc', order_by: 'created_at', limit: 9, summary: true } as const
        const { data } = await store.listThreads(page)
        const [one] = data.filter((thread) => thread.id === id)
        const other = await store.getThread(made.id, { summary: true })
        expect(await store.getThread(id, { summary: true })).toEqual(one)
        return [one?.summary?.partial, other?.summary?.partial]
      }
      const changesOf = async () =>
        ((await store.changesAfter(0, 100))?.data ?? [])
          .filter((change) => 'thread_id' in change && change.thread_id === id)
          .map(({ type }) => type)
      await store.putMirrored({ threads: [listedThread, made] })
      await store.wantThreads([id], { urgency: listed })
      // Made through here, and read before anything of it was to be brought: it was whole.
      await store.wantThreads([made.id], { urgency: read })
      expect(await store.getMirrorState(made.id)).toMatchObject({
        refreshed_at: made.created_at * 1000,
      })
      expect(await marks()).toEqual([true, undefined])
      await store.wantThreads([id], { urgency: read })
      await settle(id, { refusal: '403: Not yours.' })
      expect(await marks()).toEqual([true, undefined])
      expect(await changesOf()).toEqual(['thread.created'])
      for (const refreshed_at of [1000, 2000]) {
        await store.wantThreads([id], { urgency: read })
        await settle(id, { refreshed_at })
        expect(await marks()).toEqual([undefined, undefined])
        expect(await changesOf()).toEqual(['thread.created', 'thread.modified'])
      }
    })

    test('one that is wanted again while it is being brought waits on', async () => {
      const { store } = bench
      await store.wantThreads(['a', 'b'], { urgency: changed })
      for (const id of ['a', 'b']) {
        const before = await numberOf(id)
        await store.wantThreads([id], { urgency: changed })
        expect(await numberOf(id)).toBeGreaterThan(before)
        await store.settleWanted(id, before, { refreshed_at: 1000 })
        expect(await waiting()).toContain(id)
        expect(await store.getMirrorState(id)).toMatchObject({ refreshed_at: 1000 })
        await settle(id)
        expect(await waiting()).not.toContain(id)
      }
      expect(await waiting()).toEqual([])
    })

    test('a refusal is kept until it is wanted again', async () => {
      const { store } = bench
      await store.wantThreads(['a'], { urgency: changed })
      await settle('a', { refusal: '403: Not yours.' })
      expect(await store.getMirrorState('a')).toMatchObject({
        refusal: '403: Not yours.',
        refreshed_at: null,
        wanted: null,
      })
      await store.wantThreads(['a'], { urgency: changed })
      expect(await store.getMirrorState('a')).toMatchObject({ refusal: null })
      await settle('a')
      expect(await store.getMirrorState('a')).toMatchObject({ refusal: null, refreshed_at: 1000 })
    })

    test('one that is gone stays so from the first time on, until it is there again', async () => {
      const { store } = bench
      await store.wantThreads(['a'], { urgency: read })
      await settle('a')
      for (const gone_at of [2000, 3000]) {
        await store.wantThreads(['a'], { urgency: read })
        await settle('a', { gone_at, refusal: 'gone' })
        expect(await store.getMirrorState('a')).toMatchObject({
          refreshed_at: 1000,
          gone_at: 2000,
          refusal: 'gone',
        })
      }
      await store.wantThreads(['a'], { urgency: read })
      await settle('a', { refreshed_at: 4000 })
      expect(await store.getMirrorState('a')).toMatchObject({
        refreshed_at: 4000,
        gone_at: null,
        refusal: null,
      })
    })

    test('one that was gone is not, once it is known that nobody can tell', async () => {
      const { store } = bench
      await store.wantThreads(['a'], { urgency: read })
      await settle('a', { gone_at: 2000, refusal: 'gone' })
      await store.wantThreads(['a'], { urgency: read })
      await settle('a', { gone_at: null, refusal: 'hidden' })
      expect(await store.getMirrorState('a')).toMatchObject({ gone_at: null, refusal: 'hidden' })
    })

    test('threads that were added are counted, with those that failed', async () => {
      const { store } = bench
      await store.wantThreads(['seen'], { urgency: read })
      await store.wantThreads(['a', 'b', 'c', 'd'], { urgency: changed, added: true })
      const none = { of: 4, done: 0, failed: 0, failures: [] }
      expect(await store.addedThreads(10)).toEqual(none)
      await settle('seen')
      await settle('a')
      await store.putMirrored({ threads: [buildThread({ id: 'c' })] })
      await settle('b', { refusal: '404: No such thread.' })
      await settle('c', { refusal: '403: Not yours.' })
      const { failures, ...counts } = await store.addedThreads(10)
      expect(counts).toEqual({ of: 4, done: 1, failed: 2 })
      expect(failures).toEqual(
        expect.arrayContaining([
          { thread_id: 'b', reason: '404: No such thread.', partial: false },
          { thread_id: 'c', reason: '403: Not yours.', partial: true },
        ]),
      )
      expect((await store.addedThreads(1)).failures).toHaveLength(1)
      // Whatever it is brought for.
      await store.wantThreads(['c'], { urgency: read })
      expect(await store.addedThreads(10)).toMatchObject({ of: 4, done: 1, failed: 1 })
      await settle('c')
      expect(await store.addedThreads(10)).toMatchObject({
        of: 4,
        done: 2,
        failed: 1,
        failures: [{ thread_id: 'b' }],
      })
    })

    test('what is added while others wait is one work with them, later it begins anew', async () => {
      const { store } = bench
      await store.wantThreads(['a', 'b'], { urgency: changed, added: true })
      await settle('a')
      await store.wantThreads(['c'], { urgency: changed, added: true })
      expect(await store.addedThreads(10)).toMatchObject({ of: 3, done: 1, failed: 0 })
      await settle('b', { refusal: '404: No such thread.' })
      await settle('c')
      expect(await store.addedThreads(10)).toMatchObject({ of: 3, done: 2, failed: 1 })
      await store.wantThreads(['a', 'd'], { urgency: changed, added: true })
      expect(await store.addedThreads(10)).toEqual({ of: 2, done: 0, failed: 0, failures: [] })
    })
  })
}
