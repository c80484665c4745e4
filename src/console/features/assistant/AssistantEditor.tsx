import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import {
  assistantQuery,
  assistantsQuery,
  createAssistant,
  deleteAssistant,
  modifyAssistant,
} from '#console/api/assistants.ts'
import { ConfirmDialog } from '#console/ui/ActionDialog.tsx'
import { Button } from '#console/ui/Button.tsx'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { showToast } from '#console/ui/toast.ts'
import type { Assistant, CreateAssistantRequest } from '#contract/assistant.ts'

import { emptyForm, formOf, type FormErrors, toAssistantRequest } from './assistant-form.ts'
import { AssistantFields } from './AssistantFields.tsx'

/** Edits an assistant, or makes one when none is given. */
export const AssistantEditor = ({
  assistant,
  back,
  onSaved,
  onDeleted,
}: {
  assistant: Assistant | undefined
  /** The way back to the list where only one column is shown. */
  back: ReactNode
  onSaved: (assistant: Assistant) => void
  onDeleted: () => void
}) => {
  const client = useQueryClient()
  const [form, setForm] = useState(() => (assistant ? formOf(assistant) : emptyForm))
  const [errors, setErrors] = useState<FormErrors>({})
  const [isDeleting, setDeleting] = useState(false)
  const save = useMutation({
    mutationFn: (request: CreateAssistantRequest) =>
      assistant ? modifyAssistant(assistant.id, request) : createAssistant(request),
    onSuccess: (saved) => {
      client.setQueryData(assistantQuery(saved.id).queryKey, saved)
      void client.invalidateQueries({ queryKey: assistantsQuery().queryKey })
      showToast({ text: assistant ? 'Assistant saved' : 'Assistant created' })
      onSaved(saved)
    },
  })
  const submit = () => {
    const checked = toAssistantRequest(form, assistant)
    setErrors(checked.errors ?? {})
    if (checked.request) save.mutate(checked.request)
  }
  return (
    <form
      aria-label={assistant ? 'Edit assistant' : 'New assistant'}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <header className="flex h-[54px] shrink-0 items-center gap-3 border-b border-line px-4">
        {back}
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-title">
            {assistant ? assistant.name?.trim() || 'Unnamed assistant' : 'New assistant'}
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
        {assistant && (
          <Button variant="quiet" icon={Trash2} onClick={() => setDeleting(true)}>
            <span className="sr-only sm:not-sr-only">Delete</span>
          </Button>
        )}
        <Button type="submit" variant="primary" busy={save.isPending}>
          {assistant ? 'Save' : 'Create assistant'}
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 py-5 sm:px-6">
        <div className="max-w-2xl space-y-4">
          {save.error && (
            <Failure
              layout="inline"
              what={assistant ? 'The assistant was not saved.' : 'The assistant was not created.'}
              error={save.error}
            />
          )}
          {Object.keys(errors).length > 0 && (
            <p role="alert" className="text-small text-error">
              Some fields cannot be used. They are marked below.
            </p>
          )}
          <AssistantFields
            form={form}
            errors={errors}
            onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          />
        </div>
      </div>
      {assistant && isDeleting && (
        <ConfirmDialog
          title="Delete this assistant?"
          action="Delete assistant"
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await deleteAssistant(assistant.id)
            await client.invalidateQueries({ queryKey: assistantsQuery().queryKey })
            onDeleted()
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
