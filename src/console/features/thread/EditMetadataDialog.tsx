import { useState } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { MetadataFields } from '#console/ui/MetadataFields.tsx'
import { isMetadataValid, metadataOf, pairsOf } from '#console/util/metadata.ts'
import type { Metadata } from '#contract/primitives.ts'

/** Edits all pairs of an object; a refused change keeps what was typed. */
export const EditMetadataDialog = ({
  title,
  metadata,
  onSave,
  onClose,
}: {
  title: string
  metadata: Metadata
  onSave: (metadata: Metadata) => Promise<void>
  onClose: () => void
}) => {
  const [edited, setEdited] = useState(() => {
    const pairs = pairsOf(metadata)
    return pairs.length > 0 ? pairs : [{ key: '', value: '' }]
  })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const pairs = edited.filter(({ key, value }) => key !== '' || value !== '')
  const save = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onSave(metadataOf(pairs))
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={!isMetadataValid(pairs)}
            onClick={() => void save()}
          >
            Save metadata
          </Button>
        </>
      }
    >
      <p className="mb-3 text-small text-ink-2">
        Up to 16 pairs; keys of up to 64 and values of up to 512 characters.
      </p>
      <MetadataFields pairs={edited} onChange={setEdited} />
      {error !== undefined && (
        <div className="mt-3">
          <Failure layout="inline" what="The metadata was not saved." error={error} />
        </div>
      )}
    </Dialog>
  )
}
