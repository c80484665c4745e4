import type { Assistant } from '#contract/assistant.ts'
import type { Change } from '#contract/change.ts'
import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { FileObject } from '#contract/file.ts'
import type { Message } from '#contract/message.ts'
import type { Metadata, Order } from '#contract/primitives.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { ToolResources } from '#contract/tool.ts'

import type { AnswerStore, Keep } from './answers.ts'
import type { ChangeStore } from './changes.ts'
import type { UploadStore } from './uploads.ts'
import type { NewVectorStore, VectorStoreStore } from './vector-stores.ts'

/**
 * Where everything but file bytes is kept. Engine-blind: SQLite is one folder, others stand beside it,
 * and `store.suite.ts` holds each to the same behaviour.
 *
 * Every promise of a write settles only once the write is durable. Lists are ordered by
 * time and, within a second, by insertion (a monotonic sequence); a cursor is the id of a row, resolved
 * to its place. Functions given to an update may be called again when a transaction is redone. What a request
 * makes takes a `keep`: its answer, for when the request is sent again.
 * Objects go in and come out whole, as they stand on the wire.
 */
export interface Store extends VectorStoreStore, UploadStore, AnswerStore, ChangeStore {
  insertAssistant(assistant: Assistant, keep?: Keep<void>): Promise<void>
  getAssistant(id: string): Promise<Assistant | undefined>
  /** Applies `change` to the row as it stands, in one transaction. Undefined when there is none. */
  updateAssistant(
    id: string,
    change: (assistant: Assistant) => Assistant,
  ): Promise<Assistant | undefined>
  deleteAssistant(id: string): Promise<boolean>
  listAssistants(page: Page): Promise<Listed<Assistant>>

  /** Inserts a thread with its first messages, all or nothing. */
  insertThread(thread: Thread, messages: Message[], keep?: Keep<void>): Promise<void>
  getThread(id: string, include?: { summary?: boolean }): Promise<Thread | undefined>
  updateThread(id: string, change: (thread: Thread) => Thread): Promise<Thread | undefined>
  /** Deletes a thread with its messages, runs, steps and events. An active run does not hold it. */
  deleteThread(id: string): Promise<boolean>
  listThreads(page: ThreadsPage): Promise<Listed<Thread>>

  /**
   * Appends messages, and merges `attach` into the thread's tool resources, in one transaction.
   * @throws {ApiError} the thread does not exist (`noThread`), a run is active (`threadLocked`), or it is full (`threadFull`)
   */
  insertMessages(
    threadId: string,
    messages: Message[],
    attach?: Attach,
    keep?: Keep<void>,
  ): Promise<void>
  getMessage(threadId: string, id: string): Promise<Message | undefined>
  updateMessage(
    threadId: string,
    id: string,
    change: (message: Message) => Message,
  ): Promise<Message | undefined>
  deleteMessage(threadId: string, id: string): Promise<boolean>
  /** @throws {NoCursor} when `after` or `before` names no message of the thread */
  listMessages(threadId: string, page: MessagesPage): Promise<Listed<Message>>

  /**
   * Inserts a queued run, `messages` before it, and its first events, in one transaction.
   * Exactly one of any number of concurrent calls on a thread succeeds.
   * @throws {ApiError} `noThread`, `activeRun` or `threadFull`
   */
  insertRun(
    run: Run,
    messages: Message[],
    events: StreamEvent[],
    attach?: Attach,
    keep?: Keep<RunEvent[]>,
  ): Promise<RunEvent[]>
  /** The same for a new thread, `thread.created` being the caller's first event. */
  insertThreadAndRun(
    thread: Thread,
    messages: Message[],
    run: Run,
    events: StreamEvent[],
    keep?: Keep<RunEvent[]>,
  ): Promise<RunEvent[]>
  getRun(threadId: string, id: string): Promise<Run | undefined>
  listRuns(threadId: string, page: Page): Promise<Listed<Run>>
  /** Every run that is not at its end, oldest first: what a start has to settle. */
  listActiveRuns(): Promise<Run[]>
  /**
   * One step of a run, in one transaction: new states of the run, of steps and messages it makes
   * and the events that tell of them. Steps are inserted when new; so are messages of whose creation
   * these events tell: any other that is not there was deleted meanwhile and stays so. `from` guards the transition: nothing is
   * written and undefined is answered unless the run's status is one of those.
   * `metadata` of stored objects is kept: only its owner changes it.
   */
  commitRun(
    threadId: string,
    runId: string,
    change: RunChange,
    keep?: Keep<RunCommit | undefined>,
  ): Promise<RunCommit | undefined>
  updateRunMetadata(threadId: string, id: string, metadata: Metadata): Promise<Run | undefined>

  getRunStep(threadId: string, runId: string, id: string): Promise<RunStep | undefined>
  listRunSteps(threadId: string, runId: string, page: Page): Promise<Listed<RunStep>>

  /** What was kept with the steps of a run, by the ids of the steps. No other read tells of it. */
  listKept(threadId: string, runId: string): Promise<ReadonlyMap<string, string>>

  /** Events with a sequence number above `after`, in order. */
  listRunEvents(runId: string, after: number, limit: number): Promise<Listed<RunEvent>>

  insertFile(file: FileObject, keep?: Keep<void>): Promise<void>
  /** Undefined also for a file whose time is over. */
  getFile(id: string): Promise<FileObject | undefined>
  /** Takes it out of every vector store too. */
  deleteFile(id: string): Promise<boolean>
  /** Files whose time is over, to be deleted. */
  listExpiredFiles(limit: number): Promise<string[]>
  /** Without those whose time is over. */
  listFiles(page: Page & { purpose?: string }): Promise<Listed<FileObject>>

  /**
   * Inserts imported threads whole, each all or nothing, and answers what became of each, in order.
   * One whose `hash` is there is skipped; once that thread is deleted it can be imported again.
   * Times are the source's; the place in every order follows them as if written then is not promised,
   * but activity order does follow `last_active_at`. Active runs are taken as they are.
   */
  importThreads(threads: ImportedThread[]): Promise<ImportOutcome[]>

  /** Removes some of what is left of threads that were deleted. @returns whether there is more */
  purgeThreads(): Promise<boolean>

  /**
   * Looks through the logs of runs from before deleted messages left them, and empties the events of
   * messages that are not there. Goes on where it was left.
   * @param limit about how many events are looked at
   * @returns how many runs were looked at: none once all were
   */
  clearOldLogs(limit: number): Promise<number>

  /** Small values of the server's own, e.g. that samples were offered. */
  getSetting(key: string): Promise<string | undefined>
  setSetting(key: string, value: string): Promise<void>

  /**
   * Calls back after each write with what it changed, once that is durable: a hint, since other processes
   * write too and the record alone is whole. Returns the way to stop.
   */
  onChange(listener: (change: StoreChange) => void): () => void
  close(): Promise<void>
}

export interface Page {
  limit: number
  order: Order
  after?: string
  before?: string
}
interface MessagesPage extends Page {
  run_id?: string
}
export interface ThreadsPage extends Page {
  order_by: 'created_at' | 'last_active_at'
  /** Every pair has to match. */
  metadata?: Metadata
  /** Whether to answer `summary` with each thread. */
  summary: boolean
}

/**
 * A page without its envelope: fewer rows than were asked for where they come to more than
 * `PAGE_CHARACTERS`. `has_more` is exact, found by reading one row further.
 */
export interface Listed<T> {
  data: T[]
  has_more: boolean
}

/** Files that messages bring to their thread. */
export interface Attach {
  code_interpreter?: string[]
  /** Goes into the thread's vector store; where it has none (any more), into this one. */
  file_search?: NewVectorStore
}

export interface RunChange {
  from: readonly Run['status'][]
  /** Fields to set on the run. */
  run?: Partial<Omit<Run, 'id' | 'object' | 'thread_id' | 'metadata'>>
  steps?: RunStep[]
  messages?: Message[]
  /** Words of the server's own to keep with a step. */
  kept?: { step_id: string; words: string }[]
  /** Built from the run as it stands after the change. */
  events: (run: Run) => StreamEvent[]
}
export interface RunCommit {
  run: Run
  events: RunEvent[]
}

export interface ImportedThread {
  /** Identifies the content; importing it again is a no-op. */
  hash: string
  thread: Thread
  messages: Message[]
  runs: ImportedRun[]
}
export interface ImportedRun {
  run: Run
  /** Oldest first. */
  steps: RunStep[]
  /** Its event log where there is one, numbered from 1. */
  events?: RunEvent[]
}
/** `id_taken`: other content holds an id of the thread, its messages, runs or steps. */
export type ImportOutcome = 'imported' | 'skipped' | 'id_taken'

/** A change that goes on record, or a hint that does not. */
export type StoreChange =
  | Exclude<Change, RunMoved>
  | (RunMoved & { status: Run['status'] })
  | { type: 'run.events'; thread_id: string; run_id: string; events: RunEvent[] }
  /** Files wait to be read, or passages to be removed. */
  | { type: 'vector_stores.work' }
  /** Another process has written; the record says what. */
  | { type: 'other_process' }
type RunMoved = Extract<Change, { run_id: string; type: `run.${string}` }>

/** The store cannot be used by this program; the message says why and names it. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase'
}

/** Merges files into tool resources, without doubling any. */
export const attachTo = (
  resources: ToolResources | null | undefined,
  attach: Attach,
): ToolResources => {
  const files = attach.code_interpreter ?? []
  if (files.length === 0) return resources ?? {}
  const held = resources?.code_interpreter?.file_ids ?? []
  return { ...resources, code_interpreter: { file_ids: [...new Set([...held, ...files])] } }
}
