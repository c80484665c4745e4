import { newStore } from '../util/store.ts'

/** A rename. `isLast` tells whether none was asked for since. */
type Rename = (isLast: () => boolean) => Promise<void>

/** Each thread that is being renamed, and the rename that comes next. */
const underWay = newStore<ReadonlyMap<string, Rename | undefined>>(new Map())

const put = (threadId: string, next: Rename | undefined): void =>
  underWay.set(new Map(underWay.get()).set(threadId, next))

/**
 * Runs a rename once the one before it is answered: of those that wait, only the last. The title that is
 * shown of the thread is not stored yet, for as long as that goes on.
 */
export const queueRename = async (threadId: string, rename: Rename): Promise<void> => {
  if (isRenaming(threadId)) return put(threadId, rename)
  try {
    for (let work: Rename | undefined = rename; work; work = underWay.get().get(threadId)) {
      put(threadId, undefined)
      // oxlint-disable-next-line no-await-in-loop -- One after the other is what a queue is for.
      await work(() => underWay.get().get(threadId) === undefined)
    }
  } finally {
    const left = new Map(underWay.get())
    left.delete(threadId)
    underWay.set(left)
  }
}

/** Whether a rename of the thread is not answered yet. */
export const isRenaming = (threadId: string): boolean => underWay.get().has(threadId)

export const useIsRenaming = (threadId: string): boolean => underWay.use().has(threadId)
