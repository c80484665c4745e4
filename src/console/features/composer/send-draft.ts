import type { QueryClient } from '@tanstack/react-query'
import { nanoid } from 'nanoid'

import {
  LOOK_MS,
  type Patience,
  askOnce,
  knownOf,
  lookForMessage,
  lookForRun,
} from '#console/api/look-again.ts'
import { createMessage } from '#console/api/messages.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { createThreadAndRun, knownThreads, lookForThread } from '#console/api/new-thread.ts'
import { createRun } from '#console/api/runs.ts'
import { createThread } from '#console/api/threads.ts'
import { fingerprint } from '#console/util/fingerprint.ts'
import { metadataOf } from '#console/util/metadata.ts'
import { newThreadMetadata } from '#console/util/new-thread-metadata.ts'
import type { CreateMessageRequest, Message } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'

import { toMessageRequest } from './draft-request.ts'
import { currentDraft, keepSending } from './draft-store.ts'
import type { Draft, Sending } from './draft.ts'

/** What a send made: the run comes with its message in one request. */
export interface Sent {
  message?: Message | undefined
  run?: Run | undefined
  /** The thread that the message made. */
  made?: string | undefined
  /** What was sent for that thread. */
  metadata?: Metadata | undefined
  /** As it was when it was sent. */
  draft: Draft
}

/** Sends the draft of a thread once, however often that is tried. @throws {ApiFailure} */
export const sendDraft = async (
  client: QueryClient,
  threadId: string,
  assistantId: string | undefined,
  patience?: Patience,
): Promise<Sent> => {
  const draft = currentDraft(threadId)
  const message = toMessageRequest(draft)
  const metadata = threadId === NEW_THREAD ? metadataOf(newThreadMetadata.get()) : undefined
  const of = fingerprint(JSON.stringify([message, assistantId, metadata]))
  const isRepeat = draft.sending?.of === of
  const sending: Sending =
    draft.sending?.of === of
      ? draft.sending
      : {
          key: nanoid(),
          of,
          // What is made by the first try is new to the second one, too.
          known: metadata ? { threads: knownThreads(client) } : knownOf(client, threadId),
        }
  const { key, known } = sending
  if (metadata) {
    keepSending(threadId, sending)
    const wish = { message, metadata, assistantId, key, known: known.threads ?? [] }
    return { ...(await makeThread(wish, patience)), draft, metadata }
  }
  const look = async (signal?: AbortSignal): Promise<Sent | undefined> => {
    const found = await lookForMessage(threadId, known, message, signal)
    if (!found || assistantId === undefined) return found && { message: found, draft }
    const run = await lookForRun(threadId, known, assistantId, signal)
    return run && { message: found, run, draft }
  }
  if (isRepeat) {
    // A server that does not know such keys would do it twice.
    const found = await look(AbortSignal.timeout(LOOK_MS)).catch(() => undefined)
    if (found) return found
  } else keepSending(threadId, sending)
  return askOnce(
    async (signal) =>
      assistantId === undefined
        ? { message: await createMessage(threadId, message, { key, signal }), draft }
        : {
            draft,
            run: await createRun(
              threadId,
              { assistant_id: assistantId, additional_messages: [message] },
              { key, signal },
            ),
          },
    look,
    patience,
  )
}

interface NewThread {
  message: CreateMessageRequest
  metadata: Metadata
  assistantId: string | undefined
  key: string
  /** The threads that were there before. */
  known: readonly string[]
}

/** The thread with its first message, and its run, in one request. */
const makeThread = (
  { message, metadata, assistantId, key, known }: NewThread,
  patience?: Patience,
): Promise<Pick<Sent, 'made' | 'run'>> => {
  const thread = { messages: [message], metadata }
  return askOnce<Pick<Sent, 'made' | 'run'>>(
    async (signal) => {
      if (assistantId === undefined)
        return { made: (await createThread(thread, { key, signal })).id }
      const body = { assistant_id: assistantId, thread }
      const run = await createThreadAndRun(body, { key, signal })
      return { made: run.thread_id, run }
    },
    async (signal) => {
      const found = await lookForThread(known, { message, metadata }, signal)
      return found && { made: found.id }
    },
    patience,
  )
}
