import { timeBin } from '#server/store/overview.ts'

import type { Database } from './database.ts'
import { pack } from './overview-pack.ts'
import { KINDS, type Looked, type Part, type PartKind } from './overview-parts.ts'
import { Tally } from './overview-tally.ts'

/** What is kept of what an object counts as. */
export interface KeptPart {
  kind: number
  seq: number
  quarter: number
  ran: number | null
  counts: Uint8Array
}

/**
 * Counts objects as they stand in place of what they counted as before.
 * @param levels see `Tally.write`
 */
export const count = (
  db: Database,
  kind: PartKind,
  found: readonly Looked[],
  levels?: number,
): void => {
  const tally = new Tally(db)
  put(db, tally, kind, found)
  tally.write(levels)
}

/** The same within what a step counts together. */
export const put = (db: Database, tally: Tally, kind: PartKind, found: readonly Looked[]): void => {
  for (const { seq, thread, part } of found) {
    const was = db.get<KeptPart>(
      `SELECT kind, seq, quarter, ran, counts FROM overview_parts
       WHERE thread = ? AND kind = ? AND seq = ?`,
      thread,
      KINDS[kind],
      seq,
    )
    change(db, tally, { thread, kind: KINDS[kind], seq }, was, part)
  }
}

interface Key {
  thread: number
  kind: number
  seq: number
}

/** Puts what an object counts as now in place of what it counted as. */
export const change = (
  db: Database,
  tally: Tally,
  { thread, kind, seq }: Key,
  was: KeptPart | undefined,
  now: Part | undefined,
): void => {
  const isRun = kind === KINDS.run
  if (was) {
    db.run(
      'DELETE FROM overview_parts WHERE thread = ? AND kind = ? AND seq = ?',
      thread,
      kind,
      seq,
    )
    tally.add(scopesFor(tally, thread, was.ran), was.quarter, was.counts, -1)
    if (isRun) db.run('DELETE FROM overview_waits WHERE run = ?', seq)
  }
  if (isRun && was?.ran !== now?.ran) moveRan(db, tally, thread, was?.ran, now?.ran)
  if (!now) return
  const counts = pack(now.counts)
  db.run(
    'INSERT INTO overview_parts (thread, kind, seq, quarter, ran, counts) VALUES (?, ?, ?, ?, ?, ?)',
    thread,
    kind,
    seq,
    now.quarter,
    now.ran ?? null,
    counts,
  )
  tally.add(scopesFor(tally, thread, now.ran), now.quarter, counts, 1)
  const { wait, ran } = now
  if (!wait || ran === undefined) return
  db.run(
    'INSERT OR REPLACE INTO overview_waits (run, quarter, bin, ms, since, ended, ran) VALUES (?, ?, ?, ?, ?, ?, ?)',
    seq,
    now.quarter,
    wait.ms === null ? -1 : timeBin(wait.ms),
    wait.ms,
    wait.since,
    wait.ended,
    ran,
  )
}

const scopesFor = (tally: Tally, thread: number, ran: number | null | undefined) =>
  ran == null ? tally.scopesOfThread(thread) : tally.scopesOf(ran)

/** Another assistant or model ran in a thread, or one does no more: what else is in it is counted with it. */
const moveRan = (
  db: Database,
  tally: Tally,
  thread: number,
  was: number | null | undefined,
  now: number | undefined,
): void => {
  const before = tally.scopesOfThread(thread)
  if (was != null) {
    db.run('UPDATE overview_ran SET runs = runs - 1 WHERE thread = ? AND ran = ?', thread, was)
    db.run('DELETE FROM overview_ran WHERE thread = ? AND ran = ? AND runs <= 0', thread, was)
  }
  if (now !== undefined) {
    db.run(
      `INSERT INTO overview_ran (thread, ran, runs) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET runs = runs + 1`,
      thread,
      now,
    )
  }
  const after = tally.scopesOfThread(thread)
  const gone = [...before].filter((scope) => !after.has(scope))
  const added = [...after].filter((scope) => !before.has(scope))
  if (gone.length === 0 && added.length === 0) return
  const others = db.all<{ quarter: number; counts: Uint8Array }>(
    `SELECT quarter, counts FROM overview_parts WHERE thread = ? AND kind <> ${KINDS.run}`,
    thread,
  )
  for (const { quarter, counts } of others) {
    tally.add(gone, quarter, counts, -1)
    tally.add(added, quarter, counts, 1)
  }
}
