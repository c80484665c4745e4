import { useState } from 'react'

import type { Metadata } from '#contract/primitives.ts'

import {
  type MetadataConflict,
  metadataConflicts,
  metadataOf,
  pairsOf,
  withChanges,
} from '../util/metadata.ts'
import { STAY } from './ActionDialog.tsx'
import { type Choice, MetadataConflicts } from './MetadataConflicts.tsx'
import { MetadataDialog } from './MetadataDialog.tsx'

/**
 * Edits metadata that others write too. It is read again before it is saved: what others changed stays,
 * and where both changed the same key the reader chooses.
 */
export const SharedMetadataDialog = ({
  title,
  metadata: before,
  read,
  write,
  onClose,
}: {
  title: string
  /** As it was when the dialog was opened. */
  metadata: Metadata
  read: () => Promise<Metadata>
  write: (metadata: Metadata) => Promise<void>
  onClose: () => void
}) => {
  const [opened] = useState(before)
  const [told, setTold] = useState<readonly MetadataConflict[]>([])
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const theirs = told.filter(({ key }) => choices[key] === 'theirs')
  return (
    <MetadataDialog
      title={title}
      pairs={pairsOf(opened)}
      disabled={told.some(({ key }) => choices[key] === undefined)}
      onSave={async (pairs) => {
        const now = await read()
        const after = metadataOf(pairs)
        const conflicts = metadataConflicts(now, opened, after)
        const isTold = ({ key, theirs: value }: MetadataConflict) =>
          told.some((each) => each.key === key && each.theirs === value)
        if (!conflicts.every(isTold)) {
          setTold(conflicts)
          // What was chosen against another value is asked again.
          const kept = conflicts.filter(isTold).map(({ key }) => [key, choices[key]])
          setChoices(Object.fromEntries(kept))
          return STAY
        }
        const others = Object.entries(after).filter(
          ([key]) => !theirs.some((each) => each.key === key),
        )
        const taken = theirs.flatMap(({ key }) => {
          const value = now[key]
          return value === undefined ? [] : [[key, value]]
        })
        return write(withChanges(now, opened, Object.fromEntries([...others, ...taken])))
      }}
      notice={(pairs) => {
        if (told.length === 0) return undefined
        const after = metadataOf(pairs)
        return (
          <MetadataConflicts
            conflicts={told.map((each) => ({ ...each, mine: after[each.key] }))}
            choices={choices}
            onChoose={(key, choice) => setChoices((chosen) => ({ ...chosen, [key]: choice }))}
          />
        )
      }}
      onClose={onClose}
    />
  )
}
