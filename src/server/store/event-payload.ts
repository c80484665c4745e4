import type { MessageDelta, RunEvent, StreamEvent, TextDelta } from '#contract/event.ts'
import { parseExact } from '#contract/exact-json.ts'
import type { Message } from '#contract/message.ts'

/** An event as rows keep it. */
export interface StoredEvent {
  event: string
  data: string
}

/** The stored name of a message delta that only appends text: by far the most of all rows. */
export const TEXT = 'text'

/** How the stored text of a message begins, up to its first value that varies. */
export const textPrefix = (messageId: string): string => `[${JSON.stringify(messageId)},`

export const toStored = ({ event, data }: Pick<RunEvent, 'event' | 'data'>): StoredEvent => {
  if (event === 'thread.message.delta') {
    // The cast: the name of an event says what its data is.
    const { id, delta } = data as MessageDelta
    const text = plainText(delta)
    if (text) return { event: TEXT, data: JSON.stringify([id, text.index, text.value]) }
  }
  return { event, data: JSON.stringify(data) }
}

export const fromStored = ({ event, data }: StoredEvent): StreamEvent => {
  // The casts: `toStored` wrote these.
  if (event !== TEXT) return { event, data: parseExact(data) } as StreamEvent
  const [id, index, value] = JSON.parse(data) as [string, number, string]
  const content = [{ index, type: 'text', text: { value } }]
  return {
    event: 'thread.message.delta',
    data: { id, object: 'thread.message.delta', delta: { content } },
  }
}

/** The text that a delta appends, if that is all it does. */
const plainText = (delta: MessageDelta['delta']): { index: number; value: string } | undefined => {
  const [part, ...rest] = delta.content ?? []
  if (!isTextDelta(part) || rest.length > 0 || keys(delta) > 1) return undefined
  return keys(part) === 3 && keys(part.text) === 1
    ? { index: part.index, value: part.text.value }
    : undefined
}

const keys = (value: object): number => Object.keys(value).length

const isTextDelta = (part: object | undefined): part is TextDelta =>
  part !== undefined &&
  'text' in part &&
  'index' in part &&
  'type' in part &&
  part.type === 'text' &&
  typeof part.text === 'object' &&
  part.text !== null &&
  'value' in part.text &&
  typeof part.text.value === 'string'

/** The message that an event tells of. */
export const messageIn = ({ event, data }: Pick<RunEvent, 'event' | 'data'>): string | undefined =>
  // The cast: the name of an event says what its data is.
  event.startsWith('thread.message.') ? (data as Message | MessageDelta).id : undefined

/** An event of a deleted message: that it happened is still told, and nothing that the message held. */
export const emptiedEvent = (event: StreamEvent): StreamEvent => {
  switch (event.event) {
    case 'thread.message.delta':
      return emptyDelta(event.data.id)
    case 'thread.message.created':
    case 'thread.message.in_progress':
    case 'thread.message.completed':
    case 'thread.message.incomplete':
      return { event: event.event, data: emptied(event.data) }
    default:
      return event
  }
}

/** Clients read the first part's text: where there was content, an empty one stands for it. */
const emptied = (message: Message): Message => ({
  ...message,
  content:
    message.content.length > 0 ? [{ type: 'text', text: { value: '', annotations: [] } }] : [],
  attachments: [],
  metadata: {},
})

/** A delta that adds nothing. */
export const emptyDelta = (id: string): StreamEvent =>
  fromStored({ event: TEXT, data: JSON.stringify([id, 0, '']) })
