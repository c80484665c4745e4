import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { loosePlaces } from './run-places.ts'
import { openingLength } from './text-length.ts'

/** One row of the drawn thread. Keys are ids, so a row keeps its place while others come and go. */
export type Row =
  | { kind: 'day'; key: string; at: number }
  | {
      kind: 'run'
      key: string
      runId: string
      run: Run | undefined
      /** It may still come with the list of runs. */
      awaited: boolean
      /** By the same assistant and model as the run before it. */
      repeats: boolean
      at: number
    }
  | {
      kind: 'message'
      key: string
      messageId: string
      message: Message | undefined
      /** Its metadata is of the kind that most messages of the thread have: it tells nothing apart. */
      hasUsualMetadata: boolean
      at: number
    }

export const isMessage = (row: Row): boolean => row.kind === 'message'

export interface RowsInput {
  /** Oldest first. */
  messages: readonly Message[]
  /** Those known, newest first as they are listed. */
  runs: readonly Run[]
  /** More of them are on their way. */
  awaitsRuns?: boolean
  /** Messages being written that may not be among `messages` yet. */
  streamingIds: readonly string[]
  hasOlder: boolean
  hasNewer: boolean
}

const dayOf = (at: number) => new Date(at * 1000).toDateString()

const keysOf = ({ metadata }: Message): string => JSON.stringify(Object.keys(metadata).toSorted())

/** The keys that the metadata of most messages has, if those have one: as an import gives all of them. */
const usualKeysOf = (messages: readonly Message[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const message of messages) {
    const keys = keysOf(message)
    counts.set(keys, (counts.get(keys) ?? 0) + 1)
  }
  const [usual, count = 0] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? []
  return messages.length > 1 && count > messages.length / 2 ? usual : undefined
}

const messageRow = (message: Message, usualKeys: string | undefined): Row => ({
  kind: 'message',
  key: message.id,
  messageId: message.id,
  message,
  hasUsualMetadata: keysOf(message) === usualKeys,
  at: message.created_at,
})

const runRow = (runId: string, run: Run | undefined, at: number, awaited = false): Row => ({
  kind: 'run',
  key: runId,
  runId,
  run,
  awaited,
  repeats: false,
  at: run?.created_at ?? at,
})

/** Those whose place is among what is loaded, if they wrote none of it. */
function runsHere({ messages, runs, hasOlder, hasNewer }: RowsInput): readonly Run[] {
  const answered = new Set(messages.map(({ run_id }) => run_id))
  const first = messages[0]?.created_at ?? 0
  const last = messages.at(-1)?.created_at ?? Infinity
  return runs.filter(
    ({ id, created_at: at }) =>
      answered.has(id) || ((!hasOlder || at > first) && (!hasNewer || at < last)),
  )
}

function messagesAndRuns(input: RowsInput): Row[] {
  const byId = new Map(input.runs.map((run) => [run.id, run]))
  const loose = loosePlaces(input.messages, runsHere(input))
  const looseAt = (place: number) =>
    (loose.get(place) ?? []).map((run) => runRow(run.id, run, run.created_at))
  const usualKeys = usualKeysOf(input.messages)
  const begun = new Set<string>()
  const rows: Row[] = []
  for (const [at, message] of input.messages.entries()) {
    rows.push(...looseAt(at))
    const { run_id } = message
    if (run_id !== null && !begun.has(run_id)) {
      begun.add(run_id)
      const run = byId.get(run_id)
      rows.push(runRow(run_id, run, message.created_at, !run && input.awaitsRuns))
    }
    rows.push(messageRow(message, usualKeys))
  }
  return [...rows, ...looseAt(input.messages.length)]
}

const isAlike = (before: Run | undefined, run: Run | undefined): boolean =>
  before !== undefined &&
  run !== undefined &&
  before.assistant_id === run.assistant_id &&
  before.model === run.model

/** The rows of what is loaded: days, runs before their first message, messages. */
export function rowsOf(input: RowsInput): Row[] {
  const known = new Set(input.messages.map(({ id }) => id))
  const rows: Row[] = []
  let day: string | undefined
  let before: Run | undefined
  for (const row of messagesAndRuns(input)) {
    const current = dayOf(row.at)
    // Above the first loaded row the day is only known once there is nothing older.
    const begins = day === undefined ? !input.hasOlder : current !== day
    if (begins) rows.push({ kind: 'day', key: `day ${row.key}`, at: row.at })
    day = current
    if (row.kind !== 'run') rows.push(row)
    else {
      rows.push({ ...row, repeats: isAlike(before, row.run) })
      before = row.run ?? before
    }
  }
  if (input.hasNewer) return rows
  for (const id of input.streamingIds) {
    if (known.has(id)) continue
    const at = rows.at(-1)?.at ?? 0
    rows.push({
      kind: 'message',
      key: id,
      messageId: id,
      message: undefined,
      hasUsualMetadata: false,
      at,
    })
  }
  return rows
}

const LINE_HEIGHT = 25
const CHARACTERS_IN_LINE = 72
const FRAME = 62

/** A guess at the height of a message before it is measured, in pixels. */
export function guessHeight(message: Message | undefined): number {
  if (!message) return 120
  let height = FRAME
  for (const part of message.content) {
    if (part.type === 'text') {
      const { value } = part.text
      const shown = value.slice(0, openingLength(value))
      const lines = shown.split('\n', 400)
      const rows = lines.reduce(
        (sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_IN_LINE)),
        0,
      )
      height += rows * LINE_HEIGHT
    } else height += 180
  }
  return height + (message.attachments?.length ? 80 : 0) + (message.role === 'user' ? 24 : 0)
}
