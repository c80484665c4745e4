/** Below this width of the window there is one column at a time, in pixels. */
export const TWO_COLUMNS = 800
/** From this one on the inspector stands beside the thread. */
export const THREE_COLUMNS = 1240

export const from = (width: number): string => `(min-width: ${width}px)`
/** A window may be as wide as a part of a pixel. */
export const below = (width: number): string => `(max-width: ${width - 0.02}px)`
