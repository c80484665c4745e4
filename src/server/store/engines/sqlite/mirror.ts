import { isDeepStrictEqual } from 'node:util'

import type { Message } from '#contract/message.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { MirrorStore, MirroredObjects } from '#server/store/mirror.ts'
import { isKept } from '#server/store/mirrorable.ts'
import { withKnownPassages } from '#server/store/passages.ts'
import { type Place, compare, emptySummary } from '#server/store/summary.ts'

import { pastActivity } from './activity.ts'
import { findAssistant, putMirroredAssistant } from './assistants.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { type ListOf, deletedPlace } from './deleted-places.ts'
import { findFile, putMirroredFile, saveMirroredFile } from './files.ts'
import { isInOrder, putInOrder } from './message-order.ts'
import { findMessage, insertMessage, rowOf, saveMessage, toMessage } from './message-row.ts'
import { createRun, findRun, lastTimeOf, saveRun, toRun } from './run-row.ts'
import { setRunStep, storedStep } from './run-steps.ts'
import {
  type OpenThread,
  backdate,
  createThread,
  openThread,
  saveThread,
  withMessage,
  withRun,
} from './thread-row.ts'
import { wantedThreads } from './wanted-threads.ts'
import type { Emit } from './writer.ts'

export const mirror = (context: Context): MirrorStore => ({
  putMirrored: async (objects, asked) => {
    const { db, write, writeUnseen } = context
    // A page of a list is many objects: each write is of one thread's, so that others get in.
    for (const part of byThread(objects).flatMap(inSlices)) {
      // Most that is read again is as it was, and a write costs what the disk takes.
      if (!differs(db, part)) continue
      await write((emit) => putAll(db, part, { asked, emit }))
      const { files = [] } = part
      if (files.length > 0)
        await writeUnseen(() => files.forEach((file) => saveMirroredFile(db, file)))
    }
  },

  countElsewhere: async ({ messages = [], runs = [], steps = [] }) => {
    const { db } = context
    return (
      countIn(db, IN_OTHER_THREADS('messages'), messages, ({ thread_id }) => thread_id) +
      countIn(db, IN_OTHER_THREADS('runs'), runs, ({ thread_id }) => thread_id) +
      countIn(db, IN_OTHER_RUNS, steps, ({ run_id }) => run_id)
    )
  },

  ...wantedThreads(context),
})

/** Given pairs of an id and that of its owner. */
const IN_OTHER_THREADS = (table: 'messages' | 'runs') => /* sql */ `
SELECT count(*) AS objects FROM json_each(?) AS given JOIN ${table} o ON o.id = given.value ->> 0
JOIN threads t ON t.seq = o.thread WHERE t.id <> given.value ->> 1`
const IN_OTHER_RUNS = /* sql */ `
SELECT count(*) AS objects FROM json_each(?) AS given JOIN run_steps o ON o.id = given.value ->> 0
JOIN runs r ON r.seq = o.run WHERE r.id <> given.value ->> 1`

const countIn = <T extends { id: string }>(
  db: Database,
  query: string,
  objects: readonly T[],
  ownerOf: (object: T) => string,
): number => {
  if (objects.length === 0) return 0
  const pairs = JSON.stringify(objects.map((object) => [object.id, ownerOf(object)]))
  return db.get<{ objects: number }>(query, pairs)?.objects ?? 0
}

/** How many assistants or files are written at once. */
const AT_ONCE = 200

/** Objects of one thread together, and so many of those that are of none. */
const byThread = (objects: MirroredObjects): MirroredObjects[] => {
  const threads = possible(objects.threads)
  const messages = possible(objects.messages)
  const runs = possible(objects.runs)
  const steps = possible(objects.steps)
  const assistants = possible(objects.assistants)
  const files = possible(objects.files)
  const ids = new Set([
    ...threads.map(({ id }) => id),
    ...[...messages, ...runs, ...steps].map(({ thread_id }) => thread_id),
  ])
  const others = Array.from(
    { length: Math.ceil(Math.max(assistants.length, files.length) / AT_ONCE) },
    (_, at) => ({
      assistants: assistants.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
      files: files.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
    }),
  )
  const isOf = (id: string) => (object: { thread_id: string }) => object.thread_id === id
  return [
    ...others,
    ...[...ids].map((id) => ({
      threads: threads.filter((thread) => thread.id === id),
      messages: messages.filter(isOf(id)),
      runs: runs.filter(isOf(id)),
      steps: steps.filter(isOf(id)),
    })),
  ]
}

const possible = <T extends object>(objects: readonly T[] = []): readonly T[] =>
  objects.filter(isKept)

/** About how many characters of messages or steps are written at once. */
const SLICE = 256 * 1024

/** The same objects in parts that are written in a short time each, in their order. */
const inSlices = (objects: MirroredObjects): MirroredObjects[] => {
  const { messages = [], steps = [], runs = [], ...others } = objects
  const [firstMessages = [], ...moreMessages] = sliced(messages)
  const [firstSteps = [], ...moreSteps] = sliced(steps)
  const isLong = moreMessages.length + moreSteps.length > 0
  if (!isLong) return [objects]
  return [
    { ...others, messages: firstMessages },
    ...moreMessages.map((part) => ({ messages: part })),
    { runs, steps: firstSteps },
    ...moreSteps.map((part) => ({ steps: part })),
  ]
}

const sliced = <T extends object>(objects: readonly T[]): T[][] => {
  const slices: T[][] = []
  let left = 0
  for (const object of objects) {
    if (left <= 0) {
      slices.push([])
      left = SLICE
    }
    slices.at(-1)?.push(object)
    left -= JSON.stringify(object).length
  }
  return slices
}

/** Whether any of the objects is not here as it is given. */
const differs = (db: Database, objects: MirroredObjects): boolean => {
  const {
    threads = [],
    messages = [],
    runs = [],
    steps = [],
    assistants = [],
    files = [],
  } = objects
  return (
    threads.some((thread) => {
      const open = openThread(db, thread.id)
      return !open || !isSame(open.thread, thread)
    }) ||
    messages.some((message) => {
      const row = findMessage(db, message.thread_id, message.id)
      return !row || !isDeepStrictEqual(toMessage(row, message.thread_id), message)
    }) ||
    !isInOrder(db, messages) ||
    runs.some((run) => {
      const row = findRun(db, run.thread_id, run.id)
      return !row || !isDeepStrictEqual(toRun(row), run)
    }) ||
    steps.some((step) => {
      const run = findRun(db, step.thread_id, step.run_id)
      const before = run && storedStep(db, run, step.id)
      return run && !isDeepStrictEqual(before, withKnownPassages(step, before))
    }) ||
    assistants.some((each) => !isDeepStrictEqual(findAssistant(db, each.id), each)) ||
    files.some((file) => !isDeepStrictEqual(findFile(db, file.id), file))
  )
}

/** Whether a thread is here as it is given. */
const isSame = (here: Thread, given: Thread): boolean =>
  isDeepStrictEqual(told(here), told(given)) && !isOlder(given, here)

/** One that was first known by what stands in it is older than that. */
const isOlder = (given: Thread, here: Thread): boolean => given.created_at < here.created_at

/** How objects are put. */
interface Putting {
  /** The newest change before they were asked for. */
  asked: number | undefined
  emit: Emit
}

const putAll = (db: Database, objects: MirroredObjects, putting: Putting): void => {
  const { emit } = putting
  for (const assistant of objects.assistants ?? []) putMirroredAssistant(db, assistant, emit)
  for (const file of objects.files ?? []) putMirroredFile(db, file, emit)
  for (const thread of objects.threads ?? []) putThread(db, thread, putting)
  const { messages = [], runs = [], steps = [] } = objects
  const [id] = [...messages, ...runs].map(({ thread_id }) => thread_id)
  const open = id === undefined ? undefined : openThread(db, id)
  if (open) {
    let now = open
    for (const message of messages) now = putMessage(db, now, message, putting)
    now = putInOrder(db, now, messages, (message_id) =>
      emit({ type: 'message.modified', thread_id: now.thread.id, message_id }),
    )
    for (const run of runs) now = putRun(db, now, run, emit)
    if (now !== open) saveThread(db, open, now)
  }
  for (const step of steps) putStep(db, step, emit)
}

const putThread = (db: Database, thread: Thread, { asked, emit }: Putting): void => {
  const open = openThread(db, thread.id)
  if (open) {
    if (isSame(open.thread, thread)) return
    const older = isOlder(thread, open.thread) ? backdate(db, open, thread.created_at) : open
    saveThread(db, older, { ...older, thread: { ...thread, created_at: older.thread.created_at } })
    return emit({ type: 'thread.modified', thread_id: thread.id })
  }
  const deleted = { list: { list: 'threads' }, type: 'thread.deleted', ids: [thread.id] } as const
  if (isBarred(db, deleted, asked)) return
  // Where it was here before, nothing of it is any more.
  db.run(
    `UPDATE mirrored_threads SET refreshed_at = NULL, walked_at = NULL, reached = NULL
     WHERE id = ?`,
    thread.id,
  )
  const { created_at } = thread
  createThread(db, thread, emptySummary(created_at), pastActivity(db, created_at))
  emit({ type: 'thread.created', thread_id: thread.id })
}

/** What may have been deleted here: where it stood, and what its deletion is on record as. */
interface Deleted {
  list: ListOf
  type: 'thread.deleted' | 'message.deleted'
  ids: readonly string[]
}

/** Whether an object was deleted here, unless it was asked for after that. */
const isBarred = (
  db: Database,
  { list, type, ids }: Deleted,
  asked: number | undefined,
): boolean => {
  if (!deletedPlace(db, list, ids.at(-1) ?? '')) return false
  if (asked === undefined) return true
  return db.get(DELETED_SINCE, asked, type, JSON.stringify(ids)) !== undefined
}

/** What is not on record any more may have been that. */
const DELETED_SINCE = /* sql */ `
SELECT 1 WHERE (SELECT min(number) FROM changes) > ?1 + 1
  OR EXISTS (SELECT 1 FROM changes WHERE number > ?1 AND type = ?2 AND ids = ?3)`

/** What a thread says of itself. */
const told = ({ metadata, tool_resources }: Thread) => ({
  metadata,
  tool_resources: tool_resources ?? {},
})

const putMessage = (
  db: Database,
  open: OpenThread,
  message: Message,
  { asked, emit }: Putting,
): OpenThread => {
  const ids = { thread_id: open.thread.id, message_id: message.id }
  const row = findMessage(db, ids.thread_id, message.id)
  if (row) {
    const before = toMessage(row, ids.thread_id)
    const isStale = before.status !== 'in_progress' && message.status === 'in_progress'
    if (isStale || isDeepStrictEqual(before, message)) return open
    saveMessage(db, row.seq, message)
    emit({ type: 'message.modified', ...ids })
    return withMessage(db, open, { at: row.created_at, seq: row.seq }, before, message)
  }
  if (db.get('SELECT 1 FROM messages WHERE id = ?', message.id)) return open
  const list = { list: 'messages', owner: open.seq } as const
  const deleted = { list, type: 'message.deleted', ids: Object.values(ids) } as const
  if (isBarred(db, deleted, asked)) return open
  const place = insertMessage(db, open.seq, rowOf(message))
  emit({ type: 'message.created', ...ids })
  return moved(db, withMessage(db, open, place, undefined, message), message.created_at)
}

const putRun = (db: Database, open: OpenThread, run: Run, emit: Emit): OpenThread => {
  const ids = { thread_id: open.thread.id, run_id: run.id, status: run.status }
  const row = findRun(db, ids.thread_id, run.id)
  if (!row) {
    if (db.get('SELECT 1 FROM runs WHERE id = ?', run.id)) return open
    const holds = takeHold(db, open, run)
    const place = createRun(db, open.seq, run, holds)
    emit({ type: 'run.created', ...ids })
    return moved(db, withRun(open, place, run), lastTimeOf(run))
  }
  const before = toRun(row)
  const isStale = !isActive(before.status) && isActive(run.status)
  if (isStale || isDeepStrictEqual(before, run)) return open
  const place = { at: row.created_at, seq: row.seq }
  const holds = takeHold(db, open, run, place)
  saveRun(db, row, run)
  if (holds) db.run('UPDATE runs SET active = 1 WHERE seq = ? AND active = 0', row.seq)
  emit({ type: 'run.modified', ...ids })
  return moved(db, withRun(open, place, run), lastTimeOf(run))
}

/**
 * One run holds a thread. Of two that seem to, the older one's end was not heard yet.
 * @param place where the run stands; it is new without one
 * @returns whether this one does
 */
const takeHold = (db: Database, { seq }: OpenThread, run: Run, place?: Place): boolean => {
  if (!isActive(run.status)) return false
  const other = db.get<Place>(
    'SELECT created_at AS at, seq FROM runs WHERE thread = ? AND active = 1 AND id <> ?',
    seq,
    run.id,
  )
  if (!other) return true
  const own = place ?? { at: run.created_at, seq: Number.POSITIVE_INFINITY }
  if (compare(own, other) < 0) return false
  db.run('UPDATE runs SET active = 0 WHERE seq = ?', other.seq)
  return true
}

const putStep = (db: Database, given: RunStep, emit: Emit): void => {
  const run = findRun(db, given.thread_id, given.run_id)
  if (!run) return
  const before = storedStep(db, run, given.id)
  const step = withKnownPassages(given, before)
  const isStale = before && before.status !== 'in_progress' && step.status === 'in_progress'
  if (isStale || isDeepStrictEqual(before, step)) return
  if (!before && db.get('SELECT 1 FROM run_steps WHERE id = ?', step.id)) return
  setRunStep(db, run, step, emit)
}

/** The thread with what happened in it then: it stands in the list by the last of that. */
const moved = (db: Database, open: OpenThread, at: number): OpenThread =>
  at <= open.summary.last_active_at
    ? open
    : {
        ...open,
        activity: pastActivity(db, at),
        summary: { ...open.summary, last_active_at: at },
      }
