import { useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import {
  assistantQuery,
  assistantsQuery,
  deleteAssistant,
  modifyAssistant,
} from '#console/api/assistants.ts'
import { isNotFound } from '#console/api/failure.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { useMounted } from '#console/hooks/use-mounted.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { DraftNote } from '#console/ui/DraftNote.tsx'
import { SPOKEN, TIGHT } from '#console/ui/narrow-head.ts'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { showToast } from '#console/ui/toast.ts'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import type { Patience } from '#console/util/patience.ts'
import type { Assistant } from '#contract/assistant.ts'

import { type AssistantDraft, assistantDrafts, copyOf, NEW } from './assistant-drafts.ts'
import {
  changedFields,
  conflictsOf,
  emptyForm,
  type FormChanges,
  formOf,
  type FormErrors,
  settleField,
  toAssistantRequest,
  toModifyRequest,
  typedMeanwhile,
  withTyped,
} from './assistant-form.ts'
import { assistantName } from './assistant-name.ts'
import { AssistantFields } from './AssistantFields.tsx'
import { Conflicts } from './Conflicts.tsx'
import { createOnce } from './create-once.ts'
import { DeletedNote } from './DeletedNote.tsx'
import { readUnshown } from './unshown.ts'
import { UnshownNote } from './UnshownNote.tsx'

/** The form said what is wrong; nothing was sent. */
class NotSent extends Error {}

/** Edits an assistant, or makes one when none is given. What is typed is kept until it is saved. */
export const AssistantEditor = ({
  assistant,
  isGone = false,
  back,
  onSaved,
  onDeleted,
  onCopied,
}: {
  assistant: Assistant | undefined
  /** Someone else deleted it. */
  isGone?: boolean
  /** The way back to the list where only one column is shown. */
  back: ReactNode
  onSaved: (assistant: Assistant) => void
  onDeleted: () => void
  /** What was typed stands in the form of a new assistant now. */
  onCopied: () => void
}) => {
  const client = useQueryClient()
  const isShown = useMounted()
  const id = assistant?.id ?? NEW
  const changes = assistantDrafts.use(id)
  const now = assistant ? formOf(assistant) : emptyForm
  const form = { ...now, ...changes.mine }
  const hasChanges = changedFields(changes).length > 0
  const conflicts = conflictsOf(changes, now)
  const [errors, setErrors] = useState<FormErrors>({})
  const [isDeleting, setDeleting] = useState(false)
  const saveChanges = async (
    before: Assistant,
    sent: FormChanges,
    patience: Patience,
  ): Promise<Assistant> => {
    // As it is now: another client may have changed it since it was read.
    const fresh = await client.fetchQuery({ ...assistantQuery(before.id), staleTime: 0 })
    if (conflictsOf(sent, formOf(fresh)).length > 0) throw new NotSent()
    const checked = toModifyRequest(sent, fresh)
    setErrors(checked.errors ?? {})
    if (!checked.request) throw new NotSent()
    return modifyAssistant(before.id, checked.request, patience)
  }
  const create = async (draft: AssistantDraft, patience: Patience): Promise<Assistant> => {
    const checked = toAssistantRequest({ ...emptyForm, ...draft.mine }, readUnshown(draft.unshown))
    setErrors(checked.errors ?? {})
    if (!checked.request) throw new NotSent()
    return createOnce(client, NEW, checked.request, patience)
  }
  const scroller = useRef<HTMLDivElement>(null)
  // A second press may come before the first one is shown.
  const isSaving = useRef(false)
  const save = useWrite({
    onSettled: () => void (isSaving.current = false),
    // What is wrong is told at the top.
    onError: () => scroller.current?.scrollTo({ top: 0 }),
    write: (sent: AssistantDraft, patience) =>
      assistant ? saveChanges(assistant, sent, patience) : create(sent, patience),
    onSuccess: (saved, sent) => {
      const left = typedMeanwhile(assistantDrafts.get(id), sent, formOf(saved))
      assistantDrafts.forget(id)
      assistantDrafts.change(saved.id, () => left, 'now')
      client.setQueryData(assistantQuery(saved.id).queryKey, saved)
      void client.invalidateQueries({ queryKey: assistantsQuery().queryKey })
      showToast({ text: assistant ? 'Assistant saved' : 'Assistant created' })
      // Who waited no longer for the answer may be elsewhere.
      if (isShown.current) onSaved(saved)
    },
  })
  const isDoubted = save.doubt !== undefined
  useEffect(() => {
    if (isDoubted) scroller.current?.scrollTo({ top: 0 })
  }, [isDoubted])
  const whyNotSave = useWhyNot(assistant ? 'modifyAssistant' : 'createAssistant')
  const whyNotDelete = useWhyNot('deleteAssistant')
  const failure = save.error instanceof NotSent ? null : save.error
  const isDeleted = assistant !== undefined && (isGone || isNotFound(failure))
  return (
    <form
      aria-label={assistant ? 'Edit assistant' : 'New assistant'}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        if (isSaving.current || whyNotSave !== undefined || isDeleted) return
        isSaving.current = true
        save.mutate(changes)
      }}
    >
      <header className="@container flex min-h-bar shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-0.5 sm:px-6">
        {back}
        {/* Where large text leaves it no room beside the buttons, the title has a row below them. */}
        <div className="min-w-0 flex-1 @max-[16rem]:order-last @max-[16rem]:basis-full">
          <h1 tabIndex={-1} className="truncate text-title outline-none">
            {assistant ? assistantName(assistant) : 'New assistant'}
          </h1>
          {assistant && (
            <p className="flex items-center gap-1 text-meta text-ink-3">
              <code className="truncate">{assistant.id}</code>
              <CopyButton label="Copy id" text={assistant.id} />
              <span className="hidden sm:inline">
                created <RelativeTime at={assistant.created_at} />
              </span>
            </p>
          )}
        </div>
        <div className="ms-auto flex items-center gap-3 @max-[16rem]:gap-1">
          {assistant && !isDeleted && (
            <Button
              variant="quiet"
              icon={Trash2}
              whyNot={whyNotDelete}
              onClick={() => setDeleting(true)}
              className={TIGHT}
            >
              <span className="sr-only sm:not-sr-only">Delete</span>
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            whyNot={whyNotSave}
            idle={assistant && !hasChanges}
            disabled={isDeleted}
            className={TIGHT}
          >
            {assistant ? (
              'Save'
            ) : (
              <span>
                Create<span className={SPOKEN}> assistant</span>
              </span>
            )}
          </Button>
        </div>
      </header>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-4 py-5 sm:px-6">
        <div className="max-w-2xl space-y-4">
          {whyNotSave !== undefined && <ReadOnly within why={whyNotSave} />}
          {isDeleted ? (
            <DeletedNote
              assistantId={id}
              copy={() => copyOf(form, assistant)}
              onCopied={onCopied}
            />
          ) : (
            <WriteFailure
              deed={assistant ? 'the assistant was saved' : 'the assistant was created'}
              error={failure}
              doubt={save.doubt}
            />
          )}
          {conflicts.length > 0 && (
            <Conflicts
              fields={conflicts}
              theirs={now}
              mine={changes.mine}
              onSettle={(field, keep) =>
                assistantDrafts.change(id, (typed) => settleField(typed, now, field, keep), 'now')
              }
            />
          )}
          <DraftNote
            isShown={hasChanges}
            unkept={assistantDrafts.useUnkept(id)}
            discard="Discard changes"
            onDiscard={() => {
              assistantDrafts.forget(id)
              setErrors({})
            }}
          />
          <UnshownNote
            unshown={readUnshown(changes.unshown)}
            onLeaveOut={() =>
              assistantDrafts.change(id, (typed) => ({ ...typed, unshown: undefined }), 'now')
            }
          />
          {Object.keys(errors).length > 0 && (
            <p role="alert" className="text-small text-error">
              Some fields cannot be used. They are marked below.
            </p>
          )}
          <AssistantFields
            form={form}
            errors={errors}
            onChange={(typed) =>
              assistantDrafts.change(id, (before) => withTyped(before, now, typed))
            }
          />
        </div>
      </div>
      {assistant && isDeleting && (
        <ConfirmDialog
          title="Delete this assistant?"
          action="Delete assistant"
          onClose={() => setDeleting(false)}
          deed="the assistant was deleted"
          onConfirm={async (patience) => {
            await deleteAssistant(assistant.id, patience)
            assistantDrafts.forget(assistant.id)
            await client.invalidateQueries({ queryKey: assistantsQuery().queryKey })
            // Who waited no longer for the answer may be elsewhere.
            if (isShown.current) onDeleted()
          }}
        >
          <p>
            Its threads, messages and past runs stay. New runs can no longer be started with it.
          </p>
        </ConfirmDialog>
      )}
    </form>
  )
}
