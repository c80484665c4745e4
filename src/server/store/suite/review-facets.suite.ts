import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Verdict } from '#contract/review.ts'
import type { ThreadReview } from '#contract/thread.ts'
import type { FacetKind } from '#server/search/facet.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

import type { Said } from '../reviews.ts'
import type { Store } from '../store.ts'
import type { Engine } from './engine.suite.ts'
import { buildLabel, buildPerson, buildReviewing, putQueue } from './reviewing.ts'

const THREADS = ['thread_a', 'thread_b']
const PEOPLE = ['person_a', 'person_b', 'person_c']
const LABELS = ['label_a', 'label_b', 'label_c']

/** A review as the plain computation keeps it. */
interface Plain {
  id: string
  thread: string
  message: string | null
  person: string
  queue: string | null
  verdict: Verdict | null
  /** How many acts there were before the verdict was given, and after the newest message of then. */
  given: number
  seen: number
  labels: string[]
  flagged: boolean
  note: string | null
}

/** All that was said and done, kept in the plainest way. */
class Model {
  reviews: Plain[] = []
  messages = new Map(THREADS.map((id) => [id, [] as { id: string; number: number }[]]))
  merged = new Map<string, string>()
  acts = 0

  say(review: Plain, said: Said): void {
    this.acts += 1
    const newest = Math.max(0, ...this.in(review.thread).map(({ number }) => number))
    if (said.verdict === null) review.verdict = null
    else if (
      said.verdict !== undefined &&
      (said.verdict !== review.verdict || newest > review.seen)
    ) {
      review.verdict = said.verdict
      review.given = this.acts
      review.seen = newest
    }
    if (said.labels)
      review.labels = [...new Set(said.labels.map((id) => this.merged.get(id) ?? id))]
    if (said.flagged !== undefined) review.flagged = said.flagged
    if (said.note !== undefined) review.note = said.note
  }

  in = (thread: string) => this.messages.get(thread) ?? []
  of = (thread: string) => this.reviews.filter((review) => review.thread === thread)

  summary(thread: string): ThreadReview | undefined {
    const all = this.of(thread)
    if (all.length === 0) return undefined
    const judged = all.filter(({ message, verdict }) => message === null && verdict !== null)
    const [newest] = judged.toSorted((a, b) => b.given - a.given)
    return {
      verdict: newest?.verdict ?? null,
      split: judged.some((one) =>
        judged.some((two) => one.person !== two.person && one.verdict !== two.verdict),
      ),
      labels: [...new Set(all.flatMap(({ labels }) => labels))].toSorted(),
      flags: all.filter(({ flagged }) => flagged).length,
      notes: all.filter(({ note }) => note !== null).length,
      went_on: newest !== undefined && this.in(thread).some(({ number }) => number > newest.seen),
    }
  }

  /** Which threads have a facet. */
  having(kind: FacetKind, value: string): string[] {
    return THREADS.filter((thread) =>
      this.of(thread).some((review) => {
        if (kind === 'label') return review.labels.includes(value)
        if (kind === 'reviewer') return review.person === value
        if (kind === 'verdict') return review.message === null && review.verdict === value
        return review.flagged
      }),
    )
  }
}

type Act = (store: Store, model: Model) => Promise<void>

const said = fc.record(
  {
    verdict: fc.constantFrom(...VERDICTS, null),
    labels: fc.subarray(LABELS),
    flagged: fc.boolean(),
    note: fc.constantFrom('x', null),
  },
  { requiredKeys: [] },
)
const any = fc.nat()
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % from.length]

const queueOf = (person: string) => `queue_of_${person}`

const acting = (person_id: string) => {
  const { act_id, at } = buildReviewing()
  return { person_id, act_id, at }
}

const put = fc
  .record({ thread: any, message: any, person: any, isInQueue: fc.boolean(), said })
  .map((asked): Act => {
    return async (store, model) => {
      const thread = pick(THREADS, asked.thread) ?? ''
      const message = pick([null, ...model.in(thread).map(({ id }) => id)], asked.message) ?? null
      const person = pick(PEOPLE, asked.person) ?? ''
      // Each person judges in a queue of their own: nobody else is let judge what one holds.
      const queue = asked.isInQueue ? queueOf(person) : null
      const reviewing = buildReviewing({
        thread_id: thread,
        message_id: message,
        person_id: person,
        queue_id: queue,
        said: asked.said,
      })
      await store.putReview(reviewing)
      let review = model.reviews.find(
        (each) =>
          each.thread === thread &&
          each.message === message &&
          each.person === person &&
          each.queue === queue,
      )
      if (!review) {
        const empty = { verdict: null, given: 0, seen: 0, labels: [], flagged: false, note: null }
        review = { id: reviewing.id, thread, message, person, queue, ...empty }
        model.reviews.push(review)
      }
      model.say(review, asked.said)
    }
  })

const update = fc.record({ at: any, said }).map(({ at, said: now }): Act => {
  return async (store, model) => {
    const review = pick(model.reviews, at)
    if (!review) return
    await store.updateReview(review.id, acting(review.person), now)
    model.say(review, now)
  }
})

const withdraw = any.map((at): Act => {
  return async (store, model) => {
    const review = pick(model.reviews, at)
    if (!review) return
    await store.deleteReview(review.id, acting(review.person))
    model.reviews = model.reviews.filter((each) => each !== review)
  }
})

const write = any.map((at): Act => {
  return async (store, model) => {
    const thread = pick(THREADS, at) ?? ''
    model.acts += 1
    const message = buildMessage({ thread_id: thread, created_at: 1000 + model.acts })
    await store.insertMessages(thread, [message], {})
    model.in(thread).push({ id: message.id, number: model.acts })
  }
})

const erase = fc.record({ thread: any, at: any }).map((asked): Act => {
  return async (store, model) => {
    const thread = pick(THREADS, asked.thread) ?? ''
    const message = pick(model.in(thread), asked.at)
    if (!message) return
    await store.deleteMessage(thread, message.id)
    model.messages.set(
      thread,
      model.in(thread).filter((each) => each !== message),
    )
  }
})

const merge = fc.record({ from: any, into: any }).map((asked): Act => {
  return async (store, model) => {
    const left = LABELS.filter((id) => !model.merged.has(id))
    const [from = '', into = ''] = [pick(left, asked.from), pick(left, asked.into)]
    if (from === into) return
    await store.mergeLabel(from, into)
    model.merged.set(from, into)
    for (const [old, now] of model.merged) if (now === from) model.merged.set(old, into)
    for (const review of model.reviews)
      review.labels = [...new Set(review.labels.map((id) => (id === from ? into : id)))]
  }
})

/** What moves a thread or renames a word changes nothing of what is said. */
const beside = fc.record({ at: any, what: fc.nat(2) }).map(({ at, what }): Act => {
  return async (store) => {
    if (what === 0)
      await store.updateLabel(pick(LABELS, at) ?? '', { archived: at % 2 === 0 }).catch(() => {})
    else if (what === 1)
      await store.updatePerson(pick(PEOPLE, at) ?? '', { name: `N ${at} ${what}` }).catch(() => {})
    else
      await store.updateThread(pick(THREADS, at) ?? '', (thread) => ({
        ...thread,
        metadata: { at: `${at}` },
      }))
  }
})

const remove = any.map((at): Act => {
  return async (store, model) => {
    const id = pick(THREADS, at) ?? ''
    await store.deleteThread(id)
    await store.importThreads([
      { hash: `${model.acts}${id}`, thread: buildThread({ id }), messages: [], runs: [] },
    ])
    model.reviews = model.reviews.filter(({ thread }) => thread !== id)
    model.messages.set(id, [])
    model.acts += 1
  }
})

const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: put },
    { weight: 4, arbitrary: update },
    { weight: 2, arbitrary: withdraw },
    { weight: 3, arbitrary: write },
    { weight: 1, arbitrary: erase },
    { weight: 2, arbitrary: merge },
    { weight: 1, arbitrary: beside },
    { weight: 1, arbitrary: remove },
  ),
  { minLength: 10, maxLength: 30 },
)

const FACETS: [FacetKind, string][] = [
  ...LABELS.map((id): [FacetKind, string] => ['label', id]),
  ...PEOPLE.map((id): [FacetKind, string] => ['reviewer', id]),
  ...VERDICTS.map((verdict): [FacetKind, string] => ['verdict', verdict]),
  ['has', 'flag'],
]

const expectSame = async (store: Store, model: Model): Promise<void> => {
  for (const id of THREADS) {
    const thread = await store.getThread(id, { summary: true })
    expect(thread?.summary?.review).toEqual(model.summary(id))
  }
  for (const [kind, value] of FACETS) {
    const page = { limit: 10, order: 'asc', summary: false } as const
    const facets = [{ kind, key: '', value }]
    for (const order_by of ['created_at', 'last_active_at'] as const) {
      const { data } = await store.listThreads({ ...page, order_by, facets })
      const ids = data.map(({ id }) => id).toSorted()
      expect(ids, `${kind} ${value}`).toEqual(model.having(kind, value))
    }
  }
  const labels = await store.listLabels({ counts: true })
  for (const { id, threads } of labels) expect(threads).toBe(model.having('label', id).length)
}

export const reviewFacetsSuite = (engine: Engine): void => {
  describe('what reviews add up to', () => {
    test('is what a plain computation makes of all of them, whatever was done', async () => {
      await fc.assert(
        fc.asyncProperty(acts, async (sequence) => {
          const { store, dispose } = await engine.openEmpty(fixedClock())
          try {
            const model = new Model()
            for (const id of THREADS) await store.insertThread(buildThread({ id }), [])
            for (const id of PEOPLE) await store.insertPerson(buildPerson(id))
            for (const id of PEOPLE) await putQueue(store, queueOf(id), THREADS, { person_id: id })
            for (const id of LABELS) await store.insertLabel(buildLabel(id))
            for (const act of sequence) {
              await act(store, model)
              await expectSame(store, model)
            }
          } finally {
            await dispose()
          }
        }),
        { numRuns: engine.cases },
      )
    })
  })
}
