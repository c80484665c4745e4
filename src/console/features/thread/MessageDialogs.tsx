import { useQueryClient } from '@tanstack/react-query'
import { Pencil } from 'lucide-react'
import type { ReactNode } from 'react'

import { FRESH, open, request } from '#console/api/client.ts'
import { isNotFound } from '#console/api/failure.ts'
import { useIsMessageGone } from '#console/api/gone-messages.ts'
import { deleteMessage, modifyMessage } from '#console/api/message-writes.ts'
import { rewriteMessage, useLoadedMessage } from '#console/api/messages.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { dropMessage } from '#console/api/run-stream.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { neighboursOf } from '#console/ui/lost-focus.ts'
import { SharedMetadataDialog } from '#console/ui/SharedMetadataDialog.tsx'
import { forgetDraftsOf } from '#console/util/drafts.ts'
import { exactTimeText } from '#console/util/time.ts'
import type { Message } from '#contract/message.ts'

import { messageDialog } from './message-dialog.ts'
import { plainText, roleText } from './message-words.ts'
import { MetadataTable } from './MetadataTable.tsx'
import { RawJsonDialog } from './RawJsonDialog.tsx'

const SHOWN = 80

/** The message by its own words, so that it is known again; one without words by its time. */
const beginning = (message: Message): ReactNode => {
  const words = plainText(message).replaceAll(/\s+/g, ' ').trim()
  if (words === '')
    return (
      <>
        of <bdi>{exactTimeText(message.created_at)}</bdi>
      </>
    )
  return <q dir="auto">{words.length > SHOWN ? `${words.slice(0, SHOWN).trimEnd()}…` : words}</q>
}

const close = () => messageDialog.set(undefined)

/** Whatever a message's menu has opened. Once in the pane: a row may scroll away under its dialog. */
export const MessageDialogs = () => {
  const client = useQueryClient()
  const dialog = messageDialog.use()
  // Others may change it while the dialog is open.
  const message = useLoadedMessage(dialog?.message)
  const isGone = useIsMessageGone(message?.thread_id ?? '', message?.id ?? '', false)
  const whyNotEdit = useWhyNot('modifyMessage')
  if (!dialog || !message) return null
  const { kind } = dialog
  const at = { thread_id: message.thread_id, message_id: message.id }
  switch (kind) {
    case 'json':
      return (
        <RawJsonDialog
          title={message.id}
          queryKey={['raw', message.id]}
          read={async (signal) => (await open('getMessage', { params: at, signal })).text()}
          onClose={close}
        />
      )
    case 'metadata':
      return (
        <SharedMetadataDialog
          title="Metadata of the message"
          draftId={`${at.thread_id}/${at.message_id}`}
          metadata={message.metadata}
          {...(isGone && {
            gone: 'This message was deleted meanwhile. What is typed here stays below the messages.',
          })}
          read={async () => {
            try {
              return (await request('getMessage', { params: at, ...FRESH })).metadata
            } catch (error) {
              if (isNotFound(error)) dropMessage(client, at.thread_id, at.message_id)
              throw error
            }
          }}
          write={async (metadata, patience) =>
            rewriteMessage(
              client,
              await modifyMessage(at.thread_id, at.message_id, metadata, patience),
            )
          }
          onClose={close}
        />
      )
    case 'pairs':
      return (
        <Dialog
          title="Metadata of the message"
          onClose={close}
          footer={
            <>
              <Button onClick={close}>Close</Button>
              <Button
                icon={Pencil}
                whyNot={whyNotEdit}
                onClick={() => messageDialog.set({ kind: 'metadata', message })}
              >
                Edit
              </Button>
            </>
          }
        >
          <MetadataTable of={message.id} metadata={message.metadata} />
        </Dialog>
      )
    case 'delete':
      return (
        <ConfirmDialog
          title="Delete this message?"
          action="Delete message"
          deed="the message was deleted"
          instead={() =>
            neighboursOf('[data-message]', `[data-message="${CSS.escape(at.message_id)}"]`)
          }
          onConfirm={async (patience) => {
            await deleteMessage(at.thread_id, at.message_id, patience)
            forgetDraftsOf(`${at.thread_id}/${at.message_id}`)
            dropMessage(client, at.thread_id, at.message_id)
          }}
          onClose={close}
        >
          <p>
            The {roleText(message.role).toLowerCase()} message {beginning(message)} is removed from
            the thread for everyone. This cannot be undone.
          </p>
        </ConfirmDialog>
      )
  }
}
