import { useMemo } from 'react'

import { metadataOf, type MetadataPair } from '../util/metadata.ts'
import { MetadataDialog } from './MetadataDialog.tsx'

/** Edits the metadata of what is not sent yet. What is typed is kept, whatever closes the dialog. */
export const UnsentMetadataDialog = ({
  title,
  draftId,
  pairs,
  onKeep,
  onClose,
}: {
  title: string
  draftId: string
  pairs: readonly MetadataPair[]
  onKeep: (pairs: MetadataPair[]) => void
  onClose: () => void
}) => {
  // The same one for as long as nothing of it changes: the dialog follows each other one.
  const now = useMemo(() => metadataOf(pairs), [pairs])
  return (
    <MetadataDialog
      title={title}
      action="Keep metadata"
      draftId={draftId}
      pairs={pairs}
      now={now}
      onSave={async (edited) => onKeep(edited)}
      onClose={onClose}
    />
  )
}
