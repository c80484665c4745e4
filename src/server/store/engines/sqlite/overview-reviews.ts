import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Verdict } from '#contract/review.ts'

import type { Database } from './database.ts'
import { KEYS, namedKey, pairKey, quarterOf } from './overview-keys.ts'
import type { Counts } from './overview-pack.ts'
import { isSealed } from './queue-seal.ts'
import { type ReviewRow, WITH_PERSON, labelsIn } from './review-row.ts'

/** What of a review `o` by a person `p` is counted. */
export const COUNTED_COLUMNS = `o.seq, o.id, p.id AS person_id, o.message_id, o.verdict, o.labels, o.flagged,
  ${isSealed('o')} AS sealed`

type CountedReview = Pick<
  ReviewRow,
  | 'seq'
  | 'id'
  | 'person_id'
  | 'message_id'
  | 'verdict'
  | 'labels'
  | 'flagged'
  | 'created_at'
  | 'body'
> & { sealed: number }

/** Verdicts of threads as a whole, and flags of any review. What is sealed is told nowhere. */
export const countsOfReview = (
  db: Database,
  row: CountedReview,
): { counts: Counts } | undefined => {
  const verdict = row.message_id === null ? row.verdict : null
  if (row.sealed === 1 || (verdict === null && row.flagged === 0)) return undefined
  const counts: Counts = new Map()
  const count = (what: string, key: number) => {
    counts.set(key, 1)
    for (const label of labelsIn(row)) counts.set(namedKey(db, 'label', [what, label]), 1)
    counts.set(namedKey(db, 'reviewer', [what, row.person_id]), 1)
  }
  if (verdict !== null) count(verdict, KEYS.verdicts + VERDICTS.indexOf(verdict))
  if (row.flagged === 1) count('flagged', KEYS.flags)
  return { counts }
}

interface Judged {
  person: number
  person_id: string
  verdict: Verdict
  verdict_at: number
}

/**
 * The two people who judged a thread as a whole last, each by their last verdict, on the day of the later one.
 * Undefined of a thread that fewer judged.
 */
export const countsOfPair = (
  db: Database,
  { thread }: { thread: number },
): { counts: Counts; quarter: number } | undefined => {
  const judged = db.all<Judged>(
    `SELECT r.person, p.id AS person_id, r.verdict, r.verdict_at FROM reviews r ${WITH_PERSON}
     WHERE r.thread = ? AND r.message_id IS NULL AND r.verdict IS NOT NULL AND NOT ${isSealed('r')}
     ORDER BY r.verdict_place DESC`,
    thread,
  )
  const [later] = judged
  const earlier = judged.find(({ person }) => person !== later?.person)
  if (!later || !earlier) return undefined
  const counts: Counts = new Map([[pairKey(earlier.verdict, later.verdict), 1]])
  const isAgreed = earlier.verdict === later.verdict
  for (const { person_id } of [earlier, later])
    for (const what of isAgreed ? ['twice', 'agreed'] : ['twice'])
      counts.set(namedKey(db, 'reviewer', [what, person_id]), 1)
  return { counts, quarter: quarterOf(later.verdict_at) }
}
