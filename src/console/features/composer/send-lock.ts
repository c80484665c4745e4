import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { ANSWER_MS } from '#console/api/ask-once.ts'

import { LAG_MS, tabLocks } from './tab-locks.ts'

const locks = tabLocks()

const nameOf = (threadId: string): string => `clew.send ${threadId}`

/** Locks that this tab keeps for a moment after its work. Each is let go of by its call. */
const kept = new Map<string, () => Promise<void>>()

/** Keeps the lock, which `over` tells the end of, until other tabs can read what became of the work. */
const keep = async (name: string, over: Promise<unknown>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, LAG_MS)
  kept.set(name, async () => {
    clearTimeout(timer)
    resolve()
    await over
  })
  await promise
  kept.delete(name)
}

/**
 * Does the work while no other tab of this browser sends a message of the thread. Where another did, what
 * became of that can be read by then. Once `signal` aborts it waits for no other tab,
 * and is undefined: that tab goes on.
 */
export const whileOthersWait = async <Result>(
  threadId: string,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result | undefined> => {
  if (!locks) return work()
  const name = nameOf(threadId)
  await kept.get(name)?.()
  const done = Promise.withResolvers<Result | undefined>()
  const hold = async () => {
    try {
      done.resolve(await work())
    } catch (error) {
      return done.reject(error)
    }
    return keep(name, over)
  }
  const sendAlone = async () => {
    // Asked and taken in one step: another tab may begin in between.
    const isAlone = await locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock) await hold()
      return lock !== null
    })
    if (isAlone) return
    await locks.request(name, signal ? { signal } : {}, async () => {
      await new Promise((resolve) => setTimeout(resolve, LAG_MS))
      signal?.throwIfAborted()
      await hold()
    })
  }
  const over = sendAlone()
  over.catch((error: unknown) => (signal?.aborted ? done.resolve(undefined) : done.reject(error)))
  return done.promise
}

/** A message that has left the box: sent by this tab, or not. */
export type Out = 'none' | 'own' | 'other'

/**
 * Whether a message that has left the box is on its way from another tab, or that is not known yet.
 * @param onOver what became of it stands in the draft; where the other tab was closed, nothing does
 */
export const useSentElsewhere = (threadId: string, out: Out, onOver: () => void): boolean => {
  const [free, setFree] = useState<string>()
  const over = useEffectEvent(onOver)
  const last = useRef<{ threadId: string; out: Out }>(undefined)
  useEffect(() => {
    const before = last.current
    last.current = { threadId, out }
    if (out !== 'other') return undefined
    const hasJustLeft = before?.threadId === threadId && before.out === 'none'
    const stop = new AbortController()
    const { signal } = stop
    const isHeld = async () => {
      const { held = [] } = (await locks?.query()) ?? {}
      return held.some(({ name }) => name === nameOf(threadId))
    }
    const isHeldSoon = async () => {
      const isNow = await isHeld()
      if (isNow || !hasJustLeft) return isNow
      // It left the box before its tab had the lock. Without locks nobody can tell how long that tab sends.
      await new Promise((resolve) => setTimeout(resolve, locks ? LAG_MS : ANSWER_MS))
      return isHeld()
    }
    const wait = async () => {
      const isSent = await isHeldSoon()
      if (isSent) {
        await locks?.request(nameOf(threadId), { signal, mode: 'shared' }, () => undefined)
        await new Promise((resolve) => setTimeout(resolve, LAG_MS))
      }
      if (signal.aborted) return
      setFree(threadId)
      // The other tab may have been so quick that its lock was not seen.
      if (isSent || hasJustLeft) over()
    }
    // Nobody waits any more.
    void wait().catch(() => undefined)
    return () => {
      stop.abort()
      setFree(undefined)
    }
  }, [threadId, out])
  return out === 'other' && free !== threadId
}
