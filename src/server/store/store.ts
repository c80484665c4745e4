import { CHANGES, type Change } from '#contract/change.ts'
import type { RunEvent } from '#contract/event.ts'
import type { Run } from '#contract/run.ts'

import type { AnswerStore } from './answers.ts'
import type { AssistantStore } from './assistants.ts'
import type { ChangeStore } from './changes.ts'
import type { FileStore } from './files.ts'
import type { ImportStore } from './imports.ts'
import type { LabelStore } from './labels.ts'
import type { MessageStore } from './messages.ts'
import type { MirrorStore } from './mirror.ts'
import type { OverviewStore } from './overview.ts'
import type { OwnValueStore } from './own-values.ts'
import type { PersonStore } from './people.ts'
import type { ReviewStore } from './reviews.ts'
import type { RunStore } from './runs.ts'
import type { SearchStore } from './search.ts'
import type { ThreadStore } from './threads.ts'
import type { UploadStore } from './uploads.ts'
import type { VectorStoreStore } from './vector-stores.ts'

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
export interface Store
  extends
    AssistantStore,
    ThreadStore,
    MessageStore,
    RunStore,
    FileStore,
    UploadStore,
    VectorStoreStore,
    ImportStore,
    AnswerStore,
    ChangeStore,
    SearchStore,
    OverviewStore,
    OwnValueStore,
    MirrorStore,
    PersonStore,
    LabelStore,
    ReviewStore {
  /**
   * Calls back after each write with what it changed, once that is durable: a hint, since other processes
   * write too and the record alone is whole. Returns the way to stop.
   */
  onChange(listener: (change: StoreChange) => void): () => void
  close(): Promise<void>
}

/** A change that goes on record, or a hint that does not. */
export type StoreChange =
  | Exclude<Change, RunMoved>
  | (RunMoved & { status: Run['status'] })
  | { type: 'run.events'; thread_id: string; run_id: string; events: RunEvent[] }
  /** Files wait to be read, or passages to be removed. */
  | { type: 'vector_stores.work' }
  /** Another process has written; the record says what. */
  | { type: 'other_process' }

/** Whether a change goes on record. */
export const isRecorded = (change: StoreChange): change is Change & StoreChange =>
  change.type in CHANGES

type RunMoved = Extract<Change, { run_id: string; type: `run.${string}` }>

/** The store cannot be used by this program; the message says why and names it. */
export class UnusableDatabase extends Error {
  override name = 'UnusableDatabase'
}
