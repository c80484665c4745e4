import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { createLabel } from '#console/api/labels.ts'
import { ActionDialog } from '#console/ui/ActionDialog.tsx'
import type { Label } from '#contract/label.ts'

import { LabelFields, type LabelText, toRequest } from './LabelFields.tsx'

/** Makes a label that everybody can use. */
export const NewLabelDialog = ({
  name,
  onAnswer,
}: {
  name: string
  onAnswer: (label: Label | undefined) => void
}) => {
  const client = useQueryClient()
  const [text, setText] = useState<LabelText>({ name, color: 'gray', description: '' })
  return (
    <ActionDialog
      title="New label"
      isForm
      action="Make label"
      deed="the label was made"
      disabled={text.name.trim() === ''}
      onClose={() => onAnswer(undefined)}
      onAction={async (patience) => onAnswer(await createLabel(client, toRequest(text), patience))}
    >
      <LabelFields text={text} onChange={setText} />
    </ActionDialog>
  )
}
