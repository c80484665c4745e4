import { useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { DraftNote } from '#console/ui/DraftNote.tsx'
import { TextField } from '#console/ui/Field.tsx'

import { imageUrlProblem } from './draft-limits.ts'
import { imageUrlDrafts } from './image-url-drafts.ts'

/** Asks for the address of an image. What is typed is kept until it is added or discarded. */
export const ImageUrlDialog = ({
  threadId,
  onAdd,
  onClose,
}: {
  threadId: string
  onAdd: (url: string) => void
  onClose: () => void
}) => {
  const url = imageUrlDrafts.use(threadId)
  const [tried, setTried] = useState(false)
  const problem = imageUrlProblem(url)
  const add = () => {
    setTried(true)
    if (problem !== undefined) return
    onAdd(url.trim())
    imageUrlDrafts.forget(threadId)
    onClose()
  }
  return (
    <Dialog
      title="Image from an address"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={add}>
            Add image
          </Button>
        </>
      }
    >
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <TextField
          label="Address"
          type="url"
          inputMode="url"
          placeholder="https://"
          // The dialog gives its first focus to what carries this.
          ref={(input) => input?.setAttribute('autofocus', '')}
          value={url}
          error={tried ? problem : undefined}
          hint="The model fetches it. The console does not."
          onChange={(event) => imageUrlDrafts.change(threadId, () => event.target.value)}
        />
        <DraftNote
          isShown={url !== ''}
          unkept={imageUrlDrafts.useUnkept(threadId)}
          onDiscard={() => {
            imageUrlDrafts.forget(threadId)
            setTried(false)
          }}
        />
      </form>
    </Dialog>
  )
}
