import type { RunEvent } from '#contract/event.ts'
import type { CreateRunRequest, CreateThreadAndRunRequest, Run, ToolOutput } from '#contract/run.ts'

/** What the routes ask of runs. Refusals are thrown as ApiError or the store's own errors. */
export interface RunEngine {
  /** Settles what a server that was killed left behind, then takes up queued runs. */
  start(): Promise<void>
  /** Aborts model calls and settles what runs; nothing is left locked. */
  stop(): Promise<void>
  createRun(threadId: string, request: CreateRunRequest): Promise<Run>
  createThreadAndRun(request: CreateThreadAndRunRequest): Promise<Run>
  /** Answers the run as `cancelling` (or `cancelled` where nothing was running). */
  cancelRun(threadId: string, runId: string): Promise<Run>
  /** Answers the run as `queued`, and the sequence number after which its next events come. */
  submitToolOutputs(
    threadId: string,
    runId: string,
    outputs: ToolOutput[],
  ): Promise<{ run: Run; after: number }>
  /**
   * Events above `after`: first from the log, then as they are written, none twice and none missing.
   * Ends after a terminal or requires_action event when no more can follow without a client's doing,
   * or when the signal aborts.
   */
  follow(
    threadId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<RunEvent>
}
