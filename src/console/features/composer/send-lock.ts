import { useEffect, useEffectEvent, useState } from 'react'

import { LAG_MS, tabLocks } from './tab-locks.ts'

const locks = tabLocks()

const nameOf = (threadId: string): string => `clew.send ${threadId}`

/**
 * Does the work while no other tab of this browser sends a message of the thread. Where another did, what
 * became of that can be read by then.
 */
export const whileOthersWait = async <Result>(
  threadId: string,
  work: () => Promise<Result>,
): Promise<Result> => {
  if (!locks) return work()
  const name = nameOf(threadId)
  // Asked and taken in one step: another tab may begin in between.
  const alone = await locks.request(name, { ifAvailable: true }, async (lock) =>
    lock ? { result: await work() } : undefined,
  )
  if (alone) return alone.result
  return locks.request(name, async () => {
    await new Promise((resolve) => setTimeout(resolve, LAG_MS))
    return work()
  })
}

/**
 * Whether a message that has left the box is on its way from another tab, or that is not known yet.
 * @param isOut whether there is such a message, and this tab does not send it itself
 * @param onOver what became of it stands in the draft; where the other tab was closed, nothing does
 */
export const useSentElsewhere = (threadId: string, isOut: boolean, onOver: () => void): boolean => {
  const [free, setFree] = useState<string>()
  const over = useEffectEvent(onOver)
  useEffect(() => {
    if (!isOut || !locks) return undefined
    const stop = new AbortController()
    const { signal } = stop
    const wait = async () => {
      const { held = [] } = await locks.query()
      const isHeld = held.some(({ name }) => name === nameOf(threadId))
      if (isHeld) {
        await locks.request(nameOf(threadId), { signal, mode: 'shared' }, () => undefined)
        await new Promise((resolve) => setTimeout(resolve, LAG_MS))
      }
      if (signal.aborted) return
      setFree(threadId)
      if (isHeld) over()
    }
    // Nobody waits any more.
    void wait().catch(() => undefined)
    return () => {
      stop.abort()
      setFree(undefined)
    }
  }, [threadId, isOut])
  return isOut && locks !== undefined && free !== threadId
}
