import { heldPieces } from './held-pieces.ts'
import type { ModelEvent } from './model.ts'

/** The first half of a character of two UTF-16 units, at the end of a piece. */
const FIRST_HALF = /[\uD800-\uDBFF]$/
const REPLACEMENT = '\uFFFD'

/**
 * A model's events with no character cut in two: a first half waits for the piece that follows. A half
 * that remains alone becomes U+FFFD.
 */
export const wholeCharacters = (events: AsyncIterable<ModelEvent>): AsyncGenerator<ModelEvent> =>
  heldPieces(
    events,
    (text) => {
      const [held = ''] = FIRST_HALF.exec(text) ?? []
      return { told: text.slice(0, text.length - held.length).toWellFormed(), held }
    },
    () => REPLACEMENT,
  )

/** Text that every endpoint takes whole: no lone surrogate, and no U+0000, where some would end it. */
export const sendable = (text: string): string => text.toWellFormed().replaceAll('\0', REPLACEMENT)
