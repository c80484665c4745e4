import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { CLAIM_SECONDS, type QueueItem } from '#contract/queue.ts'
import type { Verdict } from '#contract/review.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

import { metadataFacets } from '../facets.ts'
import { cohensKappa } from '../kappa.ts'
import type { Store } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'
import { indexed, readMatch } from './find-texts.ts'
import { buildPerson, buildQueue, buildReviewing, putQueue } from './reviewing.ts'

const QUEUE = 'queue_a'
const PEOPLE = ['person_a', 'person_b', 'person_c']
const THREADS = ['thread_a', 'thread_b', 'thread_c', 'thread_d']

const begin = async (store: Store, twice = 0) => {
  for (const id of THREADS) await store.insertThread(buildThread({ id }), [])
  for (const id of PEOPLE) await store.insertPerson(buildPerson(id))
  await putQueue(store, QUEUE, THREADS, { twice })
}
const itemsOf = async (store: Store, at = 1, person_id?: string) =>
  (
    await store.listQueueItems(
      QUEUE,
      { limit: 100, order: 'asc' },
      { at, ...(person_id !== undefined && { person_id }) },
    )
  ).data
const judge = async (
  store: Store,
  person_id: string,
  thread_id: string,
  verdict: Verdict,
  at = 2,
) =>
  (
    await store.putReview(
      buildReviewing({ person_id, thread_id, queue_id: QUEUE, at, said: { verdict } }),
    )
  ).review

/** The readings that a person may claim, by what is told of all of them. */
const readable = (items: readonly QueueItem[], person: string): QueueItem[] =>
  items.filter(({ status, person_id, claim, position, reading }) => {
    const other = items.find((each) => each.position === position && each.reading !== reading)
    const isMine = person_id === null || person_id === person
    const isFree = claim === null || claim.person_id === person
    const readsOther = other?.person_id === person || other?.claim?.person_id === person
    return status === 'open' && isMine && isFree && !readsOther
  })

interface World {
  store: Store
  at: number
  /** What each person claimed last. */
  last: Map<string, string>
}
type Act = (world: World) => Promise<void>

/** A refusal leaves all as it was. */
const unlessRefused = async (work: Promise<unknown>) => void (await work.catch(() => undefined))

const person = fc.constantFrom(...PEOPLE)
const thread = fc.constantFrom(...THREADS)
const place = fc.nat({ max: 7 })
const itemAt = async ({ store, at }: World, index: number) => {
  const items = await itemsOf(store, at)
  return items[index % items.length]?.id ?? ''
}
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ who: person }).map(({ who }): Act => async (world) => {
      const { store, at, last } = world
      const { item } = await store.claimItem(QUEUE, { person_id: who, at })
      if (item) last.set(who, item.id)
    }),
    fc.record({ who: person, of: place }).map(({ who, of }): Act => async (world) => {
      const { store, at } = world
      const item_id = await itemAt(world, of)
      await unlessRefused(
        store.claimItem(QUEUE, { person_id: who, at, item_id }).then(() => {
          world.last.set(who, item_id)
        }),
      )
    }),
    fc.record({ who: person, of: place }).map(({ who, of }): Act => async (world) => {
      const { store, at } = world
      await unlessRefused(store.skipItem(QUEUE, await itemAt(world, of), { person_id: who, at }))
    }),
    fc.record({ who: person, of: place }).map(({ who, of }): Act => async (world) => {
      const { store, at } = world
      const item_id = await itemAt(world, of)
      await unlessRefused(
        store.reopenItem(QUEUE, item_id, { person_id: who, at }).then(({ claim }) => {
          if (claim?.person_id === who) world.last.set(who, item_id)
        }),
      )
    }),
    fc.record({ who: person, of: place }).map(({ who, of }): Act => async (world) => {
      const { store, at } = world
      await unlessRefused(store.releaseItem(QUEUE, await itemAt(world, of), { person_id: who, at }))
    }),
    fc.record({ who: person, of: thread }).map(
      ({ who, of }): Act =>
        async ({ store, at }) =>
          unlessRefused(judge(store, who, of, 'pass', at)),
    ),
    fc.record({ who: person, of: thread }).map(({ who, of }): Act => async (world) => {
      const { store, at, last } = world
      const page = { limit: 1, order: 'asc' as const, asking: who }
      const { data } = await store.listReviews({ ...page, thread_id: of, person_id: who })
      const [review] = data
      if (!review) return
      await store.deleteReview(review.id, { person_id: who, act_id: `act_${at}`, at })
      const own = (await itemsOf(store, at)).find(({ claim }) => claim?.person_id === who)
      if (own) last.set(who, own.id)
    }),
    fc.record({ who: fc.subarray(PEOPLE) }).map(({ who }): Act => async ({ store, at }) => {
      const assigning = { person_id: PEOPLE[0] ?? '', at, people: who, after: 0, loads: new Map() }
      await store.assignItems(QUEUE, { ...assigning, limit: 100 })
    }),
    fc.constant<Act>(async (world) => {
      world.at += CLAIM_SECONDS
    }),
    fc.record({ of: thread }).map(({ of }): Act => async ({ store }) => {
      await store.deleteThread(of)
    }),
  ),
  { maxLength: 25 },
)

const expectClaims = async (world: World) => {
  const { store, at, last } = world
  const items = await itemsOf(store, at)
  for (const who of PEOPLE) {
    expect(items.filter(({ claim }) => claim?.person_id === who).length).toBeLessThan(2)
    const read = items.filter(({ person_id, status }) => person_id === who && status !== 'open')
    expect(new Set(read.map(({ position }) => position)).size).toBe(read.length)
  }
  for (const who of PEOPLE) {
    const now = await itemsOf(store, at)
    const [first] = readable(now, who)
    const held = now.find(({ claim }) => claim?.person_id === who)
    const { item, left } = await store.claimItem(QUEUE, { person_id: who, at })
    // A claim that has ended counts while nobody else took it.
    if (item?.id !== (held ?? first)?.id) expect(item?.id).toBe(last.get(who))
    const others = now.map((each) => ({ ...each, claim: null }))
    expect(left).toBe(readable(others, who).length)
    if (item) last.set(who, item.id)
  }
}

export const queuesSuite = (engine: Engine): void => {
  describe('queues', () => {
    const bench = useStore(engine)

    test('two who claim at once never hold the same, until one lets go or time is over', async () => {
      const { store } = bench
      await begin(store)
      const all = await Promise.all(
        PEOPLE.map((person_id) => store.claimItem(QUEUE, { person_id, at: 1 })),
      )
      expect(new Set(all.map(({ item }) => item?.id)).size).toBe(PEOPLE.length)
      const [first] = all.map(({ item }) => item?.id ?? '')
      const asking = { person_id: 'person_b', item_id: first ?? '' }
      const late = 1 + CLAIM_SECONDS
      await expect(store.claimItem(QUEUE, { ...asking, at: late - 1 })).rejects.toMatchObject({
        status: 409,
      })
      // The same again is a sign.
      await store.claimItem(QUEUE, { person_id: 'person_a', at: late - 1 })
      await expect(store.claimItem(QUEUE, { ...asking, at: late })).rejects.toThrow()
      await store.releaseItem(QUEUE, first ?? '', { person_id: 'person_a', at: late })
      expect((await store.claimItem(QUEUE, { ...asking, at: late })).item?.id).toBe(first)
      const later = { person_id: 'person_c', item_id: first ?? '', at: late + CLAIM_SECONDS }
      expect((await store.claimItem(QUEUE, later)).item?.id).toBe(first)
      // Who held it before holds it no more.
      await expect(
        store.releaseItem(QUEUE, first ?? '', { ...asking, at: later.at }),
      ).rejects.toThrow()
    })

    test('next is what a plain look at all readings says, whatever was done', async () => {
      await fc.assert(
        fc.asyncProperty(acts, fc.nat({ max: 4 }), async (sequence, twice) => {
          const { store, dispose } = await engine.openEmpty(fixedClock())
          try {
            await begin(store, twice)
            const world: World = { store, at: 10, last: new Map() }
            for (const act of sequence) {
              await act(world)
              await expectClaims(world)
            }
          } finally {
            await dispose()
          }
        }),
        { numRuns: engine.cases },
      )
    })

    test('what somebody reads now is assigned to nobody else', async () => {
      const { store } = bench
      await begin(store)
      const mine = { person_id: 'person_a', at: 1 }
      const { item } = await store.claimItem(QUEUE, mine)
      const assigning = { ...mine, people: ['person_b'], after: 0, loads: new Map(), limit: 100 }
      const item_ids = [item?.id ?? '']
      expect(await store.assignItems(QUEUE, { ...assigning, item_ids })).toMatchObject({
        assigned: 0,
        left_out: 1,
      })
      expect(await store.assignItems(QUEUE, assigning)).toMatchObject({ assigned: 3, left_out: 1 })
      expect((await store.claimItem(QUEUE, mine)).item?.id).toBe(item?.id)
      const late = { ...assigning, at: 1 + CLAIM_SECONDS }
      expect(await store.assignItems(QUEUE, late)).toMatchObject({ assigned: 1 })
    })

    test('what is judged of a thread that is read twice is sealed until both are there', async () => {
      const { store } = bench
      await begin(store, 2)
      const review = await judge(store, 'person_a', 'thread_a', 'fail')
      await expect(
        store.claimItem(QUEUE, { person_id: 'person_a', at: 2, item_id: 'item_queue_a_0_2' }),
      ).rejects.toMatchObject({ status: 409 })
      const [own] = await itemsOf(store, 2, 'person_a')
      const [others] = await itemsOf(store, 2, 'person_b')
      expect([own?.review_id, others?.review_id]).toEqual([review.id, null])
      const page = { limit: 10, order: 'asc' as const }
      expect((await store.listReviews(page)).data).toEqual([])
      expect((await store.listReviews({ ...page, asking: 'person_a' })).data).toHaveLength(1)
      expect((await store.judgements(QUEUE, { limit: 10 })).data).toEqual([])
      expect(await store.queueTotals(QUEUE)).toMatchObject({
        counts: { judged: 1, sealed: 1, fail: 0 },
        assistants: [],
      })
      await judge(store, 'person_b', 'thread_a', 'pass')
      expect((await store.judgements(QUEUE, { limit: 10 })).data).toHaveLength(2)
      expect((await store.listReviews(page)).data).toHaveLength(2)
      expect((await store.queueTotals(QUEUE))?.counts).toMatchObject({
        sealed: 0,
        fail: 1,
        pass: 1,
      })
    })

    test('candidates are the threads that a list has, each text of theirs found once', async () => {
      const { store } = bench
      await store.insertPerson(buildPerson('person_a'))
      const texts = ['zebra', 'zebra', 'wombat', 'A zebra again', 'yak', 'zebra']
      for (const [at, kind] of ['a', 'b', 'a', 'b', 'a'].entries()) {
        const id = `thread_${at}`
        // One of them has no zebra, and their times are mixed.
        const own = texts.filter((_, index) => at !== 3 || index === 2 || index === 4)
        await store.insertThread(
          buildThread({ id, created_at: 5 - at, metadata: { kind } }),
          own.map((text, index) =>
            buildMessage({ thread_id: id, text, created_at: 10 + index * 10 - at }),
          ),
        )
      }
      await store.deleteThread('thread_4')
      await indexed(store)
      const facets = metadataFacets({ kind: 'a' })
      for (const query of [
        'zebra',
        'zebra -again',
        '-zebra',
        'zebra has:image',
        'zebra OR -yak',
        undefined,
      ])
        for (const limit of [1, 3, 100])
          for (const some of [{}, { facets }]) {
            const match = query === undefined ? {} : { match: await readMatch(store, query) }
            const ids = new Set<string>()
            for (let after: string | undefined; ;) {
              const page = { ...match, ...some, limit, ...(after !== undefined && { after }) }
              const { data, last, has_more } = await store.candidates(page)
              for (const { id } of data) ids.add(id)
              if (!has_more || last === null) break
              after = last
            }
            const list = { order: 'asc', order_by: 'created_at', summary: false } as const
            const { data } = await store.listThreads({ ...match, ...some, ...list, limit: 100 })
            expect([...ids].toSorted()).toEqual(data.map(({ id }) => id).toSorted())
          }
    })

    test('κ of what is stored is that of a plain count', async () => {
      const { store } = bench
      await begin(store, 4)
      const first: Verdict[] = ['pass', 'fail', 'pass', 'needs_work']
      const second: Verdict[] = ['pass', 'fail', 'fail', 'needs_work']
      for (const [at, id] of THREADS.entries()) {
        await judge(store, 'person_a', id, first[at] ?? 'pass')
        await judge(store, 'person_b', id, second[at] ?? 'pass')
      }
      const kappa = cohensKappa(first.map((verdict, at) => [verdict, second[at] ?? 'pass']))
      expect((await store.queueTotals(QUEUE))?.agreement).toMatchObject({
        read_twice: 4,
        agreed: 3,
        kappa,
        differing: [{ thread_id: 'thread_c', position: 3 }],
      })
    })

    test('a thread that is deleted leaves its judgements, opens what was sealed, and is not read any more', async () => {
      const { store } = bench
      await begin(store, 1)
      await judge(store, 'person_a', 'thread_a', 'fail')
      const { item } = await store.claimItem(QUEUE, { person_id: 'person_b', at: 2 })
      expect(item).toMatchObject({ thread_id: 'thread_a', reading: 2 })
      await store.deleteThread('thread_a')
      await store.deleteThread('thread_b')
      const items = await itemsOf(store, 2)
      expect(items.slice(0, 3)).toMatchObject([
        { status: 'gone', sealed: false, thread: null, claim: null },
        { status: 'gone', review_id: null, thread: null, claim: null },
        { status: 'gone', thread: null },
      ])
      expect((await store.getQueue(QUEUE))?.counts).toMatchObject({
        items: 4,
        readings: 5,
        judged: 1,
        gone: 2,
        fail: 1,
        sealed: 0,
      })
      expect((await store.judgements(QUEUE, { limit: 9 })).data).toMatchObject([
        { isGone: true, title: null, review: { verdict: 'fail', note: null } },
      ])
      const next = await store.claimItem(QUEUE, { person_id: 'person_b', at: 2 })
      expect(next.item?.thread_id).toBe('thread_c')
      expect(next.left).toBe(2)
    })

    test('lists are walked both ways by cursors, those of what was deleted too', async () => {
      const { store } = bench
      await begin(store, 4)
      const who = { at: 1 }
      const asc = (await itemsOf(store)).map(({ id }) => id)
      expect(asc).toHaveLength(8)
      for (const order of ['asc', 'desc'] as const) {
        const expected = order === 'asc' ? asc : asc.toReversed()
        const walked: string[] = []
        for (let isMore = true; isMore;) {
          const after = walked.at(-1)
          const cursor = after === undefined ? {} : { after }
          const page = await store.listQueueItems(QUEUE, { limit: 3, order, ...cursor }, who)
          walked.push(...page.data.map(({ id }) => id))
          isMore = page.has_more
        }
        expect(walked).toEqual(expected)
        const before = await store.listQueueItems(
          QUEUE,
          { limit: 3, order, before: asc[4] ?? '' },
          who,
        )
        const at = expected.indexOf(asc[4] ?? '')
        expect(before.data.map(({ id }) => id)).toEqual(expected.slice(at - 3, at))
      }
      for (const after of ['item_none', 'queue_a'])
        await expect(
          store.listQueueItems(QUEUE, { limit: 3, order: 'asc', after }, who),
        ).rejects.toThrow(NoCursor)
      for (const id of ['queue_b', 'queue_c']) await store.insertQueue(buildQueue({ id }))
      await store.deleteQueue('queue_b')
      const queues = async (page: object) =>
        (await store.listQueues({ limit: 9, order: 'asc', ...page })).data.map(({ id }) => id)
      expect(await queues({})).toEqual(['queue_a', 'queue_c'])
      expect(await queues({ after: 'queue_b' })).toEqual(['queue_c'])
      expect(await queues({ before: 'queue_b' })).toEqual(['queue_a'])
      expect(await queues({ state: 'filling' })).toEqual(['queue_c'])
    })

    test('a queue that is deleted is found by nothing, and leaves its reviews', async () => {
      const { store } = bench
      await begin(store, 4)
      await judge(store, 'person_a', 'thread_a', 'fail')
      await store.deleteQueue(QUEUE)
      await expect(itemsOf(store)).rejects.toMatchObject({ status: 404 })
      await expect(store.claimItem(QUEUE, { person_id: 'person_b', at: 2 })).rejects.toMatchObject({
        status: 404,
      })
      while (await store.settleQueues(3)) continue
      expect((await store.listReviews({ limit: 9, order: 'asc' })).data).toHaveLength(1)
      const { summary } = (await store.getThread('thread_a', { summary: true })) ?? {}
      expect(summary?.review).toMatchObject({ verdict: 'fail' })
    })
  })
}
