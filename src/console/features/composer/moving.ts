import { takeTyped, typeAhead } from '#console/util/type-ahead.ts'

import { currentDraft } from './draft-store.ts'
import { isWritten } from './draft.ts'
import { takeAlong } from './take-along.ts'

const BOXES = '[data-composer-text]'

/** Composers on the screen, by their thread: how many. */
const shown = new Map<string, number>()
/** Threads that were made while the composer that made them still stands there. */
const madeBy = new Map<string, string>()

/** A composer stands for a thread. Answers what to call when it goes. */
export const showComposer = (threadId: string): (() => void) => {
  shown.set(threadId, (shown.get(threadId) ?? 0) + 1)
  return () => {
    const left = (shown.get(threadId) ?? 1) - 1
    shown.set(threadId, left)
    const made = madeBy.get(threadId)
    if (made === undefined || left > 0) return
    madeBy.delete(threadId)
    takeWritten(threadId, made)
    waitFor(made)
  }
}

/** What is written next belongs to the thread that was made: it is taken there when its composer goes. */
export const moveTo = (from: string, made: string): void => {
  if (shown.get(from)) madeBy.set(from, made)
  else takeWritten(from, made)
}

const takeWritten = (from: string, made: string): void => {
  if (isWritten(currentDraft(from))) takeAlong(from, made)
}

/** Keys that come before the next composer is there wait for it. */
const waitFor = (threadId: string): void => {
  const box = document.activeElement
  if (!(box instanceof HTMLTextAreaElement) || !box.matches(BOXES)) return
  const nth = [...document.querySelectorAll(BOXES)].indexOf(box)
  typeAhead(threadId, 'Message', { nth, at: box.selectionEnd })
}

/** Puts what was typed before the composer was there where it was meant to go, and the focus after it. */
export const takeOver = (threadId: string, form: HTMLElement): void =>
  takeTyped(threadId, (typed, caret, isWaited) => {
    const boxes = [...form.querySelectorAll<HTMLTextAreaElement>(BOXES)]
    const box = boxes[caret.nth] ?? boxes.at(-1)
    if (!box) return
    if (isWaited) box.focus()
    const at = Math.min(caret.at, box.value.length)
    box.setRangeText(typed, at, at, 'end')
    // As if it had been typed there: what listens to the box is told.
    if (typed !== '') box.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
