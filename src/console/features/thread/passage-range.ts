import type { Passage } from '#contract/review.ts'

import { drawnTextIn } from './highlights.ts'
import { type Place, passageOf, placeOf } from './passage.ts'

const CONTENT = '[data-message-content]'

/** The content of a message that is drawn. */
export const contentOf = (message_id: string): Element | null =>
  document.querySelector(`[data-message="${CSS.escape(message_id)}"] ${CONTENT}`)

type Drawn = ReturnType<typeof drawnTextIn>

/** The place of a point between nodes in the text that they hold. */
const offsetOf = ({ nodes, starts, text }: Drawn, node: Node, offset: number): number => {
  const own = nodes.findIndex((each) => each === node)
  if (own >= 0) return (starts[own] ?? 0) + offset
  const point = document.createRange()
  point.setStart(node, offset)
  point.collapse(true)
  const next = nodes.findIndex((each) => point.comparePoint(each, 0) >= 0)
  return next < 0 ? text.length : (starts[next] ?? 0)
}

/** The message and the passage that are selected; undefined where nothing is, or more than one message. */
export const selectedPassage = (): { message_id: string; passage: Passage } | undefined => {
  const selection = getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const range = selection.getRangeAt(0)
  const within = range.commonAncestorContainer
  const element = within instanceof Element ? within : within.parentElement
  const content = element?.closest(CONTENT)
  const message_id = content?.closest<HTMLElement>('[data-message]')?.dataset['message']
  if (!content || message_id === undefined) return undefined
  const drawn = drawnTextIn(content)
  const place = {
    start: offsetOf(drawn, range.startContainer, range.startOffset),
    end: offsetOf(drawn, range.endContainer, range.endOffset),
  }
  const passage = passageOf(drawn.text, place)
  return passage && { message_id, passage }
}

const rangeOf = ({ nodes, starts }: Drawn, { start, end }: Place): Range | undefined => {
  const first = starts.findLastIndex((each) => each <= start)
  const last = starts.findLastIndex((each) => each < end)
  const [from, to] = [nodes[first], nodes[last]]
  if (!from || !to) return undefined
  const range = document.createRange()
  range.setStart(from, Math.min(start - (starts[first] ?? 0), from.length))
  range.setEnd(to, Math.min(end - (starts[last] ?? 0), to.length))
  return range
}

/** Where passages of a message are drawn; undefined for those that are not in its text any more. */
export const rangesOf = (content: Element, passages: readonly Passage[]): (Range | undefined)[] => {
  const drawn = drawnTextIn(content)
  return passages.map((passage) => {
    const place = placeOf(drawn.text, passage)
    return place && rangeOf(drawn, place)
  })
}
