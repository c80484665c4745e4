/** What goes with a message stands in one row of its own height, which scrolls sideways. */
export const STRIP = 'flex shrink-0 gap-2 overflow-x-auto overscroll-contain'

/** Shows what was added, also where the row is longer than the box. */
export const comeIntoView = (added: HTMLElement | null): void =>
  added?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
