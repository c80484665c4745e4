import { type Fields, fieldsOf } from './told-frame.ts'

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const isFilled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false

export const wordOf = (value: unknown): string | undefined =>
  isText(value) && value !== 'null' ? value : typeof value === 'number' ? String(value) : undefined

/** Text comes whole or in parts; Mistral's thinking is a part of its own. */
export const toText = (value: unknown): { content: string; thinking: string } => {
  if (typeof value === 'string') return { content: value, thinking: '' }
  if (typeof value === 'number') return { content: String(value), thinking: '' }
  const parts = (Array.isArray(value) ? value : [value]).map((part: unknown) =>
    typeof part === 'string' ? { text: part } : fieldsOf(part),
  )
  const texts = (isThought: boolean) =>
    parts
      .filter((part) => 'thinking' in part === isThought)
      .map((part) => (isThought ? toText(part['thinking']).content : wordOf(part['text'])) ?? '')
      .join('')
  return parts.length === 0
    ? { content: '', thinking: '' }
    : { content: texts(false), thinking: texts(true) }
}

/** The older field had one call without a number. */
export const toCalls = (given: Fields): Fields[] => {
  const { tool_calls: calls, function_call: old } = given
  if (Array.isArray(calls)) return calls.map(fieldsOf)
  if (Object.keys(fieldsOf(calls)).length > 0) return [fieldsOf(calls)]
  return Object.keys(fieldsOf(old)).length > 0 ? [{ index: 0, function: old }] : []
}

export const argumentsOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Pieces of text and lists go on; of anything else the last stands. */
export const joined = (held: unknown, next: unknown): unknown => {
  if (typeof held === 'string' && typeof next === 'string') return held + next
  if (Array.isArray(held) && Array.isArray(next)) {
    // In place: an answer may come in many thousands of pieces.
    for (const item of next as unknown[]) held.push(item)
    return held
  }
  if (Object.keys(fieldsOf(held)).length === 0) return next
  for (const [name, value] of Object.entries(fieldsOf(next))) {
    if (name !== '__proto__') fieldsOf(held)[name] = value
  }
  return Object.keys(fieldsOf(next)).length === 0 ? next : held
}
