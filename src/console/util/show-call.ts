import { scrollersAround } from './scrollers.ts'

/** What is being read has the focus and keeps it. */
const isReading = (): boolean => {
  const active = document.activeElement
  return active?.closest('[data-pane], [data-find], dialog') != null
}

/**
 * Brings a tool call of the shown run into view, by its id, and opens it. It takes the focus where nothing
 * that is being read has it.
 */
export const showCall = (callId: string): void => {
  const card = document.querySelector<HTMLDetailsElement>(`[data-call="${CSS.escape(callId)}"]`)
  if (!card) return
  card.open = true
  const [pane] = scrollersAround(card)
  const margin = Number.parseFloat(getComputedStyle(card).scrollMarginTop)
  const [top = 0, from = 0] = [card, pane].map((each) => each?.getBoundingClientRect().top)
  if (pane) pane.scrollTop += top - from - margin
  if (!isReading()) card.querySelector('summary')?.focus({ preventScroll: true })
}
