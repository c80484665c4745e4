import { useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { TextField } from '#console/ui/Field.tsx'

import { imageUrlProblem } from './draft-limits.ts'

/** Asks for the address of an image. */
export const ImageUrlDialog = ({
  onAdd,
  onClose,
}: {
  onAdd: (url: string) => void
  onClose: () => void
}) => {
  const [url, setUrl] = useState('')
  const [tried, setTried] = useState(false)
  const problem = imageUrlProblem(url)
  const add = () => {
    setTried(true)
    if (problem !== undefined) return
    onAdd(url.trim())
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
          onChange={(event) => setUrl(event.target.value)}
        />
      </form>
    </Dialog>
  )
}
