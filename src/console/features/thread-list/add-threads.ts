import { newStore } from '#console/util/store.ts'

import type { AddThreadsDraft } from './added-request.ts'

/** Whether it is asked which threads of the other server to add, wherever that was asked from. */
export const addThreadsDialog = newStore(false)

/** What was written there, for as long as the page is there: it is not lost when the dialog is closed. */
export const addThreadsDraft = newStore<AddThreadsDraft>({ by: 'ids', ids: '', from: '', to: '' })
