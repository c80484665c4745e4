/** What is asked of an element that may take the focus. */
const CAN_FOCUS = 'a[href], button, input, textarea, select, summary, [tabindex]'

/** How long what had the focus may still leave the page, in frames. */
const FRAMES = 20

/** Whether nothing has the focus but the page, or all of its main part: a keyboard would begin anew. */
export const isFocusLost = (): boolean => {
  const { activeElement } = document
  return activeElement === null || activeElement.matches('body, main')
}

/** Runs once if the focus gets lost now, or a moment later. */
export const onFocusLost = (work: () => void, frames = FRAMES): void => {
  requestAnimationFrame(() => {
    if (!document.hasFocus() || !isFocusLost()) {
      if (frames > 0) onFocusLost(work, frames - 1)
    } else work()
  })
}

/** An element and what it stands in, the nearest first: what of it can have the focus. */
export const waysBackTo = (element: Element | null): HTMLElement[] => {
  const ways: HTMLElement[] = []
  for (let at = element; at; at = at.parentElement)
    if (at instanceof HTMLElement && at.matches(CAN_FOCUS) && !at.matches('main')) ways.push(at)
  return ways
}

/** The next and the one before, of all that are alike on the page. */
export const neighboursOf = (all: string, one: string): HTMLElement[] => {
  const alike = [...document.querySelectorAll<HTMLElement>(all)]
  const at = alike.findIndex((element) => element.matches(one))
  return at < 0 ? [] : [alike[at + 1], alike[at - 1]].flatMap((element) => element ?? [])
}

/** Gives the focus to the first that is still there, else to the main part of the page. */
export const focusFirst = (ways: readonly HTMLElement[]): void => {
  const way = ways.find((element) => element.isConnected && !element.matches(':disabled'))
  const to = way ?? document.querySelector<HTMLElement>('main')
  to?.focus({ preventScroll: true })
}

/**
 * Gives the focus to the button that is pressed where the browser does not, as Safari does: what opens from it
 * could not give it back, and what goes with it would leave the focus nowhere. A button that holds the focus where
 * it is holds it here, too.
 */
export const focusPressedButtons = (): void => {
  let pressed: HTMLButtonElement | null = null
  document.addEventListener('mousedown', ({ target, defaultPrevented }) => {
    pressed = defaultPrevented || !(target instanceof Element) ? null : target.closest('button')
  })
  const onClick = ({ target }: MouseEvent) => {
    if (pressed && target instanceof Node && pressed.contains(target))
      pressed.focus({ preventScroll: true })
    pressed = null
  }
  document.addEventListener('click', onClick, { capture: true })
}
