import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { assistantsQuery, modelsQuery } from '#console/api/assistants.ts'
import { useMounted } from '#console/hooks/use-mounted.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { showToast } from '#console/ui/toast.ts'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import type { Assistant, CreateAssistantRequest } from '#contract/assistant.ts'

import { assistantDrafts, NEW_IN_DIALOG } from './assistant-drafts.ts'
import { emptyForm, type FormErrors, toAssistantRequest, withTyped } from './assistant-form.ts'
import { MainFields } from './AssistantFields.tsx'
import { createOnce } from './create-once.ts'

/** Makes an assistant with what it needs; the rest can be set on its page. */
export const CreateAssistantDialog = ({
  onClose,
}: {
  /** Told which assistant was made, if any. */
  onClose: (made?: Assistant) => void
}) => {
  const client = useQueryClient()
  const id = useId()
  const isOpen = useMounted()
  const models = useQuery(modelsQuery)
  // What was typed is there again where the dialog was closed by a press beside it.
  const typed = assistantDrafts.use(NEW_IN_DIALOG)
  // The first model stands there until another is typed, also where they are listed only later.
  const form = { ...emptyForm, model: models.data?.data[0]?.id ?? '', ...typed.mine }
  const [errors, setErrors] = useState<FormErrors>({})
  const create = useWrite({
    write: (request: CreateAssistantRequest, patience) => {
      // With a model that nobody typed: it is kept with what was asked for.
      assistantDrafts.change(NEW_IN_DIALOG, (before) => withTyped(before, emptyForm, form), 'now')
      return createOnce(client, NEW_IN_DIALOG, request, patience)
    },
    onSuccess: async (made) => {
      assistantDrafts.forget(NEW_IN_DIALOG)
      await client.invalidateQueries({ queryKey: assistantsQuery().queryKey })
      // Who waited no longer for the answer may have chosen otherwise.
      if (isOpen.current) onClose(made)
      else showToast({ text: 'Assistant created' })
    },
  })
  return (
    <Dialog
      title="New assistant"
      onClose={() => onClose()}
      footer={
        <>
          <Button onClick={() => onClose()}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" busy={create.isPending}>
            Create assistant
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          // A dialog of the composer stands inside its form in the tree of components.
          event.stopPropagation()
          if (create.isPending) return
          const checked = toAssistantRequest(form)
          setErrors(checked.errors ?? {})
          if (checked.request) create.mutate(checked.request)
        }}
      >
        <MainFields
          form={form}
          errors={errors}
          onChange={(change) => {
            // What is on its way to the server stands still: the dialog closes with the answer.
            if (create.isPending) return
            assistantDrafts.change(NEW_IN_DIALOG, (before) => withTyped(before, emptyForm, change))
          }}
        />
        <WriteFailure deed="the assistant was created" error={create.error} doubt={create.doubt} />
      </form>
    </Dialog>
  )
}
