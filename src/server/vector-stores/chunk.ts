import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base'

import type { StaticChunking } from '#contract/vector-store-file.ts'

/** A passage of a file: its text, of which `overlap` characters repeat the passage before. */
export interface Chunk {
  text: string
  overlap: number
  tokens: number
}

interface Piece {
  start: number
  end: number
  tokens: number
}

/** The longest piece that is counted at once: counting takes the square of a word's length. */
const MAX_PIECE = 240
/** A chunk is made of at least so many pieces, so that its overlap comes near to what was asked for. */
const PIECES = 8

/** What marks the end of a piece, the best first: paragraphs, lines, sentences, words. */
const ENDS = [/\n\s*\n/g, /\n/g, /[.!?;](?=\s)|[。！？；।]/g, /\s/g]

/**
 * Cuts a text into passages of at most so many tokens, each repeating the end of the one before, at
 * the ends of lines, sentences or words.
 * @throws {TooManyTokens}
 */
export function* toChunks(
  text: string,
  { max_chunk_size_tokens: max, chunk_overlap_tokens: overlap }: StaticChunking,
  limit: number,
): Generator<Chunk> {
  const window: Piece[] = []
  let tokens = 0
  let all = 0
  /** Where the text begins that no chunk has had yet. */
  let fresh = 0
  const take = (): Chunk => {
    const start = window[0]?.start ?? 0
    const end = window.at(-1)?.end ?? 0
    return { text: text.slice(start, end), overlap: Math.max(0, fresh - start), tokens }
  }
  for (const piece of toPieces(text, Math.max(8, Math.floor(max / PIECES)))) {
    all += piece.tokens
    if (all > limit) throw new TooManyTokens(limit)
    if (tokens + piece.tokens > max) {
      const chunk = take()
      yield chunk
      fresh = window.at(-1)?.end ?? fresh
      while (window.length > 0 && (tokens > overlap || tokens + piece.tokens > max)) {
        tokens -= window.shift()?.tokens ?? 0
      }
    }
    window.push(piece)
    tokens += piece.tokens
  }
  if (text.slice(fresh).trim() !== '') yield take()
}

export class TooManyTokens extends Error {
  override name = 'TooManyTokens'
  constructor(limit: number) {
    super(`more than ${limit} tokens`)
  }
}

/** The text as a row of pieces of at most so many tokens. */
function* toPieces(text: string, max: number): Generator<Piece> {
  let start = 0
  while (start < text.length) {
    const end = endOf(text, start)
    yield* halved(text, start, end, max)
    start = end
  }
}

/** The best place to end within reach of `start`. */
const endOf = (text: string, start: number): number => {
  if (start + MAX_PIECE >= text.length) return text.length
  const reach = text.slice(start, start + MAX_PIECE)
  for (const end of ENDS) {
    const last = [...reach.matchAll(end)].at(-1)
    // A piece that is very short would make for many.
    if (last && last.index + last[0].length >= MAX_PIECE / 4) {
      return start + last.index + last[0].length
    }
  }
  return start + (isInside(text, start + MAX_PIECE) ? MAX_PIECE - 1 : MAX_PIECE)
}

function* halved(text: string, start: number, end: number, max: number): Generator<Piece> {
  const tokens = tokensIn(text.slice(start, end))
  if (tokens <= max || end - start < 8) {
    yield { start, end, tokens }
    return
  }
  const half = start + Math.floor((end - start) / 2)
  const middle = isInside(text, half) ? half + 1 : half
  yield* halved(text, start, middle, max)
  yield* halved(text, middle, end, max)
}

/** Whether a cut there would go through a character. */
const isInside = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}

/** What looks like a special token in a file is text like any other. */
const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }

export const tokensIn = (text: string): number => countTokens(text, PLAIN)
