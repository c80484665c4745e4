/** What a reader moves a list by. */
export const ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/** Calls back with the reader's first act, who alone moves a list from then on; answers how to stop waiting. */
export const onFirstAct = (done: () => void): (() => void) => {
  const stop = () => {
    for (const act of ACTS) window.removeEventListener(act, end, true)
  }
  const end = () => {
    stop()
    done()
  }
  for (const act of ACTS) window.addEventListener(act, end, { capture: true, passive: true })
  return stop
}
