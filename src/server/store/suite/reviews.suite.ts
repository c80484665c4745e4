import { describe, expect, test } from 'vitest'

import { NoCursor } from '#server/refusals/cursors.ts'
import type { Facet, FacetKind } from '#server/search/facet.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import type { Reviewing } from '../reviews.ts'
import { type Engine, useStore } from './engine.suite.ts'
import { found, indexed } from './find-texts.ts'
import { buildLabel, buildPerson, buildReviewing, putQueue } from './reviewing.ts'

export const reviewsSuite = (engine: Engine): void => {
  describe('reviews', () => {
    const bench = useStore(engine)
    const thread = buildThread({ id: 'thread_a', created_at: 5 })
    const message = buildMessage({ id: 'msg_a', thread_id: 'thread_a', text: 'Where is it?' })

    const begin = async () => {
      await bench.store.insertThread(thread, [message])
      for (const id of ['person_a', 'person_b']) await bench.store.insertPerson(buildPerson(id))
      for (const id of ['label_a', 'label_b']) await bench.store.insertLabel(buildLabel(id))
      await putQueue(bench.store, 'queue_a', [thread.id])
    }
    const put = async (fields: Partial<Reviewing>) =>
      (await bench.store.putReview(buildReviewing(fields))).review
    const have = async (kind: FacetKind, value: string) => {
      const facet: Facet = { kind, key: '', value }
      const lists = await Promise.all(
        (['created_at', 'last_active_at'] as const).map((order_by) =>
          bench.store.listThreads({
            limit: 100,
            order: 'asc',
            order_by,
            summary: false,
            facets: [facet],
          }),
        ),
      )
      const [created, active] = lists.map(({ data }) => data.map(({ id }) => id))
      expect(created).toEqual(active)
      return created
    }

    test('of one thread in several queues are several, which the thread is found by', async () => {
      await begin()
      const one = await put({ said: { verdict: 'pass' } })
      const two = await put({ queue_id: 'queue_a', said: { verdict: 'fail', flagged: true } })
      const again = await put({ queue_id: 'queue_a', said: { labels: ['label_a'] } })
      expect(again).toMatchObject({ id: two.id, verdict: 'fail', flagged: true })
      expect(one.id).not.toBe(two.id)
      for (const verdict of ['pass', 'fail'])
        expect(await have('verdict', verdict)).toEqual([thread.id])
      expect(await have('label', 'label_a')).toEqual([thread.id])
      expect(await have('has', 'flag')).toEqual([thread.id])
      // One person does not differ with themselves.
      const { summary } = (await bench.store.getThread(thread.id, { summary: true })) ?? {}
      expect(summary?.review).toMatchObject({ verdict: 'fail', split: false })
    })

    test('of a queue outlive their thread, for its totals, without a word of it', async () => {
      const { store } = bench
      await begin()
      const passage = { quote: 'Where', prefix: 'a', suffix: 'b', start: 0, end: 5 }
      await put({ message_id: message.id, passage, said: { note: 'gone' } })
      const kept = await put({
        message_id: message.id,
        passage,
        queue_id: 'queue_a',
        said: {
          verdict: 'fail',
          labels: ['label_a'],
          note: 'Zebra',
          criteria: { tone: 4, why: 'Zebra', ok: true },
          seconds: 12,
        },
      })
      await store.deleteThread(thread.id)
      const { data } = await store.listReviews({ limit: 10, order: 'desc' })
      expect(data).toEqual([
        {
          ...kept,
          note: null,
          passage: { ...passage, quote: '', prefix: '', suffix: '' },
          criteria: { tone: 4, ok: true },
        },
      ])
      for (const [kind, value] of [
        ['label', 'label_a'],
        ['reviewer', 'person_a'],
      ] as const)
        expect(await have(kind, value)).toEqual([])
      // What is there of a queue can be merged, changed and withdrawn all the same.
      await store.mergeLabel('label_a', 'label_b')
      const acting = { person_id: 'person_a', act_id: 'act_late', at: 9 }
      expect(await store.updateReview(kept.id, acting, { verdict: 'pass' })).toMatchObject({
        labels: ['label_b'],
        verdict: 'pass',
        thread_went_on: false,
      })
      await store.deleteReview(kept.id, { ...acting, act_id: 'act_later' })
      expect((await store.listReviews({ limit: 10, order: 'desc' })).data).toEqual([])
    })

    test('a thread that is imported, or comes again, has those of its own alone', async () => {
      const { store } = bench
      await begin()
      await put({ said: { verdict: 'fail' } })
      await put({ queue_id: 'queue_a', said: { verdict: 'fail' } })
      await store.deleteThread(thread.id)
      await store.importThreads([{ hash: 'h', thread, messages: [message], runs: [] }])
      expect(await have('verdict', 'fail')).toEqual([])
      const now = await put({ said: { verdict: 'pass' } })
      expect(now).toMatchObject({ thread_went_on: false })
      expect(await have('verdict', 'pass')).toEqual([thread.id])
      const { summary } = (await store.getThread(thread.id, { summary: true })) ?? {}
      expect(summary?.review).toMatchObject({ verdict: 'pass', split: false })
      expect((await store.listReviewHistory(thread.id, { limit: 10 }))?.data).toHaveLength(1)
    })

    test('messages that are older than the verdict, and come later, are none that came after it', async () => {
      const { store } = bench
      const elder = buildMessage({ thread_id: thread.id, created_at: message.created_at - 10 })
      await begin()
      const { id } = await put({ said: { verdict: 'fail' } })
      await store.putMirrored({ messages: [elder] })
      expect(await store.getReview(id)).toMatchObject({ thread_went_on: false })
      const newer = buildMessage({ thread_id: thread.id, created_at: message.created_at + 10 })
      await store.putMirrored({ messages: [newer] })
      expect(await store.getReview(id)).toMatchObject({ thread_went_on: true })
    })

    test('a note is not found any more once it is changed or withdrawn, whatever is indexed meanwhile', async () => {
      const { store } = bench
      await begin()
      const one = await put({ said: { note: 'A zebra' } })
      const other = await put({ person_id: 'person_b', said: { note: 'A wombat' } })
      await indexed(store)
      expect(await found(store, 'zebra in:note')).toMatchObject([{ review_id: one.id }])
      const acting = { person_id: 'person_a', act_id: 'act_x', at: 9 }
      await store.updateReview(one.id, acting, { note: 'A yak' })
      expect(await found(store, 'zebra')).toEqual([])
      await store.updateThread(thread.id, (each) => ({ ...each, metadata: { title: 'b' } }))
      await indexed(store)
      expect(await found(store, 'yak')).toMatchObject([{ review_id: one.id }])
      expect(await found(store, 'wombat')).toMatchObject([{ review_id: other.id }])
      await store.deleteReview(one.id, { ...acting, act_id: 'act_y' })
      expect(await found(store, 'yak')).toEqual([])
    })

    test('are walked both ways by cursors, which keep their place when theirs is changed or deleted', async () => {
      const { store } = bench
      await begin()
      for (const id of ['thread_b', 'thread_c', 'thread_d'])
        await store.insertThread(buildThread({ id }), [])
      const all: string[] = []
      for (const thread_id of ['thread_a', 'thread_b', 'thread_c', 'thread_d'])
        for (const person_id of ['person_a', 'person_b'])
          all.push((await put({ thread_id, person_id, said: { verdict: 'fail' } })).id)
      const idsOf = (data: readonly { id: string }[]) => data.map(({ id }) => id)
      for (const order of ['asc', 'desc'] as const) {
        const expected = order === 'asc' ? all : all.toReversed()
        const walked: string[] = []
        for (let after: string | null = null; ;) {
          const page = await store.listReviews({ limit: 3, order, ...(after && { after }) })
          walked.push(...idsOf(page.data))
          after = page.last
          if (!page.has_more) break
        }
        expect(walked).toEqual(expected)
        const { last } = await store.listReviews({ limit: 7, order })
        const before = await store.listReviews({ limit: 3, order, before: last ?? '' })
        expect(idsOf(before.data)).toEqual(expected.slice(3, 6))
      }
      const page = { limit: 3, order: 'asc' as const, verdict: 'fail' as const }
      const { last } = await store.listReviews(page)
      const acting = { person_id: 'person_a', act_id: 'act_x', at: 9 }
      await store.deleteReview(all[2] ?? '', acting)
      const next = { ...page, after: last ?? '' }
      expect(idsOf((await store.listReviews(next)).data)).toEqual(all.slice(3, 6))
      // What is changed comes last.
      await store.updateReview(all[4] ?? '', { ...acting, act_id: 'act_y' }, { note: 'x' })
      expect(idsOf((await store.listReviews({ ...next, limit: 9 })).data)).toEqual(
        [3, 5, 6, 7, 4].map((at) => all[at]),
      )
      await expect(store.listReviews({ ...page, after: 'none' })).rejects.toThrow(NoCursor)
    })

    test('what is refused leaves all as it was', async () => {
      const { store } = bench
      await begin()
      const { id } = await put({ said: { verdict: 'pass', note: 'x' } })
      const before = await store.latestChange()
      const acting = { person_id: 'person_b', act_id: 'act_x', at: 9 }
      await expect(store.updateReview(id, acting, { note: 'y' })).rejects.toThrow()
      await expect(store.deleteReview(id, acting)).rejects.toThrow()
      const own = { ...acting, person_id: 'person_a' }
      await expect(
        store.updateReview(id, own, { note: 'y', labels: ['label_none'] }),
      ).rejects.toThrow('label')
      await expect(put({ person_id: 'person_none' })).rejects.toThrow('person')
      await expect(put({ message_id: 'msg_none' })).rejects.toThrow('message')
      expect(await store.updateReview(id, own, { note: 'x' })).toMatchObject({ note: 'x' })
      expect(await store.latestChange()).toBe(before)
    })
  })
}
