import type { RunEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import { encodeEvent } from '#contract/sse.ts'

import { toldStep } from './told-step.ts'

interface Frame {
  bytes: Uint8Array
  /** Whether nothing follows this event without a client's doing. */
  isPause: boolean
}

const encoder = new TextEncoder()
/** Each event is encoded once for all who follow its run: they are handed the same object. */
const plain = new WeakMap<RunEvent, Frame>()
const withPassages = new WeakMap<RunEvent, Frame>()

/**
 * Events as the bytes of their frames, up to the first after which the run waits or is over.
 * @param content whether to tell what the passages say that a file search found
 */
export const framesOf = (
  events: readonly RunEvent[],
  { once, content }: { once: boolean; content: boolean },
): { bytes: Uint8Array; isPause: boolean } => {
  const [only] = events
  if (only && events.length === 1) {
    const frame = frameOf(only, content)
    return once ? frame : { ...frame, isPause: false }
  }
  const parts: Uint8Array[] = []
  for (const event of events) {
    const { bytes, isPause } = frameOf(event, content)
    parts.push(bytes)
    if (isPause && once) return { bytes: Buffer.concat(parts), isPause }
  }
  return { bytes: Buffer.concat(parts), isPause: false }
}

const frameOf = (event: RunEvent, content: boolean): Frame => {
  const frames = content ? withPassages : plain
  const known = frames.get(event)
  if (known) return known
  const { sequence_number, created_at_ms, event: name, data } = toldEvent(event, content)
  const text = encodeEvent({ id: sequence_number, at: created_at_ms, event: name, data })
  const frame = { bytes: encoder.encode(text), isPause: isPause(event) }
  frames.set(event, frame)
  return frame
}

/** An event as clients are told, with the passages that a file search found or without them. */
export const toldEvent = (event: RunEvent, withContent: boolean): RunEvent => {
  const isStep = event.event.startsWith('thread.run.step.') && !event.event.endsWith('.delta')
  // The cast: an event's name tells its data's type.
  return isStep ? { ...event, data: toldStep(event.data as RunStep, withContent) } : event
}

const isPause = ({ event }: RunEvent): boolean => {
  const [, state] = /^thread\.run\.(\w+)$/.exec(event) ?? []
  if (state === undefined || state === 'created') return false
  return state === 'requires_action' || !isActive(state as RunStatus) // the events of runs are its states
}
