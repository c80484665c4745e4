import { nanoid } from 'nanoid'
import { type ReactNode, useEffectEvent, useLayoutEffect, useState } from 'react'

import type { Metadata } from '#contract/primitives.ts'

import { isEdited, leftToSave, metadataDrafts } from '../util/metadata-drafts.ts'
import {
  type Edited,
  METADATA_RULE,
  followMetadata,
  isMetadataValid,
  metadataOf,
  type MetadataPair,
  pairsOf,
  writtenPairs,
} from '../util/metadata.ts'
import type { Patience } from '../util/patience.ts'
import { ActionDialog, STAY } from './ActionDialog.tsx'
import { DraftNote } from './DraftNote.tsx'
import { MetadataFields } from './MetadataFields.tsx'

/** A row that goes by itself leaves the focus in the others where it is. Drafts keep it over a reload. */
const withRow = (pair: MetadataPair): MetadataPair =>
  pair.row === undefined ? { ...pair, row: nanoid(10) } : pair

const withRows = ({ pairs, base }: Edited): Edited => ({ base, pairs: pairs.map(withRow) })

const opened = (pairs: readonly MetadataPair[]): Edited =>
  withRows({
    pairs: pairs.length > 0 ? pairs : [{ key: '', value: '' }],
    base: metadataOf(pairs),
  })

/** Pairs as they are edited in a dialog: kept under an id until they are saved, or for as long as it is open. */
const useEdited = (before: readonly MetadataPair[], draftId: string | undefined) => {
  const [fresh, setFresh] = useState(() => opened(before))
  const [own, setOwn] = useState<Edited>()
  const kept = metadataDrafts.use(draftId ?? '')
  const typed = draftId === undefined ? own : kept
  const edited = typed ?? fresh
  return {
    edited,
    isTyped: draftId !== undefined && isEdited(edited),
    /** What others stored: what was typed is kept with it from the next key on. */
    follow: (now: Metadata) => {
      const next = withRows(followMetadata(edited, now))
      if (typed === undefined) setFresh(next)
      else if (draftId === undefined) setOwn(next)
      else metadataDrafts.change(draftId, () => next, 'now')
    },
    type: (pairs: readonly MetadataPair[]) => {
      const next = withRows({ pairs, base: edited.base })
      if (draftId === undefined) setOwn(next)
      else metadataDrafts.change(draftId, () => next)
    },
    settle: (saved: readonly MetadataPair[]) => {
      if (draftId === undefined) return
      metadataDrafts.change(draftId, (draft) => leftToSave(draft, saved), 'now')
    },
    discard: (now: readonly MetadataPair[]) => {
      setFresh(opened(now))
      if (draftId !== undefined) metadataDrafts.forget(draftId)
    },
  }
}

/**
 * Edits all pairs of an object; a refused change keeps what was typed. With `draftId` it is kept until it is
 * saved, whatever closes the dialog.
 */
export const MetadataDialog = ({
  title,
  action = 'Save metadata',
  pairs: before,
  draftId,
  now,
  isHeld,
  notice,
  onSave,
  onClose,
}: {
  title: string
  action?: string
  pairs: readonly MetadataPair[]
  draftId?: string
  /** What is stored, where others write it too: the pairs follow it. */
  now?: Metadata
  /** Whether something is to be settled first. `base` is what the pairs are compared with. */
  isHeld?: (pairs: readonly MetadataPair[], base: Metadata) => boolean
  /** What is to be said of the pairs as they stand. */
  notice?: (pairs: readonly MetadataPair[], base: Metadata) => ReactNode
  onSave: (pairs: MetadataPair[], base: Metadata, patience: Patience) => Promise<unknown>
  onClose: () => void
}) => {
  const { edited, isTyped, follow, type, settle, discard } = useEdited(before, draftId)
  const onNow = useEffectEvent(follow)
  useLayoutEffect(() => {
    if (now) onNow(now)
  }, [now])
  const pairs = writtenPairs(edited.pairs, edited.base)
  return (
    <ActionDialog
      title={title}
      action={action}
      disabled={!isMetadataValid(pairs, edited.base) || isHeld?.(pairs, edited.base) === true}
      deed="the metadata was saved"
      onAction={async (patience) => {
        const answer = await onSave(pairs, edited.base, patience)
        if (answer !== STAY) settle(pairs)
        return answer
      }}
      onClose={onClose}
    >
      <p className="text-small text-ink-2">{METADATA_RULE}</p>
      {draftId !== undefined && (
        <KeptNote
          draftId={draftId}
          isTyped={isTyped}
          onDiscard={() => discard(now ? pairsOf(now) : before)}
        />
      )}
      <MetadataFields pairs={edited.pairs} base={edited.base} onChange={type} />
      {notice?.(pairs, edited.base)}
    </ActionDialog>
  )
}

const KeptNote = ({
  draftId,
  isTyped,
  onDiscard,
}: {
  draftId: string
  isTyped: boolean
  onDiscard: () => void
}) => (
  <DraftNote isShown={isTyped} unkept={metadataDrafts.useUnkept(draftId)} onDiscard={onDiscard} />
)
