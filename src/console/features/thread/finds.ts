import type { Message } from '#contract/message.ts'

import { type Folded, findIn, fold } from './fold.ts'
import { plainText } from './message-words.ts'
import { withoutMarks } from './without-marks.ts'

/** One place where the words stand: the message, and which of its places it is. */
export interface Find {
  messageId: string
  nth: number
}

const folded = new WeakMap<Message, Folded>()

/** What a message reads like. A user's stands as it was typed; marks of Markdown are not read. */
const readingOf = (message: Message): Folded => {
  const known = folded.get(message)
  if (known) return known
  const text = plainText(message)
  const made = fold(message.role === 'user' ? text : withoutMarks(text))
  folded.set(message, made)
  return made
}

/** As many places as are told apart in one message. */
const MOST = 1000

/** Whether there may be more places than are told apart. */
export const isCapped = (finds: readonly Find[]): boolean =>
  finds.some(({ nth }) => nth === MOST - 1)

/** Where the words stand in the messages, in their order. */
export const findsIn = (messages: readonly Message[], words: string): Find[] => {
  const wanted = fold(words).text
  // The bar opens without words: nothing is read for them.
  if (wanted === '') return []
  return messages.flatMap((message) =>
    findIn(readingOf(message), wanted, MOST).map((_, nth) => ({ messageId: message.id, nth })),
  )
}

/** The messages read so far, with what is loaded in their place or after them: it is newer. */
export const withLoaded = (
  read: readonly Message[],
  loaded: readonly Message[],
): readonly Message[] => {
  if (read.length === 0) return loaded
  const newer = new Map(loaded.map((message) => [message.id, message]))
  const known = new Set(read.map(({ id }) => id))
  const merged = read.map((message) => newer.get(message.id) ?? message)
  return [...merged, ...loaded.filter(({ id }) => !known.has(id))]
}

/** The first find from a message on, else the last before it. `messages` are in order. */
export const findFrom = (
  finds: readonly Find[],
  messages: readonly Message[],
  messageId: string | undefined,
): Find | undefined => {
  const order = new Map(messages.map(({ id }, at) => [id, at]))
  const from = order.get(messageId ?? '') ?? 0
  return finds.find((find) => (order.get(find.messageId) ?? 0) >= from) ?? finds.at(-1)
}
