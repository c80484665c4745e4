import { MOST_UNFETCHED } from '#contract/page-limits.ts'
import { type MirrorState, type MirrorStore, URGENCY } from '#server/store/mirror.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { isPartial } from './thread-row.ts'

/** Threads of another server that wait to be brought, and what came of those that were. */
export const wantedThreads = ({
  db,
  write,
  writeUnseen,
}: Context): Omit<MirrorStore, 'putMirrored' | 'countElsewhere'> => ({
  getMirrorState: async (id) =>
    db.get<MirrorState>(`SELECT ${STATE_COLUMNS} FROM mirrored_threads WHERE id = ?`, id),

  wantThreads: (ids, { urgency, added = false }) =>
    writeUnseen(() => {
      if (added) beginAdding(db)
      for (const id of ids) {
        db.run(
          `INSERT INTO mirrored_threads (id, wanted, urgency, added, refreshed_at)
           VALUES (?1, ${NEXT}, ?2, ?3, ${urgency === URGENCY.read ? WHOLE_SINCE : 'NULL'})
           ON CONFLICT DO UPDATE SET
             urgency = iif(wanted IS NULL, excluded.urgency, max(urgency, excluded.urgency)),
             wanted = excluded.wanted,
             -- One that failed is being added once more.
             added = iif(excluded.added = 1 OR added = 3, 1, added),
             refusal = NULL`,
          id,
          urgency,
          Number(added),
        )
      }
    }),

  postponeThread: (id) =>
    writeUnseen(() => {
      db.run(
        `UPDATE mirrored_threads SET urgency = ?, wanted = ${NEXT}
         WHERE id = ? AND wanted IS NOT NULL`,
        URGENCY.listed,
        id,
      )
    }),

  listWanted: async (limit) =>
    db.all<MirrorState>(
      `SELECT ${STATE_COLUMNS} FROM mirrored_threads WHERE wanted IS NOT NULL
       ORDER BY urgency DESC, wanted LIMIT ?`,
      limit,
    ),

  countWanted: async () =>
    db.get<{ threads: number }>(
      'SELECT count(*) AS threads FROM mirrored_threads WHERE wanted IS NOT NULL',
    )?.threads ?? 0,

  countUnfetched: async () => db.get<{ threads: number }>(UNFETCHED, MOST_UNFETCHED)?.threads ?? 0,

  settleWanted: (id, wanted, outcome) => {
    const settle = () => settleIn(db, id, wanted, outcome)
    if (outcome.refreshed_at === undefined || !isPartial(db, id)) return writeUnseen(settle)
    return write((emit) => {
      settle()
      // Its summary tells it.
      emit({ type: 'thread.modified', thread_id: id })
    })
  },

  addedThreads: async (failures) => {
    const counts = db.get<{ of: number; done: number; failed: number }>(
      `SELECT count(*) AS "of", count(iif(added = 2, 1, NULL)) AS done,
         count(iif(added = 3, 1, NULL)) AS failed
       FROM mirrored_threads WHERE added > 0`,
    ) ?? { of: 0, done: 0, failed: 0 }
    const refused = db.all<{ thread_id: string; reason: string | null }>(
      'SELECT id AS thread_id, refusal AS reason FROM mirrored_threads WHERE added = 3 LIMIT ?',
      failures,
    )
    return {
      ...counts,
      failures: refused.map(({ thread_id, reason }) => ({
        thread_id,
        reason: reason ?? '',
        partial: isPartial(db, thread_id),
      })),
    }
  },
})

/** Of one that neither waits nor is here nothing is known: it was asked for in vain. */
const UNFETCHED = `
SELECT count(*) AS threads FROM (
  SELECT 1 FROM mirrored_threads m
  WHERE m.refreshed_at IS NULL AND m.gone_at IS NULL
    AND (m.wanted IS NOT NULL OR EXISTS (SELECT 1 FROM threads t WHERE t.id = m.id))
  LIMIT ?)`

/** While any thread is wanted, or being brought, above the number of each. */
const NEXT = '(SELECT coalesce(max(wanted), 0) + 1 FROM mirrored_threads WHERE wanted IS NOT NULL)'

/**
 * A thread that is here, and read before anything of it was to be brought, was made through here: it was
 * whole then. In milliseconds.
 */
const WHOLE_SINCE = '(SELECT created_at * 1000 FROM threads WHERE id = ?1)'

type Outcome = Parameters<MirrorStore['settleWanted']>[2]

const settleIn = (
  db: Database,
  id: string,
  wanted: number,
  { refreshed_at, walked_at, reached, gone_at, refusal }: Outcome,
): void => {
  db.run(
    `UPDATE mirrored_threads SET
       wanted = iif(wanted > ?2, wanted, NULL),
       refreshed_at = coalesce(?3, refreshed_at),
       walked_at = coalesce(?4, walked_at),
       -- What is there again is not gone, nor what nobody can tell of.
       gone_at = iif(?3 IS NULL AND NOT ?8, coalesce(gone_at, ?5), NULL),
       refusal = ?6,
       reached = coalesce(?7, reached),
       -- What was added stays so, whatever it is brought for later.
       added = iif(added = 1, iif(?6 IS NULL, 2, 3), added)
     WHERE id = ?1`,
    id,
    wanted,
    refreshed_at ?? null,
    walked_at ?? null,
    gone_at ?? null,
    refusal ?? null,
    reached ?? null,
    gone_at === null ? 1 : 0,
  )
}

const STATE_COLUMNS = 'id, wanted, urgency, refreshed_at, walked_at, reached, gone_at, refusal'

/** Work that is done is not counted with what is added next. */
const beginAdding = (db: Database): void => {
  const isUnderWay = db.get('SELECT 1 FROM mirrored_threads WHERE added = 1 LIMIT 1')
  if (!isUnderWay) db.run('UPDATE mirrored_threads SET added = 0 WHERE added > 0')
}
