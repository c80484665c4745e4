import { verdictWord } from '#console/util/verdict-word.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'

import type { Mark } from './chart-data.ts'

const MARKS = { pass: 'good', needs_work: 'half', fail: 'hatched' } as const satisfies Record<
  (typeof VERDICTS)[number],
  Mark
>

/** Verdicts as they are drawn, in their order. */
export const VERDICT_MARKS = VERDICTS.map((verdict) => ({
  verdict,
  name: verdictWord(verdict),
  mark: MARKS[verdict],
}))
