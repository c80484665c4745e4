/**
 * Puts a popover under its button, or above it where there is no room, and keeps it on the screen.
 * Script rather than CSS anchors, which the oldest Firefox and Safari that are served do not have.
 */
export const placePopover = (
  popover: HTMLElement,
  anchor: DOMRect,
  align: 'start' | 'end',
): void => {
  const gap = 4
  const edge = 8
  popover.style.maxHeight = `${window.innerHeight - 2 * edge}px`
  const { width, height } = popover.getBoundingClientRect()
  const startsLeft = (align === 'start') === (document.documentElement.dir !== 'rtl')
  const left = startsLeft ? anchor.left : anchor.right - width
  const below = anchor.bottom + gap
  const fits = below + height + edge <= window.innerHeight
  const top = fits ? below : Math.max(edge, anchor.top - gap - height)
  popover.style.left = `${Math.max(edge, Math.min(left, window.innerWidth - width - edge))}px`
  popover.style.top = `${top}px`
}
