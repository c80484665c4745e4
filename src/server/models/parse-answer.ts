import { inTurn } from '../in-turn.ts'
import { JsonScan, MAX_DEPTH } from '../json-scan.ts'

/** The most values in one answer or frame: lists of vectors have the most. */
const MAX_VALUES = 1_000_000

/**
 * What JSON of an endpoint says; undefined where it is none, or nests deeper or holds more values than
 * any answer: 10 MB of brackets hold the parser, and whoever waits behind it, for seconds.
 */
export const parseAnswer = (text: string, maxValues = MAX_VALUES): unknown => {
  // What is so short cannot, and most frames are.
  if (text.length > MAX_DEPTH) {
    const scan = new JsonScan()
    scan.add(text)
    if (isTooMuch(scan, maxValues)) return undefined
  }
  return parsed(text)
}

/** The most values in one piece of a stream. */
const MAX_PIECE_VALUES = 200_000
/** The most values among which each number keeps its digits: that takes many times as long. */
export const MAX_EXACT_VALUES = 50_000
/** The longest piece without a picture, in UTF-16 units: all that a message holds, and as much of thoughts. */
const MAX_WORDS = 4 * 1024 * 1024
/** What makes name pictures by; beside one of them there is base64. */
const PICTURE = /"(?:images?|image_url|image_base64|b64_json|inline_data|inlineData|source)"\s*:/

/** Whether a piece of a stream is longer than any real one: a long one holds everybody while it is read. */
export const isOverlong = (piece: string): boolean =>
  piece.length > MAX_WORDS && !PICTURE.test(piece)

export const OVERLONG = `The model endpoint sent more than ${MAX_WORDS / 1024 / 1024} MB of words in one piece.`

/** What a piece of a stream says; undefined where it is no JSON, or more than any piece. */
export const parsePiece = (text: string): unknown =>
  isOverlong(text) ? undefined : parseAnswer(text, MAX_PIECE_VALUES)

/** A piece of a stream with null for numbers that JSON does not have, unless it has more values than any piece. */
export const withPieceNulls = (text: string): string => {
  if (!NO_NUMBER.test(text)) return text
  const scan = new JsonScan()
  scan.add(text)
  return isTooMuch(scan, MAX_PIECE_VALUES) ? text : withNulls(text)
}

/** What JSON of a whole body says, looked at as it arrives: others get in between its chunks. */
export const readAnswer = async (
  body: ReadableStream<Uint8Array>,
  maxValues = MAX_VALUES,
): Promise<unknown> => (await readAnswerText(body, maxValues))?.value

/** The same, with the text that it was read from. */
export const readAnswerText = async (
  body: ReadableStream<Uint8Array>,
  maxValues = MAX_VALUES,
): Promise<{ text: string; value: unknown; values: number } | undefined> => {
  const decoder = new TextDecoder()
  const scan = new JsonScan()
  const pieces: string[] = []
  for await (const bytes of body) {
    const piece = decoder.decode(bytes, { stream: true })
    scan.add(piece)
    if (isTooMuch(scan, maxValues)) return undefined
    pieces.push(piece)
  }
  const text = pieces.join('') + decoder.decode()
  await inTurn(text)
  const value = parsed(text)
  await inTurn(text)
  return { text, value, values: scan.values }
}

/** Whether JSON has so few values that each number may keep its digits. */
export const mayBeExact = (text: string): boolean => {
  const scan = new JsonScan()
  scan.add(text)
  return scan.values <= MAX_EXACT_VALUES
}

const isTooMuch = ({ deepest, values }: JsonScan, maxValues: number): boolean =>
  deepest > MAX_DEPTH || values > maxValues

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return valueOf(withNulls(text), text)
  }
}

/** @param failed a text that is known to be no JSON */
const valueOf = (text: string, failed: string): unknown => {
  if (text === failed) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const NO_NUMBER = /NaN|Infinity/
/** Strings, which may lack their end, and what Python writes for numbers that JSON does not have. */
const NO_NUMBERS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|-?\b(?:NaN|Infinity)\b/g

/** The same text with null for numbers that JSON does not have: NaN and the infinite ones. */
export const withNulls = (text: string): string =>
  NO_NUMBER.test(text)
    ? text.replace(NO_NUMBERS, (own) => (own.startsWith('"') ? own : 'null'))
    : text
