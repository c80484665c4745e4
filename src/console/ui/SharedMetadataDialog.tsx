import { useState } from 'react'

import type { Metadata } from '#contract/primitives.ts'

import {
  type MetadataConflict,
  metadataConflicts,
  metadataOf,
  type MetadataPair,
  pairsOf,
  withChanges,
} from '../util/metadata.ts'
import type { Patience } from '../util/patience.ts'
import { valueIn } from '../util/value-in.ts'
import { STAY } from './ActionDialog.tsx'
import { type Choice, MetadataConflicts } from './MetadataConflicts.tsx'
import { MetadataDialog } from './MetadataDialog.tsx'

/** What was chosen for a key, and against which value. */
interface Chosen {
  keep: Choice
  theirs: string | undefined
}

/**
 * Edits metadata that others write too. It follows what they store, and is read again before it is saved:
 * what others changed stays, and where both changed the same key the reader chooses.
 */
export const SharedMetadataDialog = ({
  title,
  draftId,
  metadata,
  gone,
  read,
  write,
  onClose,
}: {
  title: string
  /** Under which what is typed is kept until it is saved. */
  draftId: string
  /** As it is stored now, as far as the page knows. */
  metadata: Metadata
  /** What is said once others deleted what has it. */
  gone?: string
  read: () => Promise<Metadata>
  write: (metadata: Metadata, patience: Patience) => Promise<void>
  onClose: () => void
}) => {
  const [opened] = useState(() => pairsOf(metadata))
  const [told, setTold] = useState(metadata)
  const [now, setNow] = useState(metadata)
  if (told !== metadata) {
    setTold(metadata)
    setNow(metadata)
  }
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({})
  /** What was chosen against another value is asked again. */
  const choiceFor = ({ key, theirs }: MetadataConflict): Choice | undefined => {
    const choice = chosen[key]
    return choice && choice.theirs === theirs ? choice.keep : undefined
  }
  const conflictsIn = (pairs: readonly MetadataPair[], base: Metadata, stored = now) =>
    metadataConflicts(stored, base, metadataOf(pairs))
  return (
    <MetadataDialog
      title={title}
      draftId={draftId}
      pairs={opened}
      now={now}
      isHeld={(pairs, base) =>
        gone !== undefined || conflictsIn(pairs, base).some((each) => !choiceFor(each))
      }
      onSave={async (pairs, base, patience) => {
        const stored = await read()
        const conflicts = conflictsIn(pairs, base, stored)
        if (conflicts.some((each) => !choiceFor(each))) {
          setNow(stored)
          return STAY
        }
        const after = metadataOf(pairs)
        for (const each of conflicts) {
          if (choiceFor(each) !== 'theirs') continue
          if (each.theirs === undefined) delete after[each.key]
          else after[each.key] = each.theirs
        }
        return write(withChanges(stored, base, after), patience)
      }}
      notice={(pairs, base) => {
        if (gone !== undefined) {
          return (
            <p role="alert" className="rounded-card bg-attention-soft px-3 py-2.5 text-small">
              {gone}
            </p>
          )
        }
        const conflicts = conflictsIn(pairs, base)
        if (conflicts.length === 0) return undefined
        return (
          <MetadataConflicts
            conflicts={conflicts}
            choices={Object.fromEntries(
              conflicts.flatMap((each) => {
                const choice = choiceFor(each)
                return choice ? [[each.key, choice]] : []
              }),
            )}
            onChoose={(key, keep) =>
              setChosen((before) => ({ ...before, [key]: { keep, theirs: valueIn(now, key) } }))
            }
          />
        )
      }}
      onClose={onClose}
    />
  )
}
