import { useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { MetadataFields } from '#console/ui/MetadataFields.tsx'
import { isMetadataValid, type MetadataPair } from '#console/util/metadata.ts'

/** The metadata that goes with the message. */
export const MetadataDialog = ({
  pairs: before,
  onSave,
  onClose,
}: {
  pairs: readonly MetadataPair[]
  onSave: (pairs: MetadataPair[]) => void
  onClose: () => void
}) => {
  const [edited, setEdited] = useState(before.length > 0 ? [...before] : [{ key: '', value: '' }])
  const pairs = edited.filter(({ key, value }) => key !== '' || value !== '')
  return (
    <Dialog
      title="Metadata of the message"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!isMetadataValid(pairs)}
            onClick={() => {
              onSave(pairs)
              onClose()
            }}
          >
            Keep metadata
          </Button>
        </>
      }
    >
      <p className="mb-3 text-small text-ink-2">
        Up to 16 pairs; keys of up to 64 and values of up to 512 characters.
      </p>
      <MetadataFields pairs={edited} onChange={setEdited} />
    </Dialog>
  )
}
