import { isText, toCalls, toText } from './answer-fields.ts'
import { type Fields, fieldsOf } from './told-frame.ts'

type Kind = 'thought' | 'refusal' | 'call' | 'other'

/** Where the words of a thought are, the most telling first. */
const THOUGHT_WORDS = ['thinking', 'text', 'content', 'reasoning', 'summary', 'thought'] as const

/**
 * A delta or a message, with the parts of its content where their kind belongs: a refusal and calls in
 * fields of their own, and thoughts marked as such. What has its field already is not told twice.
 */
export const withPartsSorted = (given: Fields): Fields => {
  const { content } = given
  if (typeof content !== 'object' || content === null) return given
  const parts = (Array.isArray(content) ? content : [content]).map((part: unknown) => ({
    part,
    kind: kindOf(fieldsOf(part)),
  }))
  if (parts.every(({ kind }) => kind === 'other')) return given
  const of = (kind: Kind) =>
    parts.filter((each) => each.kind === kind).map(({ part }) => fieldsOf(part))
  const refusal = of('refusal').map(refusalOf).join('')
  const calls = of('call').map(callOf)
  return {
    ...given,
    content: parts.flatMap(({ part, kind }) => {
      if (kind === 'thought') return [{ thinking: thoughtOf(fieldsOf(part)) }]
      return kind === 'other' ? [part] : []
    }),
    ...(refusal !== '' && !isText(given['refusal']) && { refusal }),
    ...(calls.length > 0 && toCalls(given).length === 0 && { tool_calls: calls }),
  }
}

/** By its type, which endpoints write in many ways, or by the field that it has. */
const kindOf = (part: Fields): Kind => {
  const type = isText(part['type']) ? part['type'] : ''
  if (/reason|think|thought/i.test(type) || part['thought'] === true) return 'thought'
  if ('thinking' in part) return 'thought'
  if (/^refusal$/i.test(type) || isText(part['refusal'])) return 'refusal'
  // What an endpoint serves itself, `server_tool_use`, is no call to be served.
  return /^(?:tool|function)_?(?:use|call)s?$/i.test(type) ? 'call' : 'other'
}

const thoughtOf = (part: Fields): string =>
  THOUGHT_WORDS.map((name) => wordsIn(part[name])).find(isText) ?? ''

const refusalOf = (part: Fields): string =>
  [part['refusal'], part['text'], part['content']].map(wordsIn).find(isText) ?? ''

const wordsIn = (value: unknown): string => {
  const { content, thinking } = toText(value)
  return thinking + content
}

/** The number of a part is its place in the content, not among the calls. */
const callOf = (part: Fields): Fields => {
  const { name, input, arguments: given = input } = fieldsOf(part['function'] ?? part)
  const { id = part['call_id'] } = part
  return { ...part, index: undefined, id, function: { name, arguments: given } }
}
