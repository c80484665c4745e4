import type { Message } from '#contract/message.ts'

import { isKept } from '../store/mirrorable.ts'
import { type AskedPage, orderOf } from './client-walks.ts'
import type { Mirror } from './mirror.ts'

/** A page of the messages of a thread, as its client was told them. */
export interface ListedPage extends AskedPage {
  /** The oldest first. */
  messages: readonly Message[]
  hasMore: boolean
  /** Whether no object of it was left out. */
  isWhole: boolean
  /** The newest change before the list was asked for. */
  known: number
}

/**
 * Takes in messages of a thread as a client's list names them. What would stand behind a gap is not put: within
 * one second the order is that of coming. The thread is brought then, which fills the gap. Where that is refused,
 * the thread is whole once a client has listed its messages to their end.
 */
export const takeListed = async (mirror: Mirror, page: ListedPage): Promise<void> => {
  const { store, clock } = mirror.parts
  const { threadId: id, messages: listed, query, hasMore } = page
  // One that is not here is brought, as of all that passes.
  if (!(await store.getThread(id))) return
  const begun = mirror.walks.begun(page, clock.now())
  if (!(await isTaken(mirror, page)) || begun === undefined) return
  const last = orderOf(query) === 'asc' ? listed.at(-1) : listed[0]
  if (hasMore) return last && mirror.walks.goOn(page, { after: last.id, begun })
  mirror.walks.end(page)
  await mirror.toldWhole(id, begun)
}

/** @returns whether all messages of the page are here */
const isTaken = async (
  mirror: Mirror,
  { threadId: id, messages: listed, isWhole, known }: ListedPage,
): Promise<boolean> => {
  const { store } = mirror.parts
  // A stream that is heard tells more of its messages.
  const messages = listed.filter((message) => !isOfRun(message, (run) => mirror.hears(run)))
  const here = await Promise.all(messages.map((message) => store.getMessage(id, message.id)))
  const missing = messages.filter((_, at) => !here[at])
  const isGap = missing.length > 0 && here[0] === undefined
  const isLacking = isGap || !missing.every(isKept)
  // Once bringing it was refused it is here as far as clients are told.
  const isRefused = isLacking && (await mirror.isRefused(id))
  if (!isGap || isRefused) await store.putMirrored({ messages }, known)
  if (!isLacking || isRefused) {
    const now = await Promise.all(listed.map((message) => store.getMessage(id, message.id)))
    return isWhole && now.every((message) => message !== undefined)
  }
  if (missing.every((message) => isOfRun(message, (run) => mirror.polls.follows(run)))) return false
  await mirror.changed(id)
  return false
}

type RunPlace = { id: string; thread_id: string }

const isOfRun = ({ run_id: id, thread_id }: Message, is: (run: RunPlace) => boolean): boolean =>
  typeof id === 'string' && is({ id, thread_id })
