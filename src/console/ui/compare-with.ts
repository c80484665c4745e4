import type { CompareSide } from '../paths.ts'
import { newStore } from '../util/store.ts'

/** For what something to be compared with is being chosen, wherever that was asked for. */
export const compareWith = newStore<
  { side: CompareSide; /** Where the chosen one goes. */ as: 'left' | 'right' } | undefined
>(undefined)
