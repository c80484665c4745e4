import { VERDICTS } from '#contract/keyed-operators.ts'
import { OUTCOMES, type Outcome } from '#contract/overview.ts'
import type { Verdict } from '#contract/review.ts'
import { LAST_BIN, QUARTER } from '#server/store/overview.ts'

import type { Database } from './database.ts'

const BINS = LAST_BIN + 1

/** The quarter of an hour in which a second is. */
export const quarterOf = (seconds: number): number => Math.floor(seconds / QUARTER)

/** The keys of counters that are always the same. */
export const KEYS = {
  threads: 0,
  user_messages: 1,
  assistant_messages: 2,
  prompt_tokens: 3,
  completion_tokens: 4,
  runs: 8,
  first_token: 16,
  duration: 16 + BINS,
  wait: 16 + BINS * 2,
  /** Of threads as a whole, in the order of `VERDICTS`. */
  verdicts: 2048,
  flags: 2056,
  /** What two people thought of one thread: see `pairKey`. */
  pairs: 2064,
} as const
/** From here on they are those of names. */
const NAMED = 4096

/** Which kind of time a key is the bin of, where it is one. */
export const binIn = (key: number, of: 'first_token' | 'duration' | 'wait'): number | undefined => {
  const bin = key - KEYS[of]
  return bin >= 0 && bin < BINS ? bin : undefined
}

/** The key of threads of which one person thought the first, and then another the second. */
export const pairKey = (first: Verdict, second: Verdict): number =>
  KEYS.pairs + VERDICTS.indexOf(first) * VERDICTS.length + VERDICTS.indexOf(second)

export const isOutcome = (status: string): status is Outcome =>
  status !== 'other' && OUTCOMES.some((outcome) => outcome === status)

/** Where a status stands among the outcomes. */
export const outcomeOf = (status: string): number =>
  OUTCOMES.indexOf(isOutcome(status) ? status : 'other')

/** What counters are kept of by name, with how many names of each kind are told apart. */
export const MOST_NAMES = {
  why: 500,
  used: 2000,
  tool: 2000,
  language: 200,
  label: 1000,
  reviewer: 1000,
} as const
/** What more names than that are counted as. */
const OTHERS: Record<CountedKind, (name: Name) => Name> = {
  why: ([what, status]) => [what ?? null, status ?? null, null],
  used: ([what]) => [what ?? null, null, ''],
  tool: ([what]) => [what ?? null, 'other', null],
  language: () => ['und'],
  label: ([what]) => [what ?? null, null],
  reviewer: ([what]) => [what ?? null, null],
}
export type CountedKind = keyof typeof MOST_NAMES
export type Name = readonly (string | null)[]

/** How much of a name is kept. */
const CHARACTERS = 256
const cut = (name: Name): Name => name.map((part) => part?.slice(0, CHARACTERS) ?? null)

const find = (db: Database, kind: string, name: Name): number | undefined =>
  db.get<{ id: number }>(
    'SELECT id FROM overview_names WHERE kind = ? AND name = ?',
    kind,
    JSON.stringify(cut(name)),
  )?.id

const make = (db: Database, kind: string, name: Name): number =>
  find(db, kind, name) ??
  db.insert(
    'INSERT INTO overview_names (kind, name) VALUES (?, ?)',
    kind,
    JSON.stringify(cut(name)),
  )

/** The number of a name that need not be there. */
export const findName = (db: Database, kind: 'scope', name: Name): number | undefined =>
  find(db, kind, name)

/** The number of a name that is kept whatever others there are. */
export const idOfName = (db: Database, kind: 'scope' | 'ran', name: Name): number =>
  make(db, kind, name)

export const nameOfId = (db: Database, id: number): Name => {
  const row = db.get<{ name: string }>('SELECT name FROM overview_names WHERE id = ?', id)
  // The cast: only `make` writes them.
  return JSON.parse(row?.name ?? '[]') as Name
}

/** The key of a counter by name. Names never go, so that the same one has the same key for ever. */
export const namedKey = (db: Database, kind: CountedKind, name: Name): number => {
  const known = find(db, kind, name)
  if (known !== undefined) return NAMED + known
  const { names } = db.get<{ names: number }>(
    'SELECT count(*) AS names FROM overview_names WHERE kind = ?',
    kind,
  ) ?? { names: 0 }
  // Most names have a few keys, one for each thing that is counted of it.
  const isFull = names >= MOST_NAMES[kind] * KEYS_OF_NAME[kind]
  return NAMED + make(db, kind, isFull ? OTHERS[kind](name) : name)
}
const KEYS_OF_NAME: Record<CountedKind, number> = {
  why: 1,
  used: 3,
  tool: 2,
  language: 1,
  label: 4,
  reviewer: 6,
}

/** What keys of names stand for. */
export const namesOf = (
  db: Database,
  keys: readonly number[],
): Map<number, { kind: string; name: Name }> => {
  const ids = keys.flatMap((key) => (key >= NAMED ? [key - NAMED] : []))
  const rows = db.all<{ id: number; kind: string; name: string }>(
    'SELECT id, kind, name FROM overview_names WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  )
  return new Map(
    rows.map(({ id, kind, name }) => [NAMED + id, { kind, name: JSON.parse(name) as Name }]),
  )
}
