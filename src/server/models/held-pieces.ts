import type { ModelEvent } from './model.ts'

type Piece = Extract<ModelEvent, { type: 'text' | 'refusal' | 'tool_call_arguments' }>

/** A text that goes on: what of it is told, and what at its end waits for the piece that follows. */
export interface Cut {
  told: string
  held: string
}

/**
 * A model's events, with the end of a piece held back where it can be judged only with what follows it.
 * @param cut where a piece is cut, together with what was held of the one before
 * @param left what is told of an end that nothing follows, also when the events end in an error
 */
export async function* heldPieces(
  events: AsyncIterable<ModelEvent>,
  cut: (text: string) => Cut,
  left: (held: string) => string,
): AsyncGenerator<ModelEvent> {
  /** By what it is a piece of. */
  const ends = new Map<string, { held: string; piece: Piece }>()
  const lefts = (isGone: (piece: Piece) => boolean): Piece[] =>
    [...ends].flatMap(([key, { held, piece }]) => {
      if (!isGone(piece)) return []
      ends.delete(key)
      return [withText(piece, left(held))]
    })
  try {
    for await (const event of events) {
      if (event.type === 'finish' || event.type === 'tool_call') {
        // What follows comes too late, but for more of another call's arguments.
        yield* lefts(({ type }) => event.type === 'finish' || type !== 'tool_call_arguments')
        yield event
        continue
      }
      if (event.type === 'sources') {
        // They follow all of the text.
        yield* lefts(({ type }) => type !== 'tool_call_arguments')
        yield event
        continue
      }
      if (event.type === 'image' || event.type === 'usage') {
        yield event
        continue
      }
      const key = event.type === 'tool_call_arguments' ? String(event.index) : event.type
      const { told, held } = cut((ends.get(key)?.held ?? '') + textOf(event))
      if (held === '') ends.delete(key)
      else ends.set(key, { held, piece: event })
      if (told !== '') yield withText(event, told)
    }
  } catch (error) {
    yield* lefts(() => true)
    throw error
  }
}

const textOf = (piece: Piece): string =>
  piece.type === 'tool_call_arguments' ? piece.arguments : piece.text

const withText = (piece: Piece, text: string): Piece =>
  piece.type === 'tool_call_arguments' ? { ...piece, arguments: text } : { ...piece, text }
