import { VERDICTS } from '#contract/keyed-operators.ts'
import { OUTCOMES } from '#contract/overview.ts'
import {
  type Counted,
  type OverviewAsked,
  type OverviewCounted,
  QUARTER,
  type Range,
  type ReviewsCounted,
  type Wait,
} from '#server/store/overview.ts'

import type { Database } from './database.ts'
import { GONE } from './gone-threads.ts'
import { KEYS, type Name, binIn, namesOf, pairKey } from './overview-keys.ts'
import { type Counts, eachPacked } from './overview-pack.ts'
import { LEVELS, findScope } from './overview-tally.ts'

/** Counts over ranges, each put together from the longest buckets that lie within it. */
export const countOverview = (db: Database, asked: OverviewAsked): OverviewCounted => {
  const scope = findScope(db, asked.assistant, asked.model)
  const there = scope === undefined ? undefined : quartersOf(db, scope)
  const sumOf = (range: Range): Counts => {
    const sum: Counts = new Map()
    if (scope !== undefined && there) addRange(db, scope, inQuarters(range, there), sum)
    return sum
  }
  const total: Counts = new Map()
  const steps = asked.steps.map((range) => {
    const sum = sumOf(range)
    for (const [key, count] of sum) total.set(key, (total.get(key) ?? 0) + count)
    return toCounted(sum)
  })
  return {
    steps,
    totals: toCounted(total),
    before: toCounted(sumOf(asked.before)),
    ...byName(db, total),
    waits: longestWaits(db, asked, total),
  }
}

/** The first and the last quarter of an hour that have anything. */
export const quartersOf = (
  db: Database,
  scope: number,
): { first: number; last: number } | undefined => {
  const end = (order: 'ASC' | 'DESC') =>
    db.get<{ bucket: number }>(
      `SELECT bucket FROM overview_counts WHERE scope = ? AND level = 0 ORDER BY bucket ${order} LIMIT 1`,
      scope,
    )?.bucket
  const first = end('ASC')
  const last = end('DESC')
  return first === undefined || last === undefined ? undefined : { first, last }
}

/** A range in quarters of an hour, as far as there is anything. */
const inQuarters = (
  { start, end }: Range,
  { first, last }: { first: number; last: number },
): [from: number, to: number] => [
  Math.max(Math.floor(start / QUARTER), first),
  Math.min(Math.floor(end / QUARTER), last + 1),
]

const addRange = (
  db: Database,
  scope: number,
  [from, to]: [from: number, to: number],
  sum: Counts,
): void => {
  let [start, end] = [from, to]
  const add = (level: number, first: number, behind: number) => {
    if (first >= behind) return
    const rows = db.all<{ counts: Uint8Array }>(
      'SELECT counts FROM overview_counts WHERE scope = ? AND level = ? AND bucket >= ? AND bucket < ?',
      scope,
      level,
      first,
      behind,
    )
    for (const { counts } of rows)
      eachPacked(counts, (key, count) => sum.set(key, (sum.get(key) ?? 0) + count))
  }
  for (const [level, width] of LEVELS.entries()) {
    const times = (LEVELS[level + 1] ?? Infinity) / width
    if (times === Infinity) return add(level, start, end)
    const whole = Math.ceil(start / times)
    const behind = Math.floor(end / times)
    // No bucket of the next level lies within it.
    if (whole >= behind) return add(level, start, end)
    add(level, start, whole * times)
    add(level, behind * times, end)
    start = whole
    end = behind
  }
}

const toCounted = (sum: Counts): Counted => {
  const of = (key: number) => sum.get(key) ?? 0
  const first_token = new Map<number, number>()
  const duration = new Map<number, number>()
  for (const [key, count] of sum) {
    const first = binIn(key, 'first_token')
    const whole = binIn(key, 'duration')
    if (first !== undefined) first_token.set(first, count)
    if (whole !== undefined) duration.set(whole, count)
  }
  return {
    threads: of(KEYS.threads),
    user_messages: of(KEYS.user_messages),
    assistant_messages: of(KEYS.assistant_messages),
    prompt_tokens: of(KEYS.prompt_tokens),
    completion_tokens: of(KEYS.completion_tokens),
    runs: OUTCOMES.map((_, at) => of(KEYS.runs + at)),
    first_token,
    duration,
    verdicts: VERDICTS.map((_, at) => of(KEYS.verdicts + at)),
    flags: of(KEYS.flags),
    pairs: VERDICTS.map((first) => VERDICTS.map((second) => of(pairKey(first, second)))),
  }
}

type ByName = Pick<
  OverviewCounted,
  'outcomes' | 'used' | 'tools' | 'languages' | 'labels' | 'reviewers'
>

/** What is counted by names, put together. */
const byName = (db: Database, total: Counts): ByName => {
  const rows = new Map<string, { kind: string; name: Name; counts: Record<string, number> }>()
  for (const [key, { kind, name }] of namesOf(db, [...total.keys()])) {
    // What is counted comes first, where there is more than one thing.
    const [what, of] = kind === 'language' ? ['messages', name] : [name[0] ?? '', name.slice(1)]
    const id = JSON.stringify([kind, of])
    const row = rows.get(id) ?? { kind, name: of, counts: {} }
    row.counts[what ?? ''] = total.get(key) ?? 0
    rows.set(id, row)
  }
  const all = [...rows.values()]
  const listed = <Row>(kind: string, toRow: (name: Name, of: (what: string) => number) => Row) =>
    all
      .filter((row) => row.kind === kind)
      .map(({ name, counts }) => toRow(name, (what) => counts[what] ?? 0))
  return {
    outcomes: listed('why', ([status = null, reason = null], of) => ({
      status: status ?? '',
      reason,
      runs: of('runs'),
    })),
    used: listed('used', ([assistant = null, model = null], of) => ({
      assistant_id: assistant,
      model: model ?? '',
      runs: of('runs'),
      prompt_tokens: of('prompt_tokens'),
      completion_tokens: of('completion_tokens'),
    })),
    tools: listed('tool', ([type = null, name = null], of) => ({
      type: type ?? '',
      name,
      calls: of('calls'),
      failed: of('failed'),
    })),
    languages: listed('language', ([language = null], of) => ({
      language: language ?? '',
      messages: of('messages'),
    })),
    labels: listed('label', ([label_id = null], of) => ({ label_id, ...reviewsOf(of) })),
    reviewers: listed('reviewer', ([person_id = null], of) => ({
      person_id,
      ...reviewsOf(of),
      twice: of('twice'),
      agreed: of('agreed'),
    })),
  }
}

const reviewsOf = (of: (what: string) => number): ReviewsCounted => ({
  pass: of('pass'),
  needs_work: of('needs_work'),
  fail: of('fail'),
  flagged: of('flagged'),
})

/** The longest waits: those that last, and then those of the bins that the totals say have any. */
const longestWaits = (db: Database, asked: OverviewAsked, total: Counts): Wait[] => {
  const first = asked.steps.at(0)
  const last = asked.steps.at(-1)
  if (!first || !last) return []
  const bins = [...total.keys()]
    .flatMap((key) => binIn(key, 'wait') ?? [])
    .toSorted((a, b) => b - a)
  const waits: Wait[] = []
  for (const bin of [LASTING, ...bins]) {
    const left = asked.waits - waits.length
    if (left <= 0) break
    waits.push(...waitsIn(db, asked, { bin, start: first.start, end: last.end, left }))
  }
  return waits
}

/** The bin of waits that are not over. */
const LASTING = -1

const waitsIn = (
  db: Database,
  { assistant, model }: OverviewAsked,
  { bin, start, end, left }: Range & { bin: number; left: number },
): Wait[] =>
  db.all<Wait>(
    `SELECT t.id AS thread_id, r.id AS run_id, w.ms, w.since, w.ended
     FROM overview_waits w INDEXED BY overview_waits_by_length
     CROSS JOIN overview_names n ON n.id = w.ran
     CROSS JOIN runs r ON r.seq = w.run CROSS JOIN threads t ON t.seq = r.thread
     WHERE w.bin = ?1 AND w.quarter >= ?2 AND w.quarter < ?3 AND t.created_at <> ${GONE}
       AND (?5 IS NULL OR n.name ->> '$[0]' = ?5) AND (?6 IS NULL OR n.name ->> '$[1]' = ?6)
     ORDER BY w.ms DESC, w.since, w.run LIMIT ?4`,
    bin,
    Math.floor(start / QUARTER),
    Math.floor(end / QUARTER),
    left,
    assistant ?? null,
    model ?? null,
  )
