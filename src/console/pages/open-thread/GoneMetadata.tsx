import { Button } from '#console/ui/Button.tsx'
import { copyText } from '#console/ui/CopyButton.tsx'
import { showToast } from '#console/ui/toast.ts'
import { isEdited, metadataDrafts, metadataText } from '#console/util/metadata-drafts.ts'

/** Metadata that was being edited in a thread that is gone, its own and that of its messages. */
export const GoneMetadata = ({ threadId }: { threadId: string }) =>
  metadataDrafts
    .idsOf(threadId)
    .map((id) => <Edited key={id} id={id} isOfThread={id === threadId} />)

const Edited = ({ id, isOfThread }: { id: string; isOfThread: boolean }) => {
  const edited = metadataDrafts.use(id)
  if (!edited || !isEdited(edited)) return null
  const text = metadataText(edited)
  const copy = async () => {
    if (await copyText(text)) showToast({ text: 'Metadata copied' })
  }
  return (
    <section
      aria-label="Metadata that was being edited"
      className="mx-auto w-full max-w-column space-y-3 px-4 pb-6"
    >
      <h2 className="text-heading">
        You were editing the metadata of {isOfThread ? 'the thread' : 'a message'} here
      </h2>
      <textarea
        aria-label="What was written of the metadata"
        readOnly
        dir="auto"
        rows={6}
        value={text}
        className="block w-full rounded-card border border-line bg-raise p-3"
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copy()}>Copy metadata</Button>
        <Button variant="quiet" onClick={() => metadataDrafts.forget(id)}>
          Discard
        </Button>
      </div>
    </section>
  )
}
