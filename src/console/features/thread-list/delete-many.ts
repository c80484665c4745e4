import { isRefused } from '#console/api/failure.ts'

/** What became of many deletions. */
export interface ManyDeleted {
  deleted: number
  /** How many were left as they are. */
  kept: number
  /** Those that failed, each with why. */
  failed: ReadonlyMap<string, unknown>
  /** Asked for no more: it was stopped, or the server did not answer. */
  isCutShort: boolean
}

/** As many at once as leave a server room for others. */
const AT_ONCE = 4

/**
 * Deletes one after the other, a few at a time. One that is refused holds up none of the rest. Where the
 * server fails or is away no more are asked for: all others would fail as well.
 * @param deleteOne answers whether it was deleted, and not left as it is
 */
export const deleteMany = async (
  ids: readonly string[],
  deleteOne: (id: string) => Promise<boolean>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<ManyDeleted> => {
  const waiting = ids.values()
  const failed = new Map<string, unknown>()
  let deleted = 0
  let kept = 0
  let isAway = false
  const work = async () => {
    for (const id of waiting) {
      try {
        if (await deleteOne(id)) onProgress((deleted += 1))
        else kept += 1
      } catch (error) {
        failed.set(id, error)
        if (!isRefused(error)) isAway = true
      }
      if (isAway || signal.aborted) return
    }
  }
  if (!signal.aborted) await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { deleted, kept, failed, isCutShort: deleted + kept + failed.size < ids.length }
}
