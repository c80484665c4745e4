import { scrollersAround } from '../util/scrollers.ts'
import { mayTakeFocus, type Opened, openedNow } from './opened-focus.ts'

/** When the call that is asked for was asked for. Its run may come much later. */
let asked: Opened | undefined

/** A call is asked for. */
export const askCall = (): void => void (asked = openedNow())

/** Brings a tool call of the shown run into view, by its id, and opens it. It takes the focus where it may. */
export const showCall = (callId: string): void => {
  const card = document.querySelector<HTMLDetailsElement>(`[data-call="${CSS.escape(callId)}"]`)
  if (!card) return
  card.open = true
  const [pane] = scrollersAround(card)
  const margin = Number.parseFloat(getComputedStyle(card).scrollMarginTop)
  const [top = 0, from = 0] = [card, pane].map((each) => each?.getBoundingClientRect().top)
  if (pane) pane.scrollTop += top - from - margin
  if (asked && mayTakeFocus(asked, '[data-pane], [data-find], dialog'))
    card.querySelector('summary')?.focus({ preventScroll: true })
}
