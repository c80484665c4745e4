import type { RunEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

export interface ImportStore {
  /**
   * Inserts imported threads whole, each all or nothing, and answers what became of each, in order.
   * One whose `hash` is there is skipped; once that thread is deleted it can be imported again.
   * Times are the source's; the place in every order follows them as if written then is not promised,
   * but activity order does follow `last_active_at`. Active runs are taken as they are.
   * A log that tells of a message which does not name its run is a mistake of the caller's, and throws.
   */
  importThreads(threads: ImportedThread[]): Promise<ImportOutcome[]>
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
  /**
   * Its event log where there is one, numbered from 1. Messages that it tells of name the run as theirs:
   * whoever deletes one looks in that log alone.
   */
  events?: RunEvent[]
}
/** `id_taken`: other content holds an id of the thread, its messages, runs or steps. */
export type ImportOutcome = 'imported' | 'skipped' | 'id_taken'
