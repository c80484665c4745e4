import type { InfiniteData } from '@tanstack/react-query'

import type { Message } from '#contract/message.ts'

/** A stretch of a thread, oldest message first, and whether there is more on either side. */
export interface MessagePage {
  messages: Message[]
  hasOlder: boolean
  hasNewer: boolean
}
export type MessagePages = InfiniteData<MessagePage, unknown>

/** Where a page lies. `end` is the newest one. */
export type PageAt = 'end' | { around: string } | { olderThan: string } | { newerThan: string }

/** All loaded messages, oldest first. */
export const messagesIn = (data: MessagePages | undefined): Message[] =>
  data?.pages.flatMap((page) => page.messages) ?? []

const mapPages = (data: MessagePages, change: (page: MessagePage) => MessagePage): MessagePages => {
  const pages = data.pages.map(change)
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
}

/** Whether a page has a message. */
export const holds = (page: MessagePage, id: string) =>
  page.messages.some((message) => message.id === id)

/** Pages without the message have their identity kept, so only what changed renders again. */
export const replaceMessage = (data: MessagePages, message: Message): MessagePages =>
  replaceMessages(data, new Map([[message.id, message]]))

const replaceMessages = (data: MessagePages, changed: ReadonlyMap<string, Message>): MessagePages =>
  mapPages(data, (page) =>
    page.messages.some(({ id }) => changed.has(id))
      ? { ...page, messages: page.messages.map((each) => changed.get(each.id) ?? each) }
      : page,
  )

export const removeMessage = (data: MessagePages, id: string): MessagePages =>
  mapPages(data, (page) =>
    holds(page, id)
      ? { ...page, messages: page.messages.filter((message) => message.id !== id) }
      : page,
  )

/** Replaces a message or appends it; a window that does not reach the end stays as it is. */
export const putMessage = (data: MessagePages, message: Message): MessagePages => {
  if (data.pages.some((page) => holds(page, message.id))) return replaceMessage(data, message)
  const last = data.pages.at(-1)
  if (!last || last.hasNewer) return data
  const grown = { ...last, messages: [...last.messages, message] }
  return { ...data, pages: [...data.pages.slice(0, -1), grown] }
}

/** Replaces loaded messages that say something else than what is loaded. */
export const replaceChanged = (data: MessagePages, messages: readonly Message[]): MessagePages => {
  const held = new Map(messagesIn(data).map((message) => [message.id, JSON.stringify(message)]))
  const changed = messages.filter((message) => held.get(message.id) !== JSON.stringify(message))
  return replaceMessages(data, new Map(changed.map((message) => [message.id, message])))
}

/**
 * Messages with others put where the newest page has them: an answer may be told before what it answers.
 * What that page does not know yet came after it was read.
 */
const withFresh = (held: readonly Message[], newest: readonly Message[]): Message[] => {
  const isHeld = new Set(held.map(({ id }) => id))
  const firstKnown = newest.find(({ id }) => isHeld.has(id))?.id
  let at = Math.max(
    0,
    held.findIndex(({ id }) => id === firstKnown),
  )
  const merged = [...held]
  for (const message of newest) {
    if (isHeld.has(message.id)) at = merged.findIndex(({ id }) => id === message.id) + 1
    else merged.splice(at++, 0, message)
  }
  return merged
}

/**
 * Brings the newest page into a window: what it holds is replaced, what came since is put in.
 * When more came than one page holds, the window ends there and says that there is newer.
 */
export const mergeNewest = (data: MessagePages, newest: MessagePage): MessagePages => {
  const held = new Set(messagesIn(data).map(({ id }) => id))
  const last = data.pages.at(-1)
  const known = newest.messages.filter(({ id }) => held.has(id))
  const patched = replaceChanged(data, known)
  if (!last || last.hasNewer) return patched
  const joins = known.length > 0 || !newest.hasOlder || held.size === 0
  if (!joins) return { ...patched, pages: withLast(patched.pages, { hasNewer: true }) }
  const fresh = newest.messages.filter((message) => !held.has(message.id))
  if (fresh.length === 0) return patched
  const tail = patched.pages.at(-1) ?? last
  const inTail = new Set(tail.messages.map(({ id }) => id))
  const before = new Set([...held].filter((id) => !inTail.has(id)))
  const messages = withFresh(
    tail.messages,
    newest.messages.filter(({ id }) => !before.has(id)),
  )
  const hasOlder = held.size === 0 ? newest.hasOlder : tail.hasOlder
  return { ...patched, pages: withLast(patched.pages, { messages, hasOlder }) }
}

const withLast = (pages: MessagePage[], change: Partial<MessagePage>): MessagePage[] =>
  pages.map((page, index) => (index === pages.length - 1 ? { ...page, ...change } : page))
