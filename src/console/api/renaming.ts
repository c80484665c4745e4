import { newStore } from '../util/store.ts'

/** How many renames of each thread the server has not answered yet. */
const underWay = newStore<ReadonlyMap<string, number>>(new Map())

const add = (threadId: string, more: 1 | -1): void => {
  const next = new Map(underWay.get())
  const left = (next.get(threadId) ?? 0) + more
  if (left > 0) next.set(threadId, left)
  else next.delete(threadId)
  underWay.set(next)
}

/** The title that is shown of the thread is not stored yet, for as long as the work goes on. */
export const whileRenaming = async (threadId: string, work: () => Promise<void>): Promise<void> => {
  add(threadId, 1)
  try {
    await work()
  } finally {
    add(threadId, -1)
  }
}

export const useIsRenaming = (threadId: string): boolean => underWay.use().has(threadId)
