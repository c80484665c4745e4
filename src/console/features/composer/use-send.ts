import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'

import { useOffline } from '#console/api/connection.ts'
import { isUnanswered } from '#console/api/failure.ts'
import { OutcomeUnknown } from '#console/api/look-again.ts'
import { refreshNewestMessages, writeMessage } from '#console/api/messages.ts'
import { isSameMetadata } from '#console/api/new-thread.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { useActiveRun } from '#console/api/runs.ts'
import { refreshThreadLists } from '#console/api/thread-arrivals.ts'
import { writeThread } from '#console/api/thread-writes.ts'
import { modifyThread } from '#console/api/threads.ts'
import { useChange } from '#console/hooks/use-change.ts'
import { showToast } from '#console/ui/toast.ts'
import { metadataOf } from '#console/util/metadata.ts'
import { keepNewThreadMetadata, newThreadMetadata } from '#console/util/new-thread-metadata.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'

import { changeDraft, clearDraft, currentDraft, keepSending, useDraft } from './draft-store.ts'
import { uploadsOf } from './draft.ts'
import { missingFile } from './missing-file.ts'
import { sendDraft } from './send-draft.ts'
import { forgetUpload } from './upload-sources.ts'

export interface SendOptions {
  threadId: string
  onSent?: (() => void) | undefined
  /** Called with the thread that the message made. */
  onMade?: ((threadId: string) => void) | undefined
  onRunStarted?: ((run: Run) => void) | undefined
}

/** Gives the thread what was written of it while its first message was on its way. */
const passOnMetadata = (client: QueryClient, made: string, sent: Metadata = {}): void => {
  const written = metadataOf(newThreadMetadata.get())
  keepNewThreadMetadata([])
  if (isSameMetadata(written, sent)) return
  modifyThread(made, written).then(
    (thread) => writeThread(client, thread),
    (error: Error) =>
      showToast({
        text: 'The thread does not have the title that was typed last.',
        tone: 'error',
        detail: error.message,
      }),
  )
}

/** Sends the draft of a thread. Until the server has the message, the draft stays as it is. */
export const useSend = ({ threadId, onSent, onMade, onRunStarted }: SendOptions) => {
  const client = useQueryClient()
  const [told, setTold] = useState<Error>()
  const held = useActiveRun(threadId) !== undefined
  const offline = useOffline()
  const failed = uploadsOf(useDraft(threadId)).filter(({ state }) => state === 'failed').length
  useChange([held, offline, failed], ([wasHeld, wasOffline, hadFailed]) => {
    // What was refused because of it would not be refused now.
    const isOver = (wasHeld && !held) || (wasOffline && !offline) || failed < hadFailed
    if (isOver && !(told instanceof OutcomeUnknown)) setTold(undefined)
  })
  const stop = useRef<AbortController>(undefined)
  const sending = useMutation({
    mutationFn: (assistantId: string | undefined) => {
      const { signal } = (stop.current = new AbortController())
      return sendDraft(client, threadId, assistantId, { signal })
    },
    onSuccess: async ({ message, run, made, metadata, draft }) => {
      for (const { key } of [...draft.attachments, ...draft.parts]) forgetUpload(key)
      clearDraft(threadId, draft)
      if (made !== undefined) {
        passOnMetadata(client, made, metadata)
        void refreshThreadLists(client).catch(() => undefined)
        return
      }
      if (run) writeRun(client, run)
      if (message) writeMessage(client, message)
      // The answer tells the run alone. Without its message the change feed brings that.
      else await refreshNewestMessages(client, threadId).catch(() => undefined)
      onSent?.()
      if (run) onRunStarted?.(run)
    },
    onMutate: () => setTold(undefined),
    onError: (error) => {
      // Refused for good: the next try is a wish of its own.
      if (!isUnanswered(error)) keepSending(threadId, undefined)
      const missing = missingFile(error, currentDraft(threadId))
      if (missing) changeDraft(threadId, missing.mark, 'now')
      setTold(missing?.failure ?? error)
    },
  })
  return {
    /** Sends the message, and with an assistant starts its run in the same request. */
    send: (assistantId: string | undefined) =>
      sending.mutate(assistantId, {
        // Not called any more once the reader has gone elsewhere.
        onSuccess: ({ made }) => {
          if (made !== undefined) onMade?.(made)
        },
      }),
    isSending: sending.isPending,
    /** Waits no longer; what became of it is looked for. */
    cancel: () => stop.current?.abort(),
    /** What did not succeed. It is tried again by `send`. */
    failure: told && {
      what:
        told instanceof OutcomeUnknown
          ? 'It is not known whether the message was sent.'
          : 'The message was not sent.',
      error: told,
    },
  }
}
