import { newStore } from '#console/util/store.ts'

import type { Looked } from './highlights.ts'

/** What is looked for in the steps of a thread's runs, beside its messages. */
export interface StepWords {
  threadId: string
  looked: Looked
  /** The place that was gone to: its call, and which of the places in what came out of it. */
  place: { callId: string; nth: number } | undefined
}

/** Set while words of the thread are found; outside the pane, which on a narrow screen goes for the inspector. */
export const stepWords = newStore<StepWords | undefined>(undefined)
