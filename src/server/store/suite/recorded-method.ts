import type { Change } from '#contract/change.ts'

import type { Store } from '../store.ts'

interface Written {
  write: (store: Store) => Promise<unknown>
  leaves: Change[]
}

/** What a method of a store leaves on record, or why it leaves nothing there. */
export type Method = Written | 'reads' | 'changes what nobody can read'
