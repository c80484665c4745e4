import type { Message } from '#contract/message.ts'
import { isActive, isAtRest, isRunEnd } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import { StoreDamaged, UNNAMED } from '#server/refusals/failures.ts'
import { languageOf } from '#server/search/text/language.ts'
import { timeBin } from '#server/store/overview.ts'

import type { Database, Param } from './database.ts'
import { GONE } from './gone-threads.ts'
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './message-row.ts'
import { KEYS, idOfName, namedKey, outcomeOf, quarterOf } from './overview-keys.ts'
import type { Counts } from './overview-pack.ts'
import { COUNTED_COLUMNS, countsOfPair, countsOfReview } from './overview-reviews.ts'
import { type LoggedState, longestWait } from './overview-wait.ts'
import { RUN_COLUMNS, type RunRow, endOf, toRun } from './run-row.ts'
import { naming } from './search-documents.ts'

export const KINDS = { thread: 0, message: 1, run: 2, review: 3, pair: 4 } as const
export type PartKind = keyof typeof KINDS

/** What an object adds to the counters of its quarter of an hour. */
export interface Part {
  quarter: number
  counts: Counts
  /** Of a run: the name of its assistant and model. */
  ran?: number
  wait?: ReturnType<typeof longestWait>
}

/** An object that was looked at; of one that is gone or cannot be read, nothing is counted. */
export interface Looked {
  seq: number
  thread: number
  created_at: number
  part: Part | undefined
}

/** About how many characters are read at once, and how many rows: some milliseconds. */
const CHARACTERS = 200_000
export const ROWS = 100

/** What an object adds, where it adds something: to the quarter in which it was made if to no other. */
type Counted = Omit<Part, 'quarter'> & Partial<Pick<Part, 'quarter'>>

/** Reads rows of a table `o` in threads `t`, as many as one step may take in, those that `rest` says. */
export type Look = (db: Database, rest: string, ...params: Param[]) => Looked[]

const looking =
  <Row extends { seq: number; created_at: number; body: string }>(
    noun: string,
    select: string,
    countsOf: (db: Database, row: Row & { thread: number }) => Counted | undefined,
  ): Look =>
  (db, rest, ...params) => {
    const rows: (Row & { thread: number; thread_at: number })[] = []
    let characters = 0
    naming(`a ${noun}`, () => {
      const all = db.iterate<(typeof rows)[number]>(`${select} ${rest} LIMIT ${ROWS}`, ...params)
      for (const row of all) {
        rows.push(row)
        characters += row.body.length
        if (characters > CHARACTERS) break
      }
    })
    return rows.map((row) => ({
      seq: row.seq,
      thread: row.thread,
      created_at: row.created_at,
      part: row.thread_at === GONE ? undefined : readablePart(row, () => countsOf(db, row)),
    }))
  }

const readablePart = (
  { created_at }: { created_at: number },
  countsOf: () => Counted | undefined,
): Part | undefined => {
  try {
    const counted = countsOf()
    return counted && { quarter: quarterOf(created_at), ...counted }
  } catch (error) {
    // Whoever reads it is told of it. What has no name may be the counters themselves.
    if (error instanceof StoreDamaged && error.what !== UNNAMED) return undefined
    throw error
  }
}

const countsOfMessage = (db: Database, row: MessageRow): Counted => {
  const message = toMessage(row, '')
  if (message.role !== 'user') return { counts: new Map([[KEYS.assistant_messages, 1]]) }
  const language = namedKey(db, 'language', [languageOf(textOf(message))])
  return {
    counts: new Map([
      [KEYS.user_messages, 1],
      [language, 1],
    ]),
  }
}

const textOf = ({ content }: Message): string =>
  content.map((part) => (part.type === 'text' ? part.text.value : '')).join('\n')

/** A count as others tell it, which may be anything. */
const whole = (value: number): number =>
  Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), MOST_TOKENS) : 0
const MOST_TOKENS = 1e12

const countsOfRun = (db: Database, row: RunRow): Counted => {
  const run = toRun(row)
  const counts: Counts = new Map()
  const add = (key: number, count = 1) => {
    if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count)
  }
  const { assistant_id: assistant, model, status } = run
  const prompt = whole(run.usage?.prompt_tokens ?? 0)
  const completion = whole(run.usage?.completion_tokens ?? 0)
  add(KEYS.runs + outcomeOf(status))
  add(KEYS.prompt_tokens, prompt)
  add(KEYS.completion_tokens, completion)
  add(namedKey(db, 'why', ['runs', status, reasonOf(run)]))
  add(namedKey(db, 'used', ['runs', assistant, model]))
  add(namedKey(db, 'used', ['prompt_tokens', assistant, model]), prompt)
  add(namedKey(db, 'used', ['completion_tokens', assistant, model]), completion)
  const { times, tools, wait } = naming('a run', () => toldOf(db, row, run))
  if (times.first !== undefined) add(KEYS.first_token + timeBin(times.first))
  if (times.duration !== undefined) add(KEYS.duration + timeBin(times.duration))
  for (const { type, name, failed } of tools) {
    add(namedKey(db, 'tool', ['calls', type, name]))
    if (failed) add(namedKey(db, 'tool', ['failed', type, name]))
  }
  if (wait && wait.ms !== null) add(KEYS.wait + timeBin(wait.ms))
  return { counts, ran: idOfName(db, 'ran', [assistant, model]), ...(wait && { wait }) }
}

/** What a run's steps and its log tell. */
const toldOf = (db: Database, row: RunRow, run: Run) => {
  const { status } = run
  const tools = toolsOf(db, row)
  const mayWait = status === 'requires_action' || tools.some(({ type }) => type === 'function')
  return {
    times: timesOf(db, row, run),
    tools,
    wait: mayWait && isAtRest(status) ? longestWait(statesOf(db, row), status) : undefined,
  }
}

const reasonOf = (run: Run): string | null =>
  run.incomplete_details?.reason ?? run.last_error?.code ?? null

interface Logged {
  event: string
  at: number
  polled: number | null
}

/** How long it took to the first words, and to the end, in milliseconds. */
const timesOf = (db: Database, { seq }: RunRow, run: Run) => {
  if (isActive(run.status)) return {}
  const at = (rest: string) => {
    const logged = db.get<Logged>(
      `SELECT event, created_at_ms AS at, polled FROM run_events WHERE run = ? ${rest} LIMIT 1`,
      seq,
    )
    // Events that were polled say when somebody asked.
    return logged?.polled === null ? logged : undefined
  }
  const began = at('ORDER BY sequence_number')
  const words =
    began && at("AND event IN ('text', 'thread.message.delta') ORDER BY sequence_number")
  const last = began && at('ORDER BY sequence_number DESC')
  const ended = endOf(run)
  const duration =
    began && last && isRunEnd(last.event)
      ? last.at - began.at
      : run.started_at !== null && ended !== null
        ? (ended - run.started_at) * 1000
        : undefined
  return { first: began && words && words.at - began.at, duration }
}

interface Called {
  type: string
  name: string | null
  failed: 0 | 1
}

/** What a run called. */
const toolsOf = (db: Database, { seq }: RunRow): Called[] =>
  db.all<Called>(
    `SELECT CAST(coalesce(iif(c.type = 'object', c.value ->> '$.type', NULL), 'other') AS TEXT) AS type,
       CAST(iif(c.type = 'object', c.value ->> '$.function.name', NULL) AS TEXT) AS name,
       coalesce(s.body ->> '$.status' IN ('failed', 'expired'), 0) AS failed
     FROM run_steps s, json_each(iif(json_valid(s.body), s.body, '{}'), '$.step_details.tool_calls') c
     WHERE s.run = ? AND s.tools_of IS NOT NULL AND json_valid(s.body)`,
    seq,
  )

const statesOf = (db: Database, { seq }: RunRow): LoggedState[] =>
  db.all<LoggedState>(
    // Deltas, nearly all of a log, are passed over by their names alone.
    `SELECT event, created_at_ms AS at, polled FROM run_events
     WHERE run = ? AND event GLOB 'thread.run.*' AND event NOT GLOB 'thread.run.step.*'
     ORDER BY sequence_number`,
    seq,
  )

export const look: Record<PartKind, Look> = {
  thread: looking(
    'thread',
    `SELECT o.seq, o.seq AS thread, o.created_at, o.created_at AS thread_at, '' AS body FROM threads o`,
    () => ({ counts: new Map([[KEYS.threads, 1]]) }),
  ),
  message: looking(
    'message',
    `SELECT o.${MESSAGE_COLUMNS.replaceAll(', ', ', o.')}, o.thread, t.created_at AS thread_at
     FROM messages o CROSS JOIN threads t ON t.seq = o.thread`,
    countsOfMessage,
  ),
  run: looking(
    'run',
    `SELECT ${RUN_COLUMNS.replaceAll('r.', 'o.')}, o.thread, t.created_at AS thread_at
     FROM runs o CROSS JOIN threads t ON t.seq = o.thread`,
    countsOfRun,
  ),
  review: looking(
    'review',
    `SELECT ${COUNTED_COLUMNS}, o.thread, o.counts_at AS created_at, t.created_at AS thread_at, '' AS body
     FROM reviews o CROSS JOIN people p ON p.seq = o.person CROSS JOIN threads t ON t.seq = o.thread`,
    countsOfReview,
  ),
  // Their thread is their number.
  pair: looking(
    'review',
    `SELECT o.seq, o.seq AS thread, t.created_at, t.created_at AS thread_at, '' AS body
     FROM (SELECT DISTINCT thread AS seq FROM reviews WHERE thread IS NOT NULL) o
     CROSS JOIN threads t ON t.seq = o.seq`,
    countsOfPair,
  ),
}
