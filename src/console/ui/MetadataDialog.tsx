import { type ReactNode, useState } from 'react'

import { isMetadataValid, type MetadataPair } from '../util/metadata.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { MetadataFields } from './MetadataFields.tsx'

/** Edits all pairs of an object; a refused change keeps what was typed. */
export const MetadataDialog = ({
  title,
  action = 'Save metadata',
  pairs: before,
  disabled = false,
  notice,
  onSave,
  onClose,
}: {
  title: string
  action?: string
  pairs: readonly MetadataPair[]
  disabled?: boolean
  /** What is to be said of the pairs as they stand. */
  notice?: (pairs: readonly MetadataPair[]) => ReactNode
  onSave: (pairs: MetadataPair[]) => Promise<unknown>
  onClose: () => void
}) => {
  const [edited, setEdited] = useState(before.length > 0 ? [...before] : [{ key: '', value: '' }])
  const pairs = edited.filter(({ key, value }) => key !== '' || value !== '')
  return (
    <ActionDialog
      title={title}
      action={action}
      disabled={disabled || !isMetadataValid(pairs)}
      failed="The metadata was not saved."
      onAction={() => onSave(pairs)}
      onClose={onClose}
    >
      <p className="text-small text-ink-2">
        Up to 16 pairs; keys of up to 64 and values of up to 512 characters.
      </p>
      <MetadataFields pairs={edited} onChange={setEdited} />
      {notice?.(pairs)}
    </ActionDialog>
  )
}
