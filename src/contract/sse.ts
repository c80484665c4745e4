import { createParser } from 'eventsource-parser'
import type { EventSourceMessage } from 'eventsource-parser'

import { StreamEvent } from './event.ts'

/** One frame of a stream of server-sent events, its data not yet parsed. */
export interface EventFrame {
  id?: string
  /** When it was written, in milliseconds since 1970, where the sender says so. */
  at?: number
  /** Whether it was not heard when it happened, but found when its sender asked. */
  polled?: true
  event: string
  data: string
}

/** What the last frame of a run's stream carries instead of JSON. */
export const DONE = '[DONE]'

/** The largest frame read from another server, in UTF-16 units: far above any message or log. */
export const MAX_FRAME_LENGTH = 16 * 1024 * 1024

/** An upstream sent more without an end than one frame may hold. */
export class FrameTooLarge extends Error {
  override name = 'FrameTooLarge'
}

const oneLine = (field: string | number) => String(field).replace(/[\r\n\0]/g, '')

/**
 * One frame as text. The event's name is its first line, where hand-written parsers look for it. Data is
 * sent as one line of JSON, but for `done`, whose data is bare. The time, and that it was polled, go into
 * comment lines, which every other reader ignores.
 */
export const encodeEvent = (frame: {
  id?: string | number
  at?: number
  polled?: true | undefined
  event: string
  data: unknown
}) => {
  const at = frame.at === undefined ? '' : `: at ${frame.at}\n`
  const polled = frame.polled ? ': polled\n' : ''
  const id = at + polled + (frame.id === undefined ? '' : `id: ${oneLine(frame.id)}\n`)
  const data = frame.event === 'done' ? DONE : JSON.stringify(frame.data)
  return `event: ${oneLine(frame.event)}\n${id}data: ${data}\n\n`
}

export interface EventDecoder {
  /**
   * The frames that these bytes complete; the rest is kept for the next call.
   * @throws {FrameTooLarge}
   */
  decode(bytes: Uint8Array): EventFrame[]
}

// The platform's own, in every browser and in Node; this folder compiles with the types of neither.
declare const TextDecoder: new () => {
  decode(bytes: Uint8Array, options: { stream: boolean }): string
}

/** Reads server-sent events from bytes cut anywhere. A frame without its blank line is never given out. */
export const createEventDecoder = (maxFrameLength = MAX_FRAME_LENGTH): EventDecoder => {
  const text = new TextDecoder()
  let frames: EventFrame[] = []
  let tooLarge = false
  let marks: Pick<EventFrame, 'at' | 'polled'> = {}
  const parser = createParser({
    maxBufferSize: maxFrameLength,
    onComment: (comment) => {
      const time = /^at (\d{1,16})$/.exec(comment)?.[1]
      if (time !== undefined) marks = { ...marks, at: Number(time) }
      if (comment === 'polled') marks = { ...marks, polled: true }
    },
    onEvent: (message) => {
      frames.push(toFrame(message, marks))
      marks = {}
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') tooLarge = true
    },
  })
  return {
    decode(bytes) {
      if (!tooLarge) parser.feed(text.decode(bytes, { stream: true }))
      if (tooLarge) throw new FrameTooLarge(`a frame is longer than ${maxFrameLength}`)
      const complete = frames
      frames = []
      return complete
    },
  }
}

const toFrame = (
  { id, event = 'message', data }: EventSourceMessage,
  marks: Pick<EventFrame, 'at' | 'polled'>,
): EventFrame => ({ ...(id !== undefined && { id }), ...marks, event, data })

/**
 * The event of a frame as the contract knows it; undefined when its name is unknown or its data broken.
 * @param mended its data where what told it writes the contract otherwise
 */
export const decodeStreamEvent = (
  frame: EventFrame,
  mended: (data: unknown) => unknown = (data) => data,
): StreamEvent | undefined => {
  if (frame.event === 'done') return { event: 'done', data: DONE }
  return StreamEvent.safeParse({ event: frame.event, data: mended(parseJson(frame.data)) }).data
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
