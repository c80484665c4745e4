import { useEffect, useEffectEvent } from 'react'

import { isComposing } from '../util/composition.ts'

interface Taker {
  /** Answers false where Escape is for the next one. */
  run: () => boolean
  isLast: boolean
}

/** Who takes Escape: what came last goes first, and what is never closed goes last. */
const takers: Taker[] = []

const onKeyDown = (event: KeyboardEvent) => {
  if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return
  if (document.querySelector('dialog[open], :popover-open')) return
  const inOrder = takers.toReversed().toSorted((a, b) => Number(a.isLast) - Number(b.isLast))
  inOrder.some(({ run }) => run())
}

/**
 * Acts on Escape while nothing lies above that would take it. One that is `last` acts where nothing is open
 * at all, and may leave it to others by answering false.
 */
export const useEscape = (
  active: boolean,
  run: () => boolean | void,
  { isLast = false } = {},
): void => {
  const onEscape = useEffectEvent(() => run() !== false)
  useEffect(() => {
    if (!active) return undefined
    const taker = { run: () => onEscape(), isLast }
    if (takers.length === 0) document.addEventListener('keydown', onKeyDown)
    takers.push(taker)
    return () => {
      takers.splice(takers.indexOf(taker), 1)
      if (takers.length === 0) document.removeEventListener('keydown', onKeyDown)
    }
  }, [active, isLast])
}
