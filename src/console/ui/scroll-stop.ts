// One pixel is a rounding.
const scrolls = ({ scrollWidth, clientWidth, scrollHeight, clientHeight }: Element) =>
  scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1

const look = (element: HTMLElement) => {
  if (scrolls(element)) element.tabIndex = 0
  // What has the focus keeps it.
  else if (document.activeElement !== element) element.removeAttribute('tabindex')
}

/**
 * For `ref`: what has more than it shows has to be reachable by keyboard (axe: scrollable-region-focusable);
 * where nothing scrolls, Tab would stop for nothing.
 */
export const scrollStop = (element: HTMLElement | null): (() => void) | undefined => {
  if (!element) return undefined
  const observer = new ResizeObserver(() => look(element))
  for (const each of [element, ...element.children]) observer.observe(each)
  return () => observer.disconnect()
}
