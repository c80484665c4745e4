import type { EventFrame } from '#contract/sse.ts'

/** What a value may be: what was acknowledged last, and what was asked for since without an answer. */
export type OneOf<T> = T[]

interface Removable {
  /** `maybe`: asked for, not acknowledged. */
  removed: 'no' | 'maybe' | 'yes'
}
export interface KeptThread extends Removable {
  titles: OneOf<string>
}
export interface KeptMessage extends Removable {
  threadId: string
  text: string
  titles: OneOf<string>
}
export interface KeptFile extends Removable {
  bytes: number
  sha256: string
}
export interface KeptRun {
  threadId: string
  cancel: 'no' | 'maybe' | 'yes'
  /** Outputs by call, once they are acknowledged. */
  outputs: Map<string, string>
  /** How a client was told that it ended. */
  ended?: string
}
/** What one reader of a run's stream has seen. */
export interface SeenStream {
  threadId: string
  runId: string
  frames: EventFrame[]
}

/** Everything that a server has acknowledged or shown before it was killed. */
export class Ledger {
  readonly threads = new Map<string, KeptThread>()
  readonly messages = new Map<string, KeptMessage>()
  readonly files = new Map<string, KeptFile>()
  readonly runs = new Map<string, KeptRun>()
  readonly storeFiles: { storeId: string; fileId: string }[] = []
  readonly streams: SeenStream[] = []
  /** What clients were answered that they should not have been. */
  readonly surprises: string[] = []

  /** Asks for a change of a title that may be acknowledged, or not. */
  async retitle(kept: { titles: OneOf<string> }, title: string, ask: () => Promise<unknown>) {
    kept.titles.push(title)
    await ask()
    kept.titles = [title]
  }

  async remove(kept: Removable, ask: () => Promise<unknown>) {
    kept.removed = 'maybe'
    await ask()
    kept.removed = 'yes'
  }

  get size(): string {
    const { threads, messages, files, runs, storeFiles, streams } = this
    const frames = streams.reduce((sum, stream) => sum + stream.frames.length, 0)
    return `${threads.size} threads, ${messages.size} messages, ${runs.size} runs, ${files.size} files, ${storeFiles.length} of them in vector stores, ${frames} events seen`
  }
}
