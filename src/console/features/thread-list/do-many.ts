import { isRefused } from '#console/api/failure.ts'

/** What became of something that is done many times. */
export interface ManyDone {
  done: number
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
 * Does something to one after the other, a few at a time. One that is refused holds up none of the rest. Where the
 * server fails or is away no more are asked for: all others would fail as well.
 * @param doOne answers whether it was done, and not left as it is
 */
export const doMany = async (
  ids: readonly string[],
  doOne: (id: string) => Promise<boolean>,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (done: number) => void },
): Promise<ManyDone> => {
  const waiting = ids.values()
  const failed = new Map<string, unknown>()
  let done = 0
  let kept = 0
  let isAway = false
  const work = async () => {
    for (const id of waiting) {
      try {
        if (await doOne(id)) onProgress((done += 1))
        else kept += 1
      } catch (error) {
        failed.set(id, error)
        if (!isRefused(error)) isAway = true
      }
      if (isAway || signal.aborted) return
    }
  }
  if (!signal.aborted) await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { done, kept, failed, isCutShort: done + kept + failed.size < ids.length }
}
