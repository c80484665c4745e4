import type { MessageDelta, RunStepDelta, StreamEvent } from '#contract/event.ts'
import { type JsonObject, isObject } from '#contract/json-object.ts'

/** Deltas longer than this, in characters, are not added to: a slow reader holds some of them. */
const MAX_JOINED = 16 * 1024

/**
 * Two deltas as one, where the second only appends to what the first ends with; else undefined.
 * Neither is changed.
 */
export const coalesce = (first: StreamEvent, second: StreamEvent): StreamEvent | undefined => {
  if (first.event === 'thread.message.delta' && second.event === 'thread.message.delta') {
    const data = appendText(first.data, second.data)
    return data && { event: 'thread.message.delta', data }
  }
  if (first.event === 'thread.run.step.delta' && second.event === 'thread.run.step.delta') {
    const data = appendArguments(first.data, second.data)
    return data && { event: 'thread.run.step.delta', data }
  }
  return undefined
}

const appendText = (first: MessageDelta, second: MessageDelta): MessageDelta | undefined => {
  const [part, next] = [only(first.delta.content), only(second.delta.content)]
  if (!part || !next || first.id !== second.id || part.index !== next.index) return undefined
  const [text, more] = [part['text'], next['text']]
  if (!isObject(text) || !isObject(more) || 'annotations' in more) return undefined
  const value = joinShort(text['value'], more['value'])
  if (value === undefined) return undefined
  return { ...first, delta: { content: [{ ...part, text: { ...text, value } }] } }
}

const appendArguments = (first: RunStepDelta, second: RunStepDelta): RunStepDelta | undefined => {
  const call = only(first.delta.step_details?.tool_calls)
  const next = only(second.delta.step_details?.tool_calls)
  if (!call || !next || first.id !== second.id || call.index !== next.index) return undefined
  // A call's first delta stays as it is documented, with its name and nothing in it yet.
  if ('id' in call || 'id' in next || call.type !== next.type) return undefined
  const [body, key] = BODIES[call.type] ?? ['', '']
  const [called, more] = [call[body], next[body]]
  if (!isOnly(called, key) || !isOnly(more, key)) return undefined
  const text = joinShort(called[key], more[key])
  if (text === undefined) return undefined
  const joined = { ...call, [body]: { [key]: text } }
  return { ...first, delta: { step_details: { type: 'tool_calls', tool_calls: [joined] } } }
}

/** The text of both; undefined where one has none, or they are too long together. */
const joinShort = (first: unknown, second: unknown): string | undefined => {
  if (typeof first !== 'string' || typeof second !== 'string') return undefined
  const text = first + second
  return text.length <= MAX_JOINED ? text : undefined
}

/** How many characters a delta of text appends. */
export const lengthOf = ({ event, data }: StreamEvent): number => {
  if (event !== 'thread.message.delta') return 0
  const text = only(data.delta.content)?.['text']
  const value = isObject(text) ? text['value'] : undefined
  return typeof value === 'string' ? value.length : 0
}

/** What streams of a call, by its type. */
const BODIES: Record<string, [body: string, key: string]> = {
  function: ['function', 'arguments'],
  code_interpreter: ['code_interpreter', 'input'],
}

const isOnly = (value: unknown, key: string): value is JsonObject =>
  isObject(value) && key in value && Object.keys(value).length === 1

const only = <T>(items: T[] | undefined): T | undefined =>
  items?.length === 1 ? items[0] : undefined
