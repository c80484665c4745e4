/** Where something is typed: in which of several boxes, and at which place in it. */
export interface Caret {
  nth: number
  at: number
}
/** The name under which keys wait for the search. */
export const SEARCH = 'search'
export const atEnd: Caret = { nth: 0, at: Infinity }

interface Wait {
  caret: Caret
  /** What was typed, once the focus has gone elsewhere. */
  typed: string | undefined
  /** Ends the waiting, once no input method is at work. */
  end: (take: (typed: string) => void) => void
}

const waits = new Map<string, Wait>()

/**
 * Takes the focus for a box that is not there yet: what is typed meanwhile, with whatever, is kept for it
 * and acts on nothing else.
 */
export const typeAhead = (id: string, label: string, caret: Caret = atEnd): void => {
  waits.get(id)?.end(() => undefined)
  const box = document.createElement('textarea')
  box.dataset['typeAhead'] = id
  box.setAttribute('aria-label', label)
  box.style.cssText = 'position:fixed;inset:0 auto auto 0;width:1px;height:1px;opacity:0'
  let isComposing = false
  let onCalm: (() => void) | undefined
  box.addEventListener('compositionstart', () => void (isComposing = true))
  box.addEventListener('compositionend', () => {
    isComposing = false
    onCalm?.()
  })
  const wait: Wait = {
    caret,
    typed: undefined,
    end: (take) => {
      if (wait.typed !== undefined) return take(wait.typed)
      onCalm = () => {
        if (wait.typed !== undefined) return
        wait.typed = box.value
        // Whoever takes it takes the focus too, before this box goes.
        take(wait.typed)
        box.remove()
      }
      if (!isComposing) onCalm()
      return undefined
    },
  }
  box.addEventListener('blur', () => {
    if (wait.typed !== undefined) return
    wait.typed = box.value
    box.remove()
  })
  waits.set(id, wait)
  document.body.append(box)
  box.focus({ preventScroll: true })
}

/** Whether keys wait for a box, which is to have the focus. */
export const isTypedAhead = (): boolean =>
  document.activeElement instanceof HTMLElement &&
  document.activeElement.dataset['typeAhead'] !== undefined

/** Gives a box what was typed for it before it was there. `isWaited`: nobody has gone elsewhere since. */
export const takeTyped = (
  id: string,
  take: (typed: string, caret: Caret, isWaited: boolean) => void,
): void => {
  const wait = waits.get(id)
  if (!wait) return
  waits.delete(id)
  const isWaited = wait.typed === undefined
  wait.end((typed) => take(typed, wait.caret, isWaited))
}
