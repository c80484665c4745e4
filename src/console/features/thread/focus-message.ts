/** Puts the focus on a message, once its row exists and if it may be put there by then. */
export function focusMessage(
  scroller: HTMLElement | null,
  messageId: string,
  mayFocus = () => true,
  tries = 12,
): void {
  // Whoever goes from find to find writes on.
  if (document.activeElement?.closest('[data-find]') || !mayFocus()) return
  const row = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`)
  if (row) row.focus({ preventScroll: true })
  else if (tries > 0)
    requestAnimationFrame(() => focusMessage(scroller, messageId, mayFocus, tries - 1))
}
