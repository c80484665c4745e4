import { ACTS } from '#console/hooks/first-act.ts'

import { isFocusLost } from './lost-focus.ts'

/** How often the reader has done something since a place was first opened. */
let acts = 0
let isHeard = false

/** What the reader had done when a place was opened, and where that left the focus. */
export interface Opened {
  acts: number
  /** Undefined until what the opening itself moves has come to rest. */
  focus: Element | null | undefined
}

export const openedNow = (): Opened => {
  if (!isHeard)
    for (const act of ACTS)
      addEventListener(act, () => void (acts += 1), { capture: true, passive: true })
  isHeard = true
  const opened: Opened = { acts, focus: undefined }
  const rest = () => void (opened.focus = document.activeElement)
  requestAnimationFrame(() => requestAnimationFrame(rest))
  return opened
}

/** What people write in. It may have got the focus before the place that was asked for knew that it was. */
const FIELDS = 'input, textarea, [contenteditable]'

/**
 * Whether a place that was opened may take the focus now that it is there: it was loading, and whoever did
 * anything meanwhile goes on where they are.
 * @param lists what keeps the focus: whoever walks through a list that leads there goes on in it
 */
export const mayTakeFocus = (opened: Opened, lists: string): boolean => {
  if (opened.acts !== acts) return false
  if (isFocusLost()) return true
  const { activeElement } = document
  const isLeft = opened.focus === undefined || opened.focus === activeElement
  return isLeft && !activeElement?.closest(`${FIELDS}, ${lists}`)
}
