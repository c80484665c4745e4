import { useMutation, useQueryClient } from '@tanstack/react-query'

import { createMessage, writeMessage } from '#console/api/messages.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { createRun } from '#console/api/runs.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { toMessageRequest } from './draft-request.ts'
import { clearDraft, currentDraft } from './draft-store.ts'
import { forgetUpload } from './uploads.ts'

export interface SendOptions {
  threadId: string
  onSent?: ((message: Message) => void) | undefined
  onRunStarted?: ((run: Run) => void) | undefined
}

/** Sends the draft of a thread. Until the server has the message, the draft stays as it is. */
export const useSend = ({ threadId, onSent, onRunStarted }: SendOptions) => {
  const client = useQueryClient()

  const run = useMutation({
    mutationFn: (assistant_id: string) => createRun(threadId, { assistant_id }),
    onSuccess: (started) => {
      writeRun(client, started)
      onRunStarted?.(started)
    },
  })

  const message = useMutation({
    mutationFn: (_assistantId: string | undefined) =>
      createMessage(threadId, toMessageRequest(currentDraft(threadId))),
    onSuccess: (sent, assistantId) => {
      for (const { key } of [
        ...currentDraft(threadId).attachments,
        ...currentDraft(threadId).parts,
      ]) {
        forgetUpload(key)
      }
      clearDraft(threadId)
      writeMessage(client, sent)
      onSent?.(sent)
      if (assistantId !== undefined) run.mutate(assistantId)
    },
  })

  return {
    /** Sends the message, and with an assistant then starts its run. */
    send: (assistantId: string | undefined) => {
      run.reset()
      message.mutate(assistantId)
    },
    isSending: message.isPending,
    isBusy: message.isPending || run.isPending,
    /** What did not succeed. `retry` starts just the run again; a message is sent again by `send`. */
    failure: message.error
      ? { what: 'The message was not sent.', error: message.error, retry: undefined }
      : run.error
        ? {
            what: 'The message was sent, but the run did not start.',
            error: run.error,
            retry: () => run.variables !== undefined && run.mutate(run.variables),
          }
        : undefined,
  }
}
