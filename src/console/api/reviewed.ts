import type { Passage } from '#contract/review.ts'

import { newStore } from '../util/store.ts'

/** What the Review tab speaks of: a message or a passage; else the thread. And what of it is asked for. */
export interface Reviewed {
  thread_id: string
  message_id: string | null
  passage: Passage | null
}

export const reviewed = newStore<Reviewed | undefined>(undefined)

/** A part of the Review tab that is to have the focus, once it is there. */
export const askedPart = newStore<'verdict' | 'labels' | 'note' | undefined>(undefined)

/** The Review tab is on the screen: what is done shows there. */
export const isPanelShown = newStore(false)
