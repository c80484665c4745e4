import type { ErrorBody } from './error.ts'
import type { MessageDelta, RunStepDelta, StreamEvent } from './event.ts'
import { isObject } from './json-object.ts'
import { mergeByIndex, mergeDelta } from './merge.ts'
import { Annotation, ContentPart } from './message.ts'
import type { Message, TextPart } from './message.ts'
import { StepDetails, ToolCall } from './run-step.ts'
import type { RunStep } from './run-step.ts'
import type { Run } from './run.ts'
import type { Thread } from './thread.ts'

/** Everything one run's stream has told so far. */
export interface RunState {
  thread?: Thread
  run?: Run
  /** In the order they were begun. */
  steps: RunStep[]
  messages: Message[]
  /** The stream broke off with an error of its own; a failed run is told by `run`. */
  error?: ErrorBody
}

export const EMPTY_RUN_STATE: RunState = { steps: [], messages: [] }

/** The state after an event. Nothing is changed in place; what the event leaves alone keeps its identity. */
export const foldEvent = (state: RunState, event: StreamEvent): RunState => {
  switch (event.event) {
    case 'thread.created':
      return { ...state, thread: event.data }
    case 'thread.run.created':
    case 'thread.run.queued':
    case 'thread.run.in_progress':
    case 'thread.run.requires_action':
    case 'thread.run.cancelling':
    case 'thread.run.cancelled':
    case 'thread.run.failed':
    case 'thread.run.completed':
    case 'thread.run.incomplete':
    case 'thread.run.expired':
      return { ...state, run: event.data }
    case 'thread.run.step.created':
    case 'thread.run.step.in_progress':
    case 'thread.run.step.completed':
    case 'thread.run.step.failed':
    case 'thread.run.step.cancelled':
    case 'thread.run.step.expired':
      return { ...state, steps: put(state.steps, event.data) }
    case 'thread.run.step.delta':
      return { ...state, steps: change(state.steps, event.data, applyRunStepDelta) }
    case 'thread.message.created':
    case 'thread.message.in_progress':
    case 'thread.message.completed':
    case 'thread.message.incomplete':
      return { ...state, messages: put(state.messages, event.data) }
    case 'thread.message.delta':
      return { ...state, messages: change(state.messages, event.data, applyMessageDelta) }
    case 'error':
      return { ...state, error: 'error' in event.data ? event.data.error : event.data }
    case 'done':
      return state
  }
}

interface Identified {
  id: string
}

const put = <T extends Identified>(items: T[], item: T): T[] => {
  const at = items.findIndex(({ id }) => id === item.id)
  return at < 0 ? [...items, item] : items.with(at, item)
}

/** A delta for something never begun is ignored: there is nothing to show it in. */
const change = <T extends Identified, D extends Identified>(
  items: T[],
  delta: D,
  apply: (item: T, delta: D) => T,
): T[] => {
  const at = items.findLastIndex(({ id }) => id === delta.id)
  const item = items[at]
  return item ? items.with(at, apply(item, delta)) : items
}

/** The message with one fragment more. Costs the fragment's length, not the message's. */
export const applyMessageDelta = (message: Message, { delta }: MessageDelta): Message =>
  Array.isArray(delta.content)
    ? { ...message, content: mergeByIndex(message.content, delta.content, mergePart, emptyText) }
    : message

const emptyText = (): TextPart => ({ type: 'text', text: { value: '', annotations: [] } })

const mergePart = (part: ContentPart | undefined, delta: unknown): ContentPart | undefined => {
  if (!isObject(delta)) return undefined
  const text = part ?? emptyText()
  return delta['type'] === 'text' && text.type === 'text'
    ? mergeText(text, delta['text'])
    : mergeOther(part, delta)
}

/** Apart from the rest because it is what streams: nothing of the text so far is read again. */
const mergeText = ({ text }: TextPart, delta: unknown): TextPart => {
  const { value, annotations } = isObject(delta) ? delta : {}
  return {
    type: 'text',
    text: {
      value: typeof value === 'string' ? text.value + value : text.value,
      annotations:
        Array.isArray(annotations) && annotations.length > 0
          ? mergeByIndex(text.annotations, annotations, mergeAnnotation, unknownEntry)
          : text.annotations,
    },
  }
}

const mergeAnnotation = (annotation: Annotation | undefined, delta: unknown) =>
  Annotation.safeParse(mergeDelta(annotation && rawOf(annotation), delta)).data

const mergeOther = (part: ContentPart | undefined, delta: object): ContentPart | undefined => {
  // Only a filler changes its type: its own part arrives after a later one.
  const isFiller = part?.type === 'text' && part.text.value === ''
  return ContentPart.safeParse(mergeDelta(part && !isFiller ? rawOf(part) : undefined, delta)).data
}

/** The step with one fragment more. */
export const applyRunStepDelta = (step: RunStep, { delta }: RunStepDelta): RunStep => {
  const { step_details: details } = delta
  if (!details) return step
  if (step.step_details.type === 'tool_calls' && Array.isArray(details.tool_calls)) {
    const calls = step.step_details.tool_calls
    const tool_calls = mergeByIndex(calls, details.tool_calls, mergeToolCall, unknownEntry)
    return { ...step, step_details: { type: 'tool_calls', tool_calls } }
  }
  const merged = StepDetails.safeParse(mergeDelta(rawOf(step.step_details), details))
  return merged.success ? { ...step, step_details: merged.data } : step
}

const mergeToolCall = (call: ToolCall | undefined, delta: unknown) =>
  ToolCall.safeParse(mergeDelta(call && rawOf(call), delta)).data

const unknownEntry = () => ({ type: 'unknown' as const, raw: { type: 'unknown' } })

/** What arrived, of something read as unknown; a later fragment may yet make it known. */
const rawOf = (entry: { type: string }): object =>
  'raw' in entry && isObject(entry.raw) ? entry.raw : entry
