import type { Database } from './database.ts'

const PER_SECOND = 1_000_000
/** Seconds beyond which an activity would no longer be a safe integer: the year 2255. */
const LAST_SECOND = 9_000_000_000

const fromSeconds = (seconds: number): number =>
  Math.min(Math.max(seconds, 0), LAST_SECOND) * PER_SECOND

/** The activity of what happens now: above all others, even where clocks went back. */
export const nextActivity = (db: Database, seconds: number): number => {
  const next = Math.max(lastActivity(db) + 1, fromSeconds(seconds))
  db.run('UPDATE last_activity SET value = ?', next)
  return next
}

/** The activity of a thread that was last active at that time: above others of the same second. */
export const pastActivity = (db: Database, seconds: number): number => {
  const from = fromSeconds(seconds)
  const end = from + PER_SECOND
  const below = db.get<{ value: number | null }>(
    'SELECT max(activity) AS value FROM threads WHERE activity < ?',
    end,
  )
  // A second that is full shares its last place; `seq` decides there.
  const activity = Math.min(Math.max((below?.value ?? 0) + 1, from), end - 1)
  if (activity > lastActivity(db)) db.run('UPDATE last_activity SET value = ?', activity)
  return activity
}

const lastActivity = (db: Database): number =>
  db.get<{ value: number }>('SELECT value FROM last_activity')?.value ?? 0
