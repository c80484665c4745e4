import type { ModelEvent } from './provider.ts'

type Piece = Extract<ModelEvent, { type: 'text' | 'refusal' | 'tool_call_arguments' }>

/** The first half of a character of two UTF-16 units, at the end of a piece. */
const FIRST_HALF = /[\uD800-\uDBFF]$/
const REPLACEMENT = '\uFFFD'

/**
 * A model's events with no character cut in two: a first half waits for the piece that follows. A half
 * that remains alone becomes U+FFFD.
 */
export async function* wholeCharacters(
  events: AsyncIterable<ModelEvent>,
): AsyncGenerator<ModelEvent> {
  /** By what it is a piece of. */
  const held = new Map<string, { half: string; piece: Piece }>()
  for await (const event of events) {
    if (event.type === 'finish' || event.type === 'tool_call') {
      // What follows comes too late for a half, but for one in another call's arguments.
      for (const [key, { piece }] of held) {
        if (event.type === 'tool_call' && piece.type === 'tool_call_arguments') continue
        held.delete(key)
        yield withText(piece, REPLACEMENT)
      }
      yield event
      continue
    }
    const key = event.type === 'tool_call_arguments' ? String(event.index) : event.type
    const text = (held.get(key)?.half ?? '') + textOf(event)
    const [half = ''] = FIRST_HALF.exec(text) ?? []
    if (half === '') held.delete(key)
    else held.set(key, { half, piece: event })
    const whole = text.slice(0, text.length - half.length)
    if (whole !== '') yield withText(event, whole.toWellFormed())
  }
}

const textOf = (piece: Piece): string =>
  piece.type === 'tool_call_arguments' ? piece.arguments : piece.text

const withText = (piece: Piece, text: string): Piece =>
  piece.type === 'tool_call_arguments' ? { ...piece, arguments: text } : { ...piece, text }
