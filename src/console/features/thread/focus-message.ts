/** Puts the focus on a message, once its row exists. */
export function focusMessage(scroller: HTMLElement | null, messageId: string, tries = 12): void {
  // Whoever goes from find to find writes on.
  if (document.activeElement?.closest('[data-find]')) return
  const row = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`)
  if (row) row.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusMessage(scroller, messageId, tries - 1))
}
