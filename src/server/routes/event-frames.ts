import type { RunEvent } from '#contract/event.ts'
import { isAtRest } from '#contract/run-status.ts'
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

/** How events are told. */
interface Telling {
  /** As the published streams are: up to a pause, in frames that hold a name and data alone. */
  once: boolean
  /** Whether to tell what the passages say that a file search found. */
  content: boolean
}

/** Each event is encoded once for all who follow its run: they are handed the same object. */
const numbered = { plain: new WeakMap<RunEvent, Frame>(), passages: new WeakMap<RunEvent, Frame>() }
const published = {
  plain: new WeakMap<RunEvent, Frame>(),
  passages: new WeakMap<RunEvent, Frame>(),
}

/** About how many bytes go to a reader at a time: what one that stops reading holds of its own. */
const MAX_BYTES = 64 * 1024

/** The next bytes for a reader. */
export interface Told {
  bytes: Uint8Array
  /** Those of the events that are left for later. */
  left: readonly RunEvent[]
  /** Whether nothing follows what is told without a client's doing. */
  isPause: boolean
}

/**
 * The first of some events as the bytes of their frames, one at least. Those told once end with the first
 * after which the run waits or is over. A large frame is handed to all readers as it is, never copied.
 */
export const framesOf = (events: readonly RunEvent[], telling: Telling): Told => {
  const parts: Uint8Array[] = []
  let length = 0
  let isPause = false
  for (const event of events) {
    const frame = frameOf(event, telling)
    if (parts.length > 0 && length + frame.bytes.length > MAX_BYTES) break
    parts.push(frame.bytes)
    length += frame.bytes.length
    isPause = frame.isPause && telling.once
    if (isPause) break
  }
  const [only] = parts
  const bytes = only && parts.length === 1 ? only : Buffer.concat(parts)
  return { bytes, left: isPause ? [] : events.slice(parts.length), isPause }
}

const frameOf = (event: RunEvent, { once, content }: Telling): Frame => {
  const frames = (once ? published : numbered)[content ? 'passages' : 'plain']
  const known = frames.get(event)
  if (known) return known
  const { sequence_number, created_at_ms, event: name, data, polled } = toldEvent(event, content)
  // Hand-written readers of the published streams want the data right below the name.
  const place = once ? {} : { id: sequence_number, at: created_at_ms, polled }
  const text = encodeEvent({ ...place, event: name, data })
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
  return isAtRest(state as RunStatus) // the events of runs are its states
}
