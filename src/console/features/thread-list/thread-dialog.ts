import { newStore } from '#console/util/store.ts'
import type { Thread } from '#contract/thread.ts'

/** What is being asked about a thread, wherever it was asked from. */
export const threadDialog = newStore<
  | { kind: 'rename' | 'delete'; thread: Thread /** Of an earlier try. */; failure?: unknown }
  | undefined
>(undefined)
