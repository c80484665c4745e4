import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { RunStep, StepTimes } from '#contract/run-step.ts'
import type { Run, RunTimes } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

import type { Keep } from './answers.ts'
import type { Attach } from './messages.ts'
import type { Listed, Page } from './pages.ts'
import type { Brought } from './vector-stores.ts'

/** Runs with their steps and their logs of events. */
export interface RunStore {
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
    brought?: Brought,
    keep?: Keep<RunEvent[]>,
  ): Promise<RunEvent[]>
  getRun(threadId: string, id: string): Promise<Run | undefined>
  listRuns(threadId: string, page: Page): Promise<Listed<Run>>
  /**
   * Every run that is not at its end, oldest first: what a start has to settle. `onDamaged`
   * is told of each that cannot be read; without it the first one is thrown.
   */
  listActiveRuns(onDamaged?: (error: Error) => void): Promise<Run[]>
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

  /** When runs began and ended, by their ids; none of a run whose log does not go to its end. */
  runTimes(runIds: readonly string[]): Promise<ReadonlyMap<string, RunTimes>>
  /** The same of the steps of a run. */
  stepTimes(runId: string): Promise<ReadonlyMap<string, StepTimes>>

  getRunStep(threadId: string, runId: string, id: string): Promise<RunStep | undefined>
  listRunSteps(threadId: string, runId: string, page: Page): Promise<Listed<RunStep>>
  /** The steps of all runs of a thread that called tools. */
  listToolSteps(threadId: string, page: Page): Promise<Listed<RunStep>>

  /** What was kept with the steps of a run, by the ids of the steps. No other read tells of it. */
  listKept(threadId: string, runId: string): Promise<ReadonlyMap<string, string>>

  /** Events with a sequence number above `after`, in order. */
  listRunEvents(runId: string, after: number, limit: number): Promise<Listed<RunEvent>>

  /**
   * Looks through the logs of runs from before deleted messages left them, and empties the events of
   * messages that are not there. Goes on where it was left.
   * @param limit about how many events are looked at
   * @returns how many runs were looked at: none once all were
   */
  clearOldLogs(limit: number): Promise<number>
}

export interface RunChange {
  from: readonly Run['status'][]
  /** Fields to set on the run. */
  run?: Partial<Omit<Run, 'id' | 'object' | 'thread_id' | 'metadata'>>
  steps?: RunStep[]
  messages?: Message[]
  /** Words of the server's own to keep with a step. */
  kept?: { step_id: string; words: string }[]
  /** Whether the events were found when another server was asked for the run, and not heard. */
  polled?: boolean
  /** Built from the run as it stands after the change. */
  events: (run: Run) => StreamEvent[]
}
export interface RunCommit {
  run: Run
  events: RunEvent[]
}
