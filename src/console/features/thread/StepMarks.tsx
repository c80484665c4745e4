import { useEffect, useEffectEvent, useMemo } from 'react'

import type { Said } from './said-range.ts'
import { soughtWords } from './sought-words.ts'
import { paintSteps, revealStep, stepRange, stopSteps } from './step-places.ts'
import { stepWords } from './step-words.ts'
import { wantedIn } from './wanted.ts'

/**
 * Marks in the steps and the metadata that are shown what is looked for in the thread, or what the search that led to
 * a step or the title was made for, and goes to its place there.
 */
export const StepMarks = ({
  threadId,
  searched,
  said,
  foundId,
}: {
  threadId: string
  /** The search that led to the step, to the metadata or to the title. */
  searched: string | undefined
  /** What it showed of the place, and where in that its first words stand. */
  said: Said | undefined
  /** Where to: a call, a step, what has the metadata, or the place of a title. */
  foundId: string | undefined
}) => {
  const finding = stepWords.use()
  const own = finding?.threadId === threadId ? finding : undefined
  const sought = useMemo(() => {
    const wanted = wantedIn(searched === undefined ? '' : soughtWords(searched))
    // Its words may stand in several calls of the step.
    return wanted.exact === '' ? undefined : { wanted, level: 'any' as const }
  }, [searched])
  const looked = own?.looked ?? sought
  const place = own?.place
  // One place at a time is the one that is looked at.
  const id = own ? place?.callId : foundId
  const which = own ? (place?.nth ?? 0) : (said ?? 0)
  const paint = useEffectEvent(() =>
    paintSteps(looked, id, looked && id !== undefined ? stepRange(id, which, looked) : undefined),
  )
  useEffect(() => {
    let frame = 0
    const later = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => paint())
    }
    later()
    if (!looked) return () => cancelAnimationFrame(frame)
    const observer = new MutationObserver(later)
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [looked, id, which])
  useEffect(
    () => (looked && id !== undefined ? revealStep(id, which, looked) : undefined),
    // Whoever goes to the same place again has scrolled away.
    [looked, id, which, place],
  )
  useEffect(() => stopSteps, [])
  return null
}
