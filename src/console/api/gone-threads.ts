import type { Thread } from '#contract/thread.ts'

const listeners = new Set<(thread_id: string) => void>()

/** Calls back for each thread that is deleted, here or by others. */
export const onThreadGone = (listener: (thread_id: string) => void): void =>
  void listeners.add(listener)

/** For each page that is being read, what was deleted since it was asked for. */
const reading = new Set<Set<string>>()

/** A thread is deleted. */
export const tellThreadGone = (thread_id: string): void => {
  for (const gone of reading) gone.add(thread_id)
  for (const listener of listeners) listener(thread_id)
}

/** A page of threads without those that were deleted while it was on its way: it may be older than that. */
export const withoutGone = async <Page extends { data: Thread[] }>(
  page: Promise<Page>,
): Promise<Page> => {
  const gone = new Set<string>()
  reading.add(gone)
  try {
    const answer = await page
    if (gone.size === 0) return answer
    return { ...answer, data: answer.data.filter(({ id }) => !gone.has(id)) }
  } finally {
    reading.delete(gone)
  }
}
