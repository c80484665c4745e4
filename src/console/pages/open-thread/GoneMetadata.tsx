import { useIsMessageGone } from '#console/api/gone-messages.ts'
import { messageDialog } from '#console/features/thread/message-dialog.ts'
import { UnsentText } from '#console/ui/UnsentText.tsx'
import {
  isEdited,
  isUnsentId,
  metadataDrafts,
  metadataText,
} from '#console/util/metadata-drafts.ts'

const whatIn = (threadId: string, id: string): string => {
  if (id === threadId) return 'the thread here'
  return isUnsentId(id) ? 'a message that was not sent' : 'a message that was deleted'
}

/** Metadata that was being edited in a thread that is gone, its own and that of its messages. */
export const GoneMetadata = ({ threadId }: { threadId: string }) =>
  metadataDrafts
    .idsOf(threadId)
    .map((id) => <Edited key={id} id={id} what={whatIn(threadId, id)} />)

/** Metadata that was being edited of messages that are gone from a thread that is there. */
export const GoneMessagesMetadata = ({ threadId }: { threadId: string }) => {
  // What is written in it is there to be seen once it closes.
  messageDialog.use()
  const ids = metadataDrafts.idsOf(threadId).filter((id) => id !== threadId && !isUnsentId(id))
  if (ids.length === 0) return null
  return (
    // With the composer it leaves room for the messages.
    <div className="max-h-[35dvh] overflow-y-auto pt-3 empty:hidden">
      {ids.map((id) => (
        <OfMessage key={id} threadId={threadId} id={id} />
      ))}
    </div>
  )
}

const OfMessage = ({ threadId, id }: { threadId: string; id: string }) => {
  const isEditing = metadataDrafts.use(id) !== undefined
  const isGone = useIsMessageGone(threadId, id.slice(threadId.length + 1), isEditing)
  return isGone ? <Edited id={id} what={whatIn(threadId, id)} rows={3} /> : null
}

const Edited = ({ id, what, rows = 6 }: { id: string; what: string; rows?: number }) => {
  const edited = metadataDrafts.use(id)
  if (!edited || !isEdited(edited)) return null
  return (
    <UnsentText
      label="Metadata that was being edited"
      heading={`You were editing the metadata of ${what}`}
      what="metadata"
      text={metadataText(edited)}
      rows={rows}
      onDiscard={() => metadataDrafts.forget(id)}
    />
  )
}
