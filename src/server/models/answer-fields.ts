import type { JsonObject } from '#contract/json-object.ts'

import { type Said, codeOnly, saidIn } from './said.ts'
import { fieldsOf } from './told-frame.ts'

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const isFilled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false

/** Whether an error is one: some have a field for it in every chunk, with nothing in it. */
export const isTelling = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return isFilled(error) && error !== 0
  if (isSuccess(error)) return false
  return Object.values(error).some(isTelling)
}

/** Some tell in the fields of an error that there is none: code 0 and `success`. */
const isSuccess = (value: object): boolean => {
  const { code, message, msg } = value as JsonObject // read as unknown
  const isZero = !isFilled(code) || ['0', '200', undefined].includes(wordOf(code))
  const words = wordOf(message) ?? wordOf(msg)
  return (
    isZero &&
    words !== undefined &&
    /^(?:ok|success|successful|succeeded|no error)\W?$/i.test(words)
  )
}

export const wordOf = (value: unknown): string | undefined =>
  isText(value) && value !== 'null' ? value : typeof value === 'number' ? String(value) : undefined

/** The error that stands where an answer should be; some tell of one with status 200. */
export const errorIn = (value: unknown): Said | undefined => {
  if (!isError(value, fieldsOf(value))) return undefined
  return saidIn(value) ?? codeOnly(value) ?? { message: 'no reason was given.', code: undefined }
}

/** @param object the value, where it is one */
export const isError = (value: unknown, object: JsonObject): boolean => {
  if (Array.isArray(value)) return true
  if (isTelling(object['error'])) return true
  if (Array.isArray(object['choices']) && object['choices'].length > 0) return false
  if (object['object'] === 'error' || object['type'] === 'error') return true
  const status = fieldsOf(object['base_resp'])['status_code']
  if (typeof status === 'number' && status !== 0) return true
  if (isSuccess(object)) return false
  return ['detail', 'message', 'msg', 'errors'].some((name) => isFilled(object[name]))
}

/** Only one answer was asked for: others are not mixed into it. */
export const firstChoice = (choices: unknown): JsonObject | undefined => {
  const all = Array.isArray(choices) ? choices.map(fieldsOf) : []
  return all.find(({ index }) => index === undefined || index === null || Number(index) === 0)
}

/** A whole number of tokens, of an endpoint that may write it as text or with a fraction. */
export const toCount = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && !isText(value)) return undefined
  const count = Math.round(Number(value))
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

/** Text comes whole or in parts; Mistral's thinking is a part of its own. */
export const toText = (value: unknown): { content: string; thinking: string } => {
  if (typeof value === 'string') return { content: value, thinking: '' }
  if (typeof value === 'number') return { content: String(value), thinking: '' }
  const parts: unknown[] = Array.isArray(value) ? value : [value]
  const [content, thinking] = [false, true].map((isThought) =>
    parts
      .filter((part) => 'thinking' in fieldsOf(part) === isThought)
      .map((part) => (isThought ? toText(fieldsOf(part)['thinking']).content : textIn(part)))
      .join(''),
  )
  return { content: content ?? '', thinking: thinking ?? '' }
}

/** Where the words of a part are: `text`, of which the Assistants wire makes an object with a `value`. */
const textIn = (part: unknown): string => {
  if (typeof part === 'string' || typeof part === 'number') return String(part)
  if (Array.isArray(part)) return part.map(textIn).join('')
  const fields = fieldsOf(part)
  const names = isOfText(fields) ? ['text', 'value', 'content'] : ['text']
  const name = names.find((each) => isFilled(fields[each]))
  return name === undefined ? '' : textIn(fields[name])
}

/** Whether a part is text, or holds some, by what its type says: the result of a tool is none. */
export const isOfText = ({ type }: JsonObject): boolean =>
  !isText(type) || /text|message|markdown|^content/i.test(type)

/** The older field had one call without a number. */
export const toCalls = (given: JsonObject): JsonObject[] => {
  const { tool_calls: calls, function_call: old } = given
  if (Array.isArray(calls)) return calls.map(fieldsOf)
  if (Object.keys(fieldsOf(calls)).length > 0) return [fieldsOf(calls)]
  return Object.keys(fieldsOf(old)).length > 0 ? [{ index: 0, function: old }] : []
}

export const argumentsOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
