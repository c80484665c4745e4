/**
 * Puts the focus where reading goes on when finding ends: back to where it was outside the messages, else
 * on the message or run that was found. What is on the screen stays where it is.
 */
export function focusAfterFind(before: Element | null, foundId: string | undefined): void {
  const list = document.querySelector<HTMLElement>('[data-pane="messages"]')
  const found =
    foundId === undefined
      ? undefined
      : list?.querySelector<HTMLElement>(
          `[data-message="${CSS.escape(foundId)}"], [data-run="${CSS.escape(foundId)}"] button`,
        )
  const isBack = before?.isConnected === true && before !== document.body
  const isOutside = isBack && !list?.contains(before)
  const next = isOutside ? before : (found ?? (isBack ? before : list))
  if (next instanceof HTMLElement) next.focus({ preventScroll: true })
}
