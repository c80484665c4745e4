import { useEffect, useMemo, useState } from 'react'

import {
  STEP_COST,
  firstLength,
  moreLength,
  openingLength,
  stepLength,
  takeCost,
  writtenLength,
} from './text-length.ts'

/** Texts of which more was asked for stay open when their row comes back into view. */
const opened = new Map<string, number>()

interface ShownText {
  /** How much of the text is to be rendered now. */
  length: number
  /** How much will be, step by step. */
  goal: number
  /** Shows more of it, or all. */
  more: () => void
  /** Shows as little as at first; undefined where it opens whole. */
  less: (() => void) | undefined
}

/** How far the text is to be shown: what was asked for, or what was written before the reader's eyes. */
function useGoal(memory: string, text: string, streaming: boolean) {
  const [asked, setAsked] = useState(() => opened.get(memory) ?? 0)
  const [live, setLive] = useState(streaming)
  if (streaming && !live) setLive(true)
  const opening = useMemo(() => (live ? writtenLength(text) : openingLength(text)), [text, live])
  const goal = Math.max(opening, Math.min(asked, text.length))
  useEffect(() => {
    if (live && !streaming) opened.set(memory, goal)
  }, [live, streaming, memory, goal])
  const ask = (length: number) => {
    if (length > 0) opened.set(memory, length)
    else opened.delete(memory)
    setAsked(length)
    if (length === 0) setLive(false)
  }
  return { goal, opening, ask }
}

/**
 * How much of a text is shown: of one that costs much to show a part at first, then more in steps
 * between which the page can do other things.
 */
export function useShownLength(memory: string, text: string, streaming: boolean): ShownText {
  const { goal, opening, ask } = useGoal(memory, text, streaming)
  const [length, setLength] = useState(() => firstLength(text, goal))
  const next = length < goal ? Math.min(goal, stepLength(text, length)) : goal
  if (next === goal && length !== goal) setLength(goal)
  useEffect(() => {
    if (next === goal) return
    let frame = 0
    const step = () => {
      if (takeCost(STEP_COST)) setLength(next)
      else frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [next, goal])
  const isOpened = !streaming && goal > openingLength(text)
  return {
    length: next === goal ? goal : length,
    goal,
    more: () => ask(moreLength(text, goal)),
    less: isOpened && goal >= opening ? () => ask(0) : undefined,
  }
}
