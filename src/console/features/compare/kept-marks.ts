import { useEffect, useState } from 'react'

import type { Fact, Field } from './facts.ts'
import { type Marks, marksOf } from './marks.ts'

const kept = new WeakMap<Fact, { right: Fact; marks: Marks }>()

/** Texts of so many characters together are compared each in a task of its own. */
const LONG = 20_000

const made = (left: Fact, right: Fact): Marks => {
  const marks = marksOf(left.text, right.text)
  kept.set(left, { right, marks })
  return marks
}

/**
 * The marks of a field that both sides have; `pending` where they take a moment. They are made once: a row comes
 * and goes as the list is scrolled.
 */
export const useMarks = ({ left, right }: Field): Marks | 'pending' | undefined => {
  const [, setDone] = useState<Marks>()
  const known = left && kept.get(left)
  const marks = known?.right === right ? known?.marks : undefined
  const isLong = left && right ? left.text.length + right.text.length > LONG : false
  const isPending = isLong && !marks
  useEffect(() => {
    if (!isPending || !left || !right) return
    const timer = setTimeout(() => setDone(made(left, right)))
    return () => clearTimeout(timer)
  }, [isPending, left, right])
  if (!left || !right) return undefined
  return marks ?? (isLong ? 'pending' : made(left, right))
}
