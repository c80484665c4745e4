import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'

import type { Verdict } from '#contract/review.ts'
import { dayStart } from '#contract/zone-days.ts'
import { buildThread } from '#testing/builders.ts'

import type { OverviewAsked, OverviewCounted } from '../overview.ts'
import type { Store } from '../store.ts'
import { DAY, FIRST, acting, doWrite, putReviewers, write } from './any-writes.suite.ts'
import { countPlainly, readAll } from './count-plainly.ts'
import { type Engine, useStore } from './engine.suite.ts'
import { buildReviewing, putQueue } from './reviewing.ts'

const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Chatham']

/** Waits until all that was written is counted. */
const untilCounted = (store: Store) =>
  vi.waitFor(async () => expect(await store.overviewProgress()).toEqual({ isWhole: true }), {
    timeout: 20_000,
    interval: 10,
  })

const asked = fc.record({
  zone: fc.constantFrom(...ZONES),
  from: fc.integer({ min: -3, max: 40 }),
  days: fc.integer({ min: 1, max: 12 }),
  long: fc.integer({ min: 1, max: 40 }),
  assistant: fc.constantFrom(undefined, undefined, 'asst_a', 'asst_b', 'asst_none'),
  model: fc.constantFrom(undefined, undefined, 'gpt-4o', 'gpt-4o-2024-08-06'),
})

type Asked = typeof asked extends fc.Arbitrary<infer One> ? One : never

const toAsked = ({ zone, from, days, long, assistant, model }: Asked) => {
  // Steps of one day, and a last one that is longer than a level of the counters.
  const lengths = [...Array.from({ length: days }, () => 1), long]
  let day = FIRST + from * DAY
  const steps = lengths.map((length) => {
    const start = dayStart(day, zone)
    day += length * DAY
    return { start, end: dayStart(day, zone) }
  })
  const before = { start: dayStart(FIRST + (from - days) * DAY, zone), end: steps[0]!.start }
  return { steps, before, assistant, model, waits: 3 } satisfies OverviewAsked
}

const sorted = (counts: OverviewCounted) => {
  const byText = <T>(all: readonly T[]) =>
    all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  const { outcomes, used, tools, languages, labels, reviewers } = counts
  return {
    ...counts,
    outcomes: byText(outcomes),
    used: byText(used),
    tools: byText(tools),
    languages: byText(languages),
    labels: byText(labels),
    reviewers: byText(reviewers),
    // Which of two equally long waits is told may differ.
    waits: counts.waits.map(({ ms, ended }) => ({ ms, ended })),
  }
}

/** What happened, as counters tell it, against a plain count of everything. */
export const overviewSuite = (engine: Engine): void => {
  describe('overview', () => {
    const bench = useStore(engine)

    test('an empty store has nothing to count, and says so', async () => {
      await untilCounted(bench.store)
      expect(await bench.store.overviewSpan()).toBeUndefined()
    })

    test('what is sealed is counted once it is told, by the two who judged and their verdicts', async () => {
      const { store } = bench
      const thread = buildThread({ created_at: FIRST })
      await store.insertThread(thread, [])
      await putReviewers(store)
      await putQueue(store, 'queue_a', [thread.id], { twice: 1 })
      const judge = (person_id: string, verdict: Verdict, second: number) =>
        store.putReview(
          buildReviewing({
            ...acting(person_id, second),
            thread_id: thread.id,
            queue_id: 'queue_a',
            said: { verdict },
          }),
        )
      const asked: OverviewAsked = {
        steps: [0, 1, 2].map((day) => ({ start: FIRST + day * DAY, end: FIRST + (day + 1) * DAY })),
        before: { start: FIRST - DAY, end: FIRST },
        waits: 1,
      }
      const verdicts = async () => {
        await untilCounted(store)
        return (await store.overview(asked)).steps.map((step) => step.verdicts)
      }
      await judge('person_a', 'pass', FIRST)
      expect(await verdicts()).toEqual([
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ])
      await judge('person_b', 'fail', FIRST + DAY)
      expect(await verdicts()).toEqual([
        [1, 0, 0],
        [0, 0, 1],
        [0, 0, 0],
      ])
      const { totals, reviewers, steps } = await store.overview(asked)
      const differed = [
        [0, 0, 1],
        [0, 0, 0],
        [0, 0, 0],
      ]
      expect(totals.pairs).toEqual(differed)
      expect(steps[1]!.pairs).toEqual(differed)
      expect(reviewers).toContainEqual({
        person_id: 'person_b',
        pass: 0,
        needs_work: 0,
        fail: 1,
        flagged: 0,
        twice: 1,
        agreed: 0,
      })
    })

    test('counts are those of a plain look at everything, after any writes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(write, { minLength: 1, maxLength: 15 }),
          fc.array(asked, { minLength: 4, maxLength: 8 }),
          async (writes, questions) => {
            const { store, dispose } = await engine.openEmpty(bench.clock)
            try {
              await putReviewers(store)
              const middle = Math.ceil(writes.length / 2)
              for (const part of [writes.slice(0, middle), writes.slice(middle)]) {
                for (const each of part) await doWrite(store, each)
                await untilCounted(store)
                const all = await readAll(store)
                for (const question of questions.map(toAsked)) {
                  const found = await store.overview(question)
                  expect(sorted(found)).toEqual(sorted(countPlainly(all, question)))
                }
              }
            } finally {
              await dispose()
            }
          },
        ),
        // Each case waits twice until all is counted.
        { numRuns: Math.ceil(engine.cases / 3), endOnFailure: true },
      )
    }, 120_000)
  })
}
