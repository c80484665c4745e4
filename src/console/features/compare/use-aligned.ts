import { useEffect, useState } from 'react'

import { type Pair, align } from './align.ts'
import type { Entry } from './entries.ts'

/** How long the page does nothing else, in milliseconds. */
const SLICE_MS = 20

/** The entries side by side; undefined until they are. Between slices of the work the page does other things. */
export function useAligned(
  left: readonly Entry[] | undefined,
  right: readonly Entry[] | undefined,
): readonly Pair<Entry>[] | undefined {
  const [aligned, setAligned] = useState<{
    left: readonly Entry[]
    right: readonly Entry[]
    pairs: readonly Pair<Entry>[]
  }>()
  useEffect(() => {
    if (!left || !right) return
    const steps = align(left, right)
    let timer: ReturnType<typeof setTimeout> | undefined
    const go = () => {
      const end = performance.now() + SLICE_MS
      do {
        const step = steps.next()
        if (step.done) return setAligned({ left, right, pairs: step.value })
      } while (performance.now() < end)
      timer = setTimeout(go)
    }
    go()
    return () => clearTimeout(timer)
  }, [left, right])
  return aligned && aligned.left === left && aligned.right === right ? aligned.pairs : undefined
}
