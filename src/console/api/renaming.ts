import { newStore } from '../util/store.ts'

/** A rename. `isLast` tells whether none was asked for since. */
type Rename = (isLast: () => boolean) => Promise<void>

/** The title that was asked for last, and the rename that comes next. */
interface UnderWay {
  title: string
  next: Rename | undefined
}

/** Each thread that is being renamed. */
const underWay = newStore<ReadonlyMap<string, UnderWay>>(new Map())

const put = (threadId: string, of: UnderWay): void =>
  underWay.set(new Map(underWay.get()).set(threadId, of))

/**
 * Runs a rename once the one before it is answered: of those that wait, only the last. The title that is
 * shown of the thread is not stored yet, for as long as that goes on.
 */
export const queueRename = async (
  threadId: string,
  title: string,
  rename: Rename,
): Promise<void> => {
  if (isRenaming(threadId)) return put(threadId, { title, next: rename })
  const nextOf = () => underWay.get().get(threadId)?.next
  try {
    for (let work: Rename | undefined = rename; work; work = nextOf()) {
      put(threadId, { title: pendingTitle(threadId) ?? title, next: undefined })
      // oxlint-disable-next-line no-await-in-loop -- One after the other is what a queue is for.
      await work(() => nextOf() === undefined)
    }
  } finally {
    const left = new Map(underWay.get())
    left.delete(threadId)
    underWay.set(left)
  }
}

/** Whether a rename of the thread is not answered yet. */
export const isRenaming = (threadId: string): boolean => underWay.get().has(threadId)

/** The title that is shown of a thread while it is being renamed, whatever is read of it meanwhile. */
export const pendingTitle = (threadId: string): string | undefined =>
  underWay.get().get(threadId)?.title

export const useIsRenaming = (threadId: string): boolean => underWay.use().has(threadId)
