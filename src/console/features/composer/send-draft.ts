import type { QueryClient } from '@tanstack/react-query'
import { nanoid } from 'nanoid'

import { LOOK_MS, OutcomeUnknown, askOnce } from '#console/api/ask-once.ts'
import type { Wish } from '#console/api/client.ts'
import { knownOf, lookForMessage, lookForRun } from '#console/api/look-again.ts'
import { createMessage } from '#console/api/messages.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { createThreadAndRun, knownThreads, lookForThread } from '#console/api/new-thread.ts'
import { isRepeatSafe, repeatWords } from '#console/api/repeats.ts'
import { createRun } from '#console/api/runs.ts'
import { createThread } from '#console/api/threads.ts'
import { fingerprint } from '#console/util/fingerprint.ts'
import { metadataToSend } from '#console/util/new-thread-metadata.ts'
import type { Patience } from '#console/util/patience.ts'
import type { CreateMessageRequest, Message } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'

import { toSend } from './draft-out.ts'
import { toMessageRequest } from './draft-request.ts'
import { currentDraft, keepSending, readDraftAgain } from './draft-store.ts'
import type { DraftContent, Sending } from './draft.ts'
import { seenSent } from './seen-sent.ts'

/** What a send made: the run comes with its message in one request. */
export interface Sent {
  message?: Message | undefined
  run?: Run | undefined
  /** The thread that the message made. */
  made?: string | undefined
  /** What was sent for that thread. */
  metadata?: Metadata | undefined
  /** Which draft it was. */
  draftId?: string | undefined
  /** As it was when it was sent. */
  draft: DraftContent
}

/** Whether what was to be sent still is: another tab may have sent it, or begun to change it. */
export const isStillToSend = (threadId: string, content: DraftContent): boolean => {
  readDraftAgain(threadId)
  const now = toMessageRequest(toSend(currentDraft(threadId)))
  return JSON.stringify(now) === JSON.stringify(toMessageRequest(content))
}

interface HowToSend extends Patience {
  /** The reader knows that an earlier try may have been done, and that this one may do it twice. */
  isTold?: boolean
  /** It is being found out what became of an earlier try, and the reader is not told yet that this is not known. */
  isLooking?: boolean
}

/**
 * Sends the draft of a thread once, however often that is tried. Where nobody can tell what an earlier try did,
 * and the server behind would do it twice, only a reader who is told of it has it sent again.
 * @throws {ApiFailure}
 */
export const sendDraft = async (
  client: QueryClient,
  threadId: string,
  assistantId: string | undefined,
  { isTold = false, isLooking = false, ...patience }: HowToSend = {},
): Promise<Sent> => {
  const now = currentDraft(threadId)
  const before = now.sending
  const draft = toSend(now)
  const message = toMessageRequest(draft)
  const thread = threadId === NEW_THREAD ? metadataToSend() : undefined
  const of = fingerprint(JSON.stringify([threadId, message, assistantId, thread]))
  const isOther = isLooking && before?.of !== of
  // It may have arrived, whatever was written since. And a server that does not know keys would do it twice.
  const arrived =
    before &&
    (seenSent(client, threadId, before) ??
      (await lookForSent(threadId, before, patience.signal).catch((cause: unknown) => {
        if (!isTold && (isOther || !isRepeatSafe())) throw new OutcomeUnknown(cause, repeatWords())
      })))
  if (arrived) return arrived
  const draftId = now.id ?? nanoid()
  const sending: Sending = {
    // Another tab that sends the same of this draft has the same key, so that the server does it once.
    key: `${draftId}-${of}`,
    draftId,
    // What is made by the first try is new to the second one, too.
    known: thread ? { threads: knownThreads(client) } : knownOf(client, threadId),
    ...(before?.of === of && before),
    of,
    sent: {
      ...draft,
      ...(assistantId !== undefined && { assistantId }),
      ...(thread && { thread }),
    },
  }
  keepSending(threadId, sending)
  return askOnce(
    async (signal): Promise<Sent> => {
      const how = { key: sending.key, signal }
      const made = thread
        ? await makeThread({ messages: [message], metadata: thread }, assistantId, how)
        : await makeMessage(threadId, message, assistantId, how)
      return { ...made, draft, draftId }
    },
    (signal) => lookForSent(threadId, sending, signal),
    patience,
    repeatWords,
  )
}

/** Whether it is known what was sent, and so what to look for. */
export const canLookFor = ({ sent }: Sending): boolean => sent !== undefined

/** What became of a wish: undefined where the server has nothing of it. @throws {Untellable} where that cannot be told */
export const lookForSent = async (
  threadId: string,
  { sent, known, draftId }: Pick<Sending, 'sent' | 'known' | 'draftId'>,
  own?: AbortSignal,
): Promise<Sent | undefined> => {
  if (!sent) return undefined
  const late = AbortSignal.timeout(LOOK_MS)
  const signal = own ? AbortSignal.any([own, late]) : late
  const message = toMessageRequest(sent)
  const { thread: metadata, assistantId, ...draft } = sent
  if (metadata) {
    const made = await lookForThread(known.threads ?? [], { message, metadata }, signal)
    return made && { made: made.id, metadata, draft, draftId }
  }
  const found = await lookForMessage(threadId, known, message, signal)
  // Both came in one request: where the runs before it were not known, the message tells of its run.
  if (!found || assistantId === undefined || known.run === undefined)
    return found && { message: found, draft, draftId }
  const run = await lookForRun(threadId, known, assistantId, signal)
  return run && { message: found, run, draft, draftId }
}

/** The message, and with an assistant its run, in one request. */
const makeMessage = async (
  threadId: string,
  message: CreateMessageRequest,
  assistant_id: string | undefined,
  how: Wish,
): Promise<Pick<Sent, 'message' | 'run'>> => {
  if (assistant_id === undefined) return { message: await createMessage(threadId, message, how) }
  const body = { assistant_id, additional_messages: [message] }
  return { run: await createRun(threadId, body, how) }
}

/** The thread with its first message, and its run, in one request. */
const makeThread = async (
  thread: { messages: CreateMessageRequest[]; metadata: Metadata },
  assistant_id: string | undefined,
  how: Wish,
): Promise<Pick<Sent, 'made' | 'run' | 'metadata'>> => {
  const { metadata } = thread
  if (assistant_id === undefined) return { made: (await createThread(thread, how)).id, metadata }
  const run = await createThreadAndRun({ assistant_id, thread }, how)
  return { made: run.thread_id, run, metadata }
}
