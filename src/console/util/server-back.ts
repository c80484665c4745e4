import { newStore } from './store.ts'

/** How often the server was found to be there: after it was away, what did not come may be asked for again. */
export const serverBack = newStore(0)

export const tellServerBack = (): void => serverBack.set(serverBack.get() + 1)
