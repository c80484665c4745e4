const scrolls = (element: Element): boolean =>
  element.scrollHeight > element.clientHeight &&
  /auto|scroll/.test(getComputedStyle(element).overflowY)

/** What scrolls around an element, the nearest first; never the page, which has the console's size. */
export function* scrollersAround(element: Element): Generator<Element> {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
    if (scrolls(at)) yield at
}

/** Between a place that is scrolled to and the side of what scrolls, in CSS pixels. */
const ROOM = 24

const scrollsSideways = (element: Element): boolean =>
  element.scrollWidth > element.clientWidth &&
  /auto|scroll/.test(getComputedStyle(element).overflowX)

/** The place, or where it begins if it is wider than the view. */
const boxOf = (range: Range, width: number): DOMRect => {
  const box = range.getBoundingClientRect()
  return box.width <= width ? box : (range.getClientRects()[0] ?? box)
}

/** Scrolls code, tables and formulas sideways until a place in them is seen; what holds them, from `pane` on, stays. */
export const revealSideways = (range: Range, pane: Element): void => {
  const { startContainer } = range
  let at = startContainer instanceof Element ? startContainer : startContainer.parentElement
  for (; at && at !== pane; at = at.parentElement) {
    if (!scrollsSideways(at)) continue
    const start = at.getBoundingClientRect().left + at.clientLeft
    const end = start + at.clientWidth
    const box = boxOf(range, at.clientWidth)
    if (box.left >= start && box.right <= end) continue
    const room = Math.min(ROOM, Math.max(0, (at.clientWidth - box.width) / 2))
    const isWide = box.width > at.clientWidth
    const toStart = box.left - start - room
    at.scrollLeft += box.left < start || isWide ? toStart : box.right - end + room
  }
}
