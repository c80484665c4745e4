/** Below this width of the window there is one column at a time, in pixels where the reader's text is of the usual size. */
export const TWO_COLUMNS = 800
/** From this one on the inspector stands beside the thread. */
export const THREE_COLUMNS = 1240

/** Larger text takes the room of a smaller window, as zoom does. */
const inText = (pixels: number): string => `${pixels / 16}em`

export const from = (width: number): string => `(min-width: ${inText(width)})`
/** A window may be as wide as a part of a pixel. */
export const below = (width: number): string => `(max-width: ${inText(width - 0.02)})`

/** How much larger than usual the reader has text. */
export const textScale = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16
