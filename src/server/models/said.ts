import type { JsonObject } from '#contract/json-object.ts'

import { parseAnswer } from './parse-answer.ts'

/** An error as an endpoint told of it, in whatever shape. */
export interface Said {
  message: string
  /** Its code or kind, where it has one. */
  code: string | undefined
}

/** Where the words are, the most telling first. */
const WORDS = [
  'error',
  'message',
  'msg',
  'detail',
  'error_description',
  'error_msg',
  'errorMessage',
  'error_message',
  'status_msg',
  'base_resp',
  'errors',
  'reason',
  'description',
  'title',
  'Message',
] as const
const CODES = ['code', 'type', 'status', 'status_code', 'error_code'] as const
const MAX_DEPTH = 6
/** Whoever looks through the words looks through no more of them, in UTF-16 units. */
export const MAX_WORDS = 16 * 1024
const MAX_ITEMS = 5

/** The words of an error: JSON in any shape, JSON within text, or plain text. A page has none. */
export const saidIn = (value: unknown): Said | undefined => {
  const message = wordsIn(value, 0)
  return message === undefined
    ? undefined
    : { message: message.slice(0, MAX_WORDS), code: codeIn(value, 0)?.slice(0, MAX_WORDS) }
}

/** An error that says nothing but its number, beside `error` or in it. */
export const codeOnly = (value: unknown): Said | undefined => {
  const { error } = Object(value) as JsonObject
  const code = typeof error === 'number' ? String(error) : codeIn(value, 0)
  return code === undefined ? undefined : { message: `error ${code}`.slice(0, MAX_WORDS), code }
}

const wordsIn = (value: unknown, depth: number): string | undefined => {
  if (depth > MAX_DEPTH) return undefined
  if (typeof value === 'string') return inText(value, depth)
  if (Array.isArray(value)) {
    const words = value.slice(0, MAX_ITEMS).map((item) => wordsIn(item, depth + 1))
    return words.filter((each) => each !== undefined).join('; ') || undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as JsonObject // read as unknown
  for (const name of WORDS) {
    const words = wordsIn(fields[name], depth + 1)
    if (words !== undefined) return withPlace(words, fields, depth)
  }
  return wordsIn(rawIn(fields), depth + 1)
}

/** A router passes on what its own endpoint said, a validator says where it was. */
const withPlace = (words: string, fields: JsonObject, depth: number): string => {
  const raw = wordsIn(rawIn(fields), depth + 1)
  if (raw !== undefined && !words.includes(raw)) return `${words}: ${raw}`
  const { loc } = fields
  return Array.isArray(loc) && loc.length > 0 ? `${loc.map(String).join('.')}: ${words}` : words
}

const rawIn = ({ metadata }: JsonObject): unknown => (Object(metadata) as JsonObject)['raw']

const inText = (text: string, depth: number): string | undefined => {
  const trimmed = text.trim()
  // Bytes of zero are letters of another encoding.
  if (trimmed === '' || trimmed === 'null' || trimmed.includes('\0')) return undefined
  if (/^[[{"]/.test(trimmed)) {
    const value = parseAnswer(trimmed)
    return value === undefined ? trimmed : wordsIn(value, depth + 1)
  }
  return /^<(?:!|\?|html|head|body)/i.test(trimmed) ? undefined : trimmed
}

const codeIn = (value: unknown, depth: number): string | undefined => {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return codeIn(value[0], depth + 1)
  const fields = value as JsonObject // read as unknown
  const own = CODES.map((name) => fields[name]).filter(
    (code) => typeof code === 'string' || typeof code === 'number',
  )
  const inner = codeIn(fields['error'] ?? fields['base_resp'], depth + 1)
  const all = [...own.map(String), ...(inner === undefined ? [] : [inner])]
  return all.length > 0 ? all.join(' ') : undefined
}
