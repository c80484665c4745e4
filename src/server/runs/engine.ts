import type { RunEvent } from '#contract/event.ts'
import type { CreateRunRequest, CreateThreadAndRunRequest, Run, ToolOutput } from '#contract/run.ts'

import type { Once } from '../store/answers.ts'

/** A run that was started or goes on, and the sequence number after which its events of now come. */
export interface StartedRun {
  run: Run
  after: number
}

/** What the routes ask of runs. Refusals are thrown as ApiError. */
export interface RunEngine {
  /** Settles what a server that was killed left behind, then takes up queued runs. */
  start(): Promise<void>
  /** Aborts model calls and settles what runs. Queued runs stay so, for the next start. */
  stop(): Promise<void>
  createRun(threadId: string, request: CreateRunRequest, once?: Once): Promise<Run>
  createThreadAndRun(request: CreateThreadAndRunRequest, once?: Once): Promise<Run>
  /** The run as it stands, expired if its time is over. Undefined when there is none. */
  getRun(threadId: string, runId: string): Promise<Run | undefined>
  /** Answers the run as `cancelling`; it is `cancelled` soon after. */
  cancelRun(threadId: string, runId: string): Promise<Run>
  /** Answers the run as `queued`. */
  submitToolOutputs(
    threadId: string,
    runId: string,
    outputs: ToolOutput[],
    once?: Once,
  ): Promise<StartedRun>
  /**
   * Events above `after`, in batches of what is there at once: first from the log, then as they are
   * written, none twice and none missing. Ends after a terminal or requires_action event when no more
   * can follow without a client's doing, when the run is deleted, or when the signal aborts. A reader
   * that is slow costs no memory: it is served from the log again.
   */
  follow(
    threadId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<RunEvent[]>
}
