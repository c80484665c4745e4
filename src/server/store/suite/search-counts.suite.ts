import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'
import { FIRST, indexed, pageOf, readMatch, threadsFound } from './find-texts.ts'

const WORDS = ['refund', 'parcel', 'late', 'paid', 'card'] as const
/** Ways to write them that a page, or who looks for them, takes for the same. */
const WRITTEN: Readonly<Record<(typeof WORDS)[number], readonly string[]>> = {
  refund: ['refund', '**re**fund', '`re`fund', 'refünd'],
  parcel: ['parcel', '[par](cel)cel', '~~par~~*cel*'],
  late: ['late', 'łate', 'LATE'],
  paid: ['paid', 'paıđ', '***pa***id'],
  card: ['card', '**card**', '【4:0†ca.md】card'],
}
const DAY = 86_400

/** A message of the property's corpus. */
const spoken = fc.record({
  words: fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 5 }),
  way: fc.nat(3),
  role: fc.constantFrom('user', 'assistant'),
  day: fc.integer({ min: 0, max: 5 }),
  thread: fc.integer({ min: 0, max: 2 }),
})
type Spoken = typeof spoken extends fc.Arbitrary<infer One> ? One : never

/** A clause, as it is written, and what it says of a message. */
interface Clause {
  text: string
  isTrue: (message: Spoken) => boolean
}
const word = fc.constantFrom(...WORDS)
const saying = ({ words }: Spoken) => ` ${words.join(' ')} `
const written = ({ words, way }: Spoken) =>
  words.map((each, at) => WRITTEN[each][(way * (at + 1)) % WRITTEN[each].length]).join(' ')
const isoDay = (day: number) => new Date((FIRST + day * DAY) * 1000).toISOString().slice(0, 10)
const positive: fc.Arbitrary<Clause> = fc.oneof(
  word.map((each) => ({
    text: each,
    isTrue: (said: Spoken) => saying(said).includes(` ${each} `),
  })),
  fc.tuple(word, word).map(([a, b]) => ({
    text: `"${a} ${b}"`,
    isTrue: (said: Spoken) => saying(said).includes(` ${a} ${b} `),
  })),
  word.map((each) => ({
    text: `${each.slice(0, 2)}*`,
    isTrue: (said: Spoken) => saying(said).includes(` ${each.slice(0, 2)}`),
  })),
  fc.constantFrom('user', 'assistant').map((role) => ({
    text: `role:${role}`,
    isTrue: (said: Spoken) => said.role === role,
  })),
)
const negative = positive.map(({ text, isTrue }): Clause => ({
  text: `-${text}`,
  isTrue: (said: Spoken) => !isTrue(said),
}))
const clause = fc.oneof({ weight: 4, arbitrary: positive }, { weight: 1, arbitrary: negative })
const narrowing: fc.Arbitrary<Clause> = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((day) => ({
    text: `after:${isoDay(day)}`,
    isTrue: (said: Spoken) => said.day >= day,
  })),
  fc.integer({ min: 1, max: 6 }).map((day) => ({
    text: `before:${isoDay(day)}`,
    isTrue: (said: Spoken) => said.day < day,
  })),
  fc.integer({ min: 0, max: 2 }).map((desk) => ({
    text: `meta.desk:${desk}`,
    isTrue: (said: Spoken) => said.thread === desk,
  })),
  fc.integer({ min: 0, max: 2 }).map((desk) => ({
    text: `-meta.desk:${desk}`,
    isTrue: (said: Spoken) => said.thread !== desk,
  })),
)
const group = fc.array(clause, { minLength: 1, maxLength: 3 }).map((clauses): Clause => ({
  text: clauses.map(({ text }) => text).join(' OR '),
  isTrue: (said) => clauses.some(({ isTrue }) => isTrue(said)),
}))
const query = fc
  .tuple(fc.array(group, { minLength: 1, maxLength: 3 }), fc.array(narrowing, { maxLength: 2 }))
  .map(([groups, narrow]): Clause => {
    const all = [...groups, ...narrow]
    return {
      text: all.map(({ text }) => text).join(' '),
      isTrue: (said) => all.every(({ isTrue }) => isTrue(said)),
    }
  })

/** What is found, against a plain look at every text. */
export const searchCountsSuite = (engine: Engine): void => {
  describe('search, counted', () => {
    const bench = useStore(engine)

    test('counts are those of a plain look at every text', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(spoken, { minLength: 1, maxLength: 12 }),
          fc.array(query, { minLength: 4, maxLength: 8 }),
          async (all, queries) => {
            const { store, dispose } = await engine.openEmpty(bench.clock)
            try {
              const threads = [0, 1, 2].map((desk) =>
                buildThread({ metadata: { desk: `${desk}` } }),
              )
              const ids = all.map((said): [Spoken, Message] => [
                said,
                buildMessage({
                  thread_id: threads[said.thread]!.id,
                  text: written(said),
                  role: said.role,
                  created_at: FIRST + said.day * DAY,
                }),
              ])
              for (const thread of threads)
                await store.insertThread(
                  thread,
                  ids.flatMap(([, each]) => (each.thread_id === thread.id ? [each] : [])),
                )
              await indexed(store)
              for (const { text, isTrue } of queries) {
                const wanted = ids.flatMap(([said, { id }]) => (isTrue(said) ? [id] : []))
                const page = await pageOf(store, `${text} in:text`)
                const got = page.data.map(({ message_id }) => message_id)
                expect(new Set(got), text).toEqual(new Set(wanted))
                expect(got).toHaveLength(wanted.length)
                expect(page.total).toBe(wanted.length)
                const own = new Set(
                  ids.flatMap(([said, { thread_id }]) => (isTrue(said) ? [thread_id] : [])),
                )
                expect(page.threads).toBe(own.size)
                const match = await readMatch(store, `${text} in:text`)
                const counted = await store.countThreads({ match })
                expect(counted, text).toEqual({ threads: own.size, more: false })
                for (const order_by of ['created_at', 'last_active_at'] as const) {
                  const order = { order_by, order: 'desc', limit: 2 } as const
                  const listed = await threadsFound(store, `${text} in:text`, order)
                  expect(new Set(listed), text).toEqual(own)
                  expect(listed).toHaveLength(own.size)
                }
              }
            } finally {
              await dispose()
            }
          },
        ),
        { numRuns: Math.max(4, Math.floor(engine.cases / 4)) },
      )
    })
  })
}
