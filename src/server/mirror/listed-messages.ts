import type { Message } from '#contract/message.ts'

import { isKept } from '../store/mirrorable.ts'
import type { Mirror } from './mirror.ts'

/**
 * Takes in messages of a thread as a client's list names them, the oldest first. What would stand behind a gap is
 * not put: within one second the order is that of coming. The thread is brought then, which fills the gap.
 * @param known the newest change before the list was asked for
 */
export const takeListed = async (
  mirror: Mirror,
  { params: { thread_id: id = '' }, known }: { params: Record<string, string>; known: number },
  listed: readonly Message[],
): Promise<void> => {
  const { store } = mirror.parts
  // One that is not here is brought, as of all that passes.
  if (!(await store.getThread(id))) return
  // A stream that is heard tells more of its messages.
  const messages = listed.filter((message) => !isOfRun(message, (run) => mirror.hears(run)))
  const here = await Promise.all(messages.map((message) => store.getMessage(id, message.id)))
  const missing = messages.filter((_, at) => !here[at])
  const isGap = missing.length > 0 && here[0] === undefined
  const isLacking = isGap || !missing.every(isKept)
  const state = isLacking ? await store.getMirrorState(id) : undefined
  // Once bringing it was refused, which its reader is told, it is here as far as clients are told.
  const isRefused = typeof state?.refusal === 'string' && state.wanted === null
  if (!isGap || isRefused) await store.putMirrored({ messages }, known)
  if (!isLacking || isRefused) return
  if (missing.every((message) => isOfRun(message, (run) => mirror.polls.follows(run)))) return
  await mirror.changed(id)
}

type RunPlace = { id: string; thread_id: string }

const isOfRun = ({ run_id: id, thread_id }: Message, is: (run: RunPlace) => boolean): boolean =>
  typeof id === 'string' && is({ id, thread_id })
