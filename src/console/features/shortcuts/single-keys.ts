import { newStore } from '#console/util/store.ts'
import { store, storedFlag } from '#console/util/stored.ts'

const KEY = 'clew.single-keys'

/** Whether single keys act; some dictation software types them by accident (WCAG 2.1.4). */
export const singleKeys = newStore(storedFlag(KEY, true))

export const allowSingleKeys = (allowed: boolean): void => {
  singleKeys.set(allowed)
  store(KEY, allowed)
}
