import { type ReactNode, useState } from 'react'

import type { Metadata } from '#contract/primitives.ts'

import { followMetadata, isMetadataValid, metadataOf, type MetadataPair } from '../util/metadata.ts'
import type { Patience } from '../util/patience.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { MetadataFields } from './MetadataFields.tsx'

let lastRow = 0
/** A row that goes by itself leaves the focus in the others where it is. */
const withRow = (pair: MetadataPair): MetadataPair =>
  pair.row === undefined ? { ...pair, row: `row-${++lastRow}` } : pair

const written = (pairs: readonly MetadataPair[]): MetadataPair[] =>
  pairs
    .filter(({ key, value }) => key !== '' || value !== '')
    .map(({ key, value }) => ({ key, value }))

/** Edits all pairs of an object; a refused change keeps what was typed. */
export const MetadataDialog = ({
  title,
  action = 'Save metadata',
  pairs: before,
  now,
  isHeld,
  notice,
  onSave,
  onClose,
}: {
  title: string
  action?: string
  pairs: readonly MetadataPair[]
  /** What is stored, where others write it too: the pairs follow it. */
  now?: Metadata
  /** Whether something is to be settled first. `base` is what the pairs are compared with. */
  isHeld?: (pairs: readonly MetadataPair[], base: Metadata) => boolean
  /** What is to be said of the pairs as they stand. */
  notice?: (pairs: readonly MetadataPair[], base: Metadata) => ReactNode
  onSave: (pairs: MetadataPair[], base: Metadata, patience: Patience) => Promise<unknown>
  onClose: () => void
}) => {
  const [edited, setEdited] = useState(() => ({
    pairs: (before.length > 0 ? before : [{ key: '', value: '' }]).map(withRow),
    base: metadataOf(before),
  }))
  const [followed, setFollowed] = useState(now)
  if (now && now !== followed) {
    setFollowed(now)
    const next = followMetadata(edited, now)
    setEdited({ ...next, pairs: next.pairs.map(withRow) })
  }
  const pairs = written(edited.pairs)
  return (
    <ActionDialog
      title={title}
      action={action}
      disabled={!isMetadataValid(pairs) || isHeld?.(pairs, edited.base) === true}
      deed="the metadata was saved"
      onAction={(patience) => onSave(pairs, edited.base, patience)}
      onClose={onClose}
    >
      <p className="text-small text-ink-2">
        Up to 16 pairs; keys of up to 64 and values of up to 512 characters.
      </p>
      <MetadataFields
        pairs={edited.pairs}
        onChange={(changed) => setEdited(({ base }) => ({ base, pairs: changed.map(withRow) }))}
      />
      {notice?.(pairs, edited.base)}
    </ActionDialog>
  )
}
