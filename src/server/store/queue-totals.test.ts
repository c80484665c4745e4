import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { cohensKappa } from './kappa.ts'
import { type JudgedReading, addUp, median } from './queue-totals.ts'

/** So many times each pair of verdicts. */
const pairs = (table: readonly [string, string, number][]) =>
  table.flatMap(([a, b, times]) => Array.from({ length: times }, () => [a, b] as const))

test('κ is what a table reckoned by hand says', () => {
  // 50 things: both yes 20, both no 15, 5 and 10 differ. Agreed 0.7; by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
  expect(
    cohensKappa(
      pairs([
        ['y', 'y', 20],
        ['y', 'n', 5],
        ['n', 'y', 10],
        ['n', 'n', 15],
      ]),
    ),
  ).toBeCloseTo(0.4, 12)
  // Three verdicts, 20 things. Agreed 14/20; by chance (11·10 + 6·6 + 3·4)/400 = 0.395.
  const table = pairs([
    ['p', 'p', 8],
    ['p', 'w', 2],
    ['p', 'f', 1],
    ['w', 'w', 4],
    ['w', 'p', 1],
    ['w', 'f', 1],
    ['f', 'f', 2],
    ['f', 'p', 1],
  ])
  expect(cohensKappa(table)).toBeCloseTo((0.7 - 0.395) / (1 - 0.395), 12)
  expect(
    cohensKappa(
      pairs([
        ['y', 'y', 5],
        ['n', 'n', 5],
      ]),
    ),
  ).toBe(1)
  expect(
    cohensKappa(
      pairs([
        ['y', 'n', 5],
        ['n', 'y', 5],
      ]),
    ),
  ).toBe(-1)
})

test('κ is told of no fewer than two, and of nothing that chance alone explains', () => {
  expect(cohensKappa([])).toBeNull()
  expect(cohensKappa(pairs([['y', 'n', 1]]))).toBeNull()
  expect(cohensKappa(pairs([['y', 'y', 9]]))).toBeNull()
  // Each is sure of another one.
  expect(cohensKappa(pairs([['y', 'n', 9]]))).toBe(0)
})

test('κ is that of a plain computation, whichever reading is the first', () => {
  const verdicts = ['pass', 'needs_work', 'fail'] as const
  const anyPair = fc.tuple(fc.constantFrom(...verdicts), fc.constantFrom(...verdicts))
  fc.assert(
    fc.property(fc.array(anyPair, { maxLength: 60 }), (all) => {
      const share = (is: (pair: (typeof all)[number]) => boolean) =>
        all.filter(is).length / all.length
      const agreed = share(([a, b]) => a === b)
      const chance = verdicts
        .map((each) => share(([a]) => a === each) * share(([, b]) => b === each))
        .reduce((sum, value) => sum + value, 0)
      const kappa = cohensKappa(all)
      const isOne = new Set(all.flat()).size < 2
      if (all.length < 2 || isOne) expect(kappa).toBeNull()
      else expect(kappa).toBeCloseTo((agreed - chance) / (1 - chance), 10)
      expect(cohensKappa(all.map(([a, b]) => [b, a]))).toBe(kappa)
    }),
  )
})

test('a median lies in the middle', () => {
  expect([[], [3], [4, 1], [9, 1, 2]].map(median)).toEqual([null, 3, 2.5, 2])
})

test('a criterion may be called as what every object has', () => {
  const reading: JudgedReading = {
    position: 1,
    reading: 1,
    judge: 1,
    verdict: 'pass',
    sealed: false,
    labels: [],
    answers: {},
    seconds: null,
    assistant: null,
    model: null,
  }
  const criterion = { key: 'constructor', name: 'Who', type: 'text' as const, required: false }
  expect(addUp([reading], [criterion]).criteria).toMatchObject([{ answered: 0 }])
})

const verdict = fc.constantFrom('pass' as const, 'needs_work' as const, 'fail' as const)
const anyReading = fc.record({
  position: fc.integer({ min: 1, max: 30 }),
  reading: fc.constantFrom(1, 2),
  judge: fc.integer({ min: 1, max: 4 }),
  verdict,
  sealed: fc.boolean(),
  labels: fc.uniqueArray(fc.constantFrom('l1', 'l2', 'l3')),
  answers: fc.record(
    { ok: fc.boolean(), stars: fc.integer({ min: 1, max: 5 }) },
    { requiredKeys: [] },
  ),
  seconds: fc.option(fc.integer({ min: 0, max: 99 })),
  assistant: fc.constantFrom('a', 'b', null),
  model: fc.constantFrom('m', null),
})

test('sums are those of a plain count', () => {
  const criteria = [
    { key: 'ok', name: 'Ok', type: 'yes_no' as const, required: false },
    { key: 'stars', name: 'Stars', type: 'scale' as const, required: false },
  ]
  fc.assert(
    fc.property(
      fc.uniqueArray(anyReading, { selector: ({ position, reading }) => position * 2 + reading }),
      (readings: JudgedReading[]) => {
        const sums = addUp(readings, criteria)
        const told = readings.filter(({ sealed }) => !sealed)
        const tallyOf = (some: JudgedReading[]) => ({
          judged: some.length,
          pass: some.filter((each) => each.verdict === 'pass').length,
          needs_work: some.filter((each) => each.verdict === 'needs_work').length,
          fail: some.filter((each) => each.verdict === 'fail').length,
        })
        for (const { label_id, ...tally } of sums.labels)
          expect(tally).toEqual(tallyOf(told.filter(({ labels }) => labels.includes(label_id))))
        expect(new Set(sums.labels.map(({ label_id }) => label_id))).toEqual(
          new Set(told.flatMap(({ labels }) => labels)),
        )
        for (const { assistant_id, ...tally } of sums.assistants)
          expect(tally).toEqual(tallyOf(told.filter(({ assistant }) => assistant === assistant_id)))
        for (const { model: name, ...tally } of sums.models)
          expect(tally).toEqual(tallyOf(told.filter(({ model }) => model === name)))
        for (const { judge, judged, sealed, pass, pass_share, median_seconds } of sums.reviewers) {
          const own = readings.filter((each) => each.judge === judge)
          const open = own.filter((each) => !each.sealed)
          expect([judged, sealed]).toEqual([own.length, own.length - open.length])
          expect(pass).toBe(tallyOf(open).pass)
          expect(pass_share).toBe(open.length === 0 ? null : pass / open.length)
          expect(median_seconds).toBe(median(own.flatMap(({ seconds }) => seconds ?? [])))
        }
        const [ok, stars] = sums.criteria
        expect(ok?.answers.map(({ judged }) => judged)).toEqual(
          [true, false].map(
            (value) => told.filter(({ answers }) => answers['ok'] === value).length,
          ),
        )
        const given = told.flatMap(({ answers }) =>
          typeof answers['stars'] === 'number' ? [answers['stars']] : [],
        )
        expect(stars?.mean).toBe(
          given.length === 0 ? null : given.reduce((a, b) => a + b, 0) / given.length,
        )
        const twice = told.flatMap((first) =>
          told
            .filter(
              (second) =>
                first.reading === 1 && second.reading === 2 && second.position === first.position,
            )
            .map((second) => [first, second] as const),
        )
        const differing = twice.filter(([a, b]) => a.verdict !== b.verdict)
        expect(sums.agreement).toMatchObject({
          read_twice: twice.length,
          agreed: twice.length - differing.length,
          differing_count: differing.length,
        })
        expect(sums.agreement.differing.map(([{ position }]) => position)).toEqual(
          differing.map(([{ position }]) => position).toSorted((a, b) => a - b),
        )
        const kappa = cohensKappa(twice.map(([a, b]) => [a.verdict, b.verdict] as const))
        if (kappa === null) expect(sums.agreement.kappa).toBeNull()
        else expect(sums.agreement.kappa).toBeCloseTo(kappa, 12)
      },
    ),
  )
})
