import type { JsonObject } from '#contract/json-object.ts'

import { type Told, chunkOf, fieldsOf } from './told-frame.ts'

/** As much text as one delta of a run holds, in UTF-16 units. */
const MAX_TOGETHER = 16 * 1024

/**
 * Frames that follow one another with nothing but text and thoughts, or with arguments of the same call,
 * as one of a bounded size.
 */
export const withPiecesJoined = (frames: Told[]): Told[] => {
  const joined: Told[] = []
  let last: Piece | undefined
  for (const frame of frames) {
    const more = pieceOf(frame)
    const one = last && more && withMore(last, more)
    if (one) joined[joined.length - 1] = chunkOf(one)
    else joined.push(frame)
    last = one ?? more
  }
  return joined
}

interface CallPiece {
  index: number
  function: { name?: string; arguments: string }
}
/** What a frame holds that has a place for more of the same. */
interface Piece extends JsonObject {
  content?: string
  reasoning_content?: string
  tool_calls?: CallPiece[]
}

const lengthOf = ({ content = '', reasoning_content = '', tool_calls: calls = [] }: Piece) =>
  content.length + reasoning_content.length + (calls[0]?.function.arguments.length ?? 0)

const withMore = (last: Piece, more: Piece): Piece | undefined => {
  if (lengthOf(last) + lengthOf(more) > MAX_TOGETHER) return undefined
  const [call, next] = [last.tool_calls?.[0], more.tool_calls?.[0]]
  if (!call && !next) {
    return {
      content: (last.content ?? '') + (more.content ?? ''),
      reasoning_content: (last.reasoning_content ?? '') + (more.reasoning_content ?? ''),
    }
  }
  if (!call || !next || call.index !== next.index || next.function.name !== undefined)
    return undefined
  const text = call.function.arguments + next.function.arguments
  return { tool_calls: [{ ...call, function: { ...call.function, arguments: text } }] }
}

/** The frames are our own: each has one choice, and calls in the form that `#call` gives them. */
const pieceOf = (frame: Told): Piece | undefined => {
  if (!('choices' in frame) || !Array.isArray(frame['choices']) || 'usage' in frame)
    return undefined
  const choice = fieldsOf(frame['choices'][0])
  const { content, reasoning_content, tool_calls: calls, ...others } = fieldsOf(choice['delta'])
  if (choice['finish_reason'] !== null || Object.keys(others).length > 0) return undefined
  const hasWords = content !== undefined || reasoning_content !== undefined
  const isOneCall = Array.isArray(calls) && calls.length === 1
  if (hasWords === isOneCall || (hasWords && calls !== undefined)) return undefined
  return fieldsOf(choice['delta'])
}
