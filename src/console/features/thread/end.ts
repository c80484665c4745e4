/** How near the end counts as reading the end, in pixels. */
export const END_THRESHOLD = 32

/** A scroll container as the browser has it at one moment. */
export interface View {
  scrollTop: number
  scrollHeight: number
  clientHeight: number
}

export const viewOf = ({ scrollTop, scrollHeight, clientHeight }: View): View => ({
  scrollTop,
  scrollHeight,
  clientHeight,
})

/** Moves of a pixel are roundings of the browser. */
const ROUNDING = 1

/**
 * Whether the end is still being read. Only the reader leaves it, by scrolling up. The browser itself
 * scrolls up where the content gets shorter or the container higher, and an event can come after yet
 * another change: the container is lower already, and nobody has followed to the new end.
 */
export const isEndRead = (before: View, wasRead: boolean, now: View): boolean => {
  const above = now.scrollHeight - now.clientHeight - now.scrollTop
  if (above <= END_THRESHOLD) return true
  if (!wasRead) return false
  const up = before.scrollTop - now.scrollTop
  const clamped =
    Math.max(0, before.scrollHeight - now.scrollHeight) +
    Math.max(0, now.clientHeight - before.clientHeight)
  return up - clamped <= ROUNDING
}
