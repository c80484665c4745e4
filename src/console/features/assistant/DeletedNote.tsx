import { useState } from 'react'

import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'

import { type AssistantDraft, assistantDrafts, NEW } from './assistant-drafts.ts'
import { changedFields } from './assistant-form.ts'
import { assistantName } from './assistant-name.ts'

/** Someone else deleted what is open: what is typed may become a new assistant. */
export const DeletedNote = ({
  assistantId,
  copy,
  onCopied,
}: {
  assistantId: string
  /** What is typed, as a new assistant. */
  copy: () => AssistantDraft
  onCopied: () => void
}) => {
  const [isAsking, setAsking] = useState(false)
  const written = assistantDrafts.use(NEW)
  const copyNow = () => {
    assistantDrafts.change(NEW, copy, 'now')
    assistantDrafts.forget(assistantId)
    onCopied()
  }
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card bg-attention-soft px-3 py-2.5"
    >
      <p className="min-w-0 flex-1 text-small">
        This assistant was deleted meanwhile. What is typed here can be saved as a new one.
      </p>
      <Button
        size="small"
        onClick={() => (changedFields(written).length > 0 ? setAsking(true) : copyNow())}
      >
        Make a new assistant of it
      </Button>
      {isAsking && (
        <ConfirmDialog
          title="Discard the other new assistant?"
          action="Discard it"
          deed="the new assistant was discarded"
          onConfirm={async () => copyNow()}
          onClose={() => setAsking(false)}
        >
          <p>
            <strong dir="auto" className="font-heading break-words">
              {assistantName({ name: written.mine.name ?? null })}
            </strong>{' '}
            is being written under “New assistant” and is not saved yet. This one would take its
            place. Cancel keeps both, so that the other can be saved first.
          </p>
        </ConfirmDialog>
      )}
    </div>
  )
}
