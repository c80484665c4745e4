import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { writeNote } from '#console/api/said-acts.ts'
import type { Subject } from '#console/api/said.ts'
import { UnkeptNote } from '#console/ui/UnkeptNote.tsx'
import { overText } from '#console/util/number.ts'
import { COMMAND } from '#console/util/platform.ts'
import { MAX_NOTE_CHARACTERS } from '#contract/review.ts'

import { noteDraftId, noteDrafts } from './note-drafts.ts'
import { NoteBox } from './NoteBox.tsx'

/** What a person notes: kept as it is typed, saved when the field is left or by key. Names follow an @. */
export const NoteField = ({
  subject,
  subjectKey,
  personId,
  saved,
  whyNot,
}: {
  subject: Subject
  subjectKey: string
  personId: string | undefined
  saved: string | null
  whyNot: string | undefined
}) => {
  const client = useQueryClient()
  const draftId = noteDraftId(subject, subjectKey, personId)
  const draft = noteDrafts.use(draftId)
  const text = draft.text ?? saved ?? ''
  const isUnsaved = draft.text !== null && draft.text !== (saved ?? '')
  const [isSaving, setSaving] = useState(false)
  const save = async () => {
    if (draft.text === null || isSaving) return
    const typed = draft.text
    setSaving(true)
    const isDone = typed === (saved ?? '') || (await writeNote(client, subject, typed))
    setSaving(false)
    // What was typed meanwhile stays.
    if (isDone) noteDrafts.change(draftId, (now) => (now.text === typed ? { text: null } : now))
  }
  const latest = useRef(save)
  latest.current = save
  // What takes its place was not left by the reader: it is saved all the same.
  useEffect(() => () => void latest.current(), [])
  return (
    <div className="space-y-1">
      <NoteBox
        text={text}
        onChange={(value) => noteDrafts.change(draftId, () => ({ text: value }))}
        onSave={() => void save()}
        onLeave={() => void save()}
        whyNot={whyNot}
      >
        {overText(text.length, MAX_NOTE_CHARACTERS) ||
          (isSaving ? 'Saving…' : isUnsaved && `Not saved yet. ${COMMAND} Enter saves.`)}
      </NoteBox>
      <UnkeptNote unkept={noteDrafts.useUnkept(draftId)} />
    </div>
  )
}
