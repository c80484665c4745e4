import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { VERDICTS } from '#contract/keyed-operators.ts'

import { DAY, FIRST, LABELS, PEOPLE, doWrite, putReviewers, write } from './any-writes.suite.ts'
import { type Whole, countsAt, readAll } from './count-plainly.ts'
import type { Engine } from './engine.suite.ts'
import { indexed, threadsFound } from './find-texts.ts'

type Run = Whole['runs'][number]
type Told = Whole['reviews'][number]

/** A part of a query, and what it says of a run, a review or the time at which a thread was made. */
interface Asked<Of> {
  text: string
  isTrue: (of: Of) => boolean
}

const date = (day: number) => new Date((FIRST + day * DAY) * 1000).toISOString().slice(0, 10)
const daysOf = <Of>(name: string, at: (of: Of) => number): fc.Arbitrary<Asked<Of>> =>
  fc
    .tuple(fc.constantFrom('after', 'before'), fc.integer({ min: -1, max: 41 }))
    .map(([key, day]) => ({
      text: `${name}.${key}:${date(day)}`,
      isTrue: (of) => at(of) >= Date.parse(`${date(day)}T00:00:00Z`) / 1000 === (key === 'after'),
    }))
const valueOf = <Of>(
  name: string,
  values: readonly string[],
  isTrue: (of: Of, value: string) => boolean,
): fc.Arbitrary<Asked<Of>> =>
  fc.constantFrom(...values).map((value) => ({
    text: `${name}:${value}`,
    isTrue: (of) => isTrue(of, value),
  }))

const ofRun = fc.oneof(
  daysOf<Run>('run', ({ run }) => run.created_at),
  valueOf<Run>(
    'run.status',
    ['completed', 'failed', 'requires_action'],
    ({ run }, value) => run.status === value,
  ),
  valueOf<Run>(
    'run.assistant',
    ['asst_a', 'asst_b', 'asst_none'],
    ({ run }, value) => run.assistant_id === value,
  ),
  valueOf<Run>(
    'run.model',
    ['gpt-4o', 'gpt-4o-2024-08-06'],
    ({ run }, value) => run.model === value,
  ),
  valueOf<Run>(
    'run.reason',
    ['server_error', 'max_prompt_tokens'],
    ({ run }, value) => (run.incomplete_details?.reason ?? run.last_error?.code) === value,
  ),
)
const isOfThread = ({ review }: Told) => review.message_id === null
const ofReview = fc.oneof(
  daysOf<Told>('review', countsAt),
  valueOf<Told>(
    'review.verdict',
    VERDICTS,
    (told, value) => isOfThread(told) && told.review.verdict === value,
  ),
  valueOf<Told>('review.label', LABELS, ({ review }, value) => review.labels.includes(value)),
  valueOf<Told>('review.by', PEOPLE, ({ review }, value) => review.person.id === value),
  valueOf<Told>('review.has', ['flag'], ({ review }) => review.flagged),
  valueOf<Told>(
    'review.has',
    ['verdict'],
    (told) => isOfThread(told) && told.review.verdict !== null,
  ),
)
const ofThread = daysOf<Whole>('thread', ({ thread }) => thread.created_at)

/** All of some parts, of one and the same; and what of none may be true. */
const oneOf = <Of>(part: fc.Arbitrary<Asked<Of>>) =>
  fc.record({
    all: fc.array(part, { maxLength: 3 }),
    none: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, part),
  })
const isTrueOf = <Of>(
  { all, none }: { all: Asked<Of>[]; none: Asked<Of> | undefined },
  those: readonly Of[],
): boolean =>
  (all.length === 0 || those.some((each) => all.every(({ isTrue }) => isTrue(each)))) &&
  !(none && those.some((each) => none.isTrue(each)))
const textsOf = <Of>({ all, none }: { all: Asked<Of>[]; none: Asked<Of> | undefined }) => [
  ...all.map(({ text }) => text),
  ...(none ? [`-${none.text}`] : []),
]

const question = fc
  .record({ run: oneOf(ofRun), review: oneOf(ofReview), thread: oneOf(ofThread) })
  .map(({ run, review, thread }) => ({
    query: [...textsOf(run), ...textsOf(review), ...textsOf(thread)].join(' '),
    isTrue: (whole: Whole) =>
      isTrueOf(run, whole.runs) && isTrueOf(review, whole.reviews) && isTrueOf(thread, [whole]),
  }))
  .filter(({ query }) => query !== '')

/** What is asked of one run or review of a thread, against a plain look at everything. */
export const searchOneSuite = (engine: Engine): void => {
  describe('threads by one of their runs or reviews', () => {
    test('are those of a plain look at everything, after any writes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(write, { minLength: 3, maxLength: 20 }),
          fc.array(question, { minLength: 15, maxLength: 25 }),
          async (writes, questions) => {
            const { store, dispose } = await engine.openEmpty({ now: () => FIRST * 1000 })
            try {
              await putReviewers(store)
              for (const each of writes) await doWrite(store, each)
              await indexed(store)
              const all = await readAll(store)
              for (const { query, isTrue } of questions) {
                const expected = all.filter(isTrue).map(({ thread }) => thread.id)
                const found = await threadsFound(store, query, {
                  order_by: 'created_at',
                  order: 'asc',
                })
                expect(found.toSorted(), query).toEqual(expected.toSorted())
                const active = await threadsFound(store, query, {
                  order_by: 'last_active_at',
                  order: 'desc',
                  limit: 2,
                })
                expect(active.toSorted(), query).toEqual(expected.toSorted())
              }
            } finally {
              await dispose()
            }
          },
        ),
        { numRuns: engine.cases, endOnFailure: true },
      )
    }, 120_000)
  })
}
