import { useRef } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { CodeView } from '#console/ui/CodeView.tsx'
import { TOOL_LABELS } from '#console/util/tool-words.ts'

import type { AssistantForm } from './assistant-form.ts'

type Field = keyof AssistantForm

const names: Record<Field, string> = {
  name: 'Name',
  description: 'Description',
  model: 'Model',
  instructions: 'Instructions',
  ...TOOL_LABELS,
  functions: 'Functions',
  temperature: 'Temperature',
  top_p: 'Top P',
  metadata: 'Metadata',
}

const textOf = (value: AssistantForm[Field] | undefined): string => {
  if (typeof value === 'boolean') return value ? 'On' : 'Off'
  if (typeof value === 'string') return value || '(empty)'
  return value?.map((pair) => `${pair.key}: ${pair.value}`).join('\n') || '(empty)'
}

/** What was pressed is gone: next is another field to settle, else the button that saves. */
const focusNext = (list: HTMLElement | null): void => {
  const form = list?.closest('form')
  requestAnimationFrame(() => {
    const next = list?.isConnected ? list.querySelector('button') : undefined
    ;(next ?? form?.querySelector<HTMLElement>('[type=submit]'))?.focus()
  })
}

/** What someone else changed while it was being changed here, and the choice between the two. */
export const Conflicts = ({
  fields,
  theirs,
  mine,
  onSettle,
}: {
  fields: readonly Field[]
  theirs: AssistantForm
  mine: Partial<AssistantForm>
  onSettle: (field: Field, keep: 'mine' | 'theirs') => void
}) => {
  const list = useRef<HTMLElement>(null)
  return (
    <section
      ref={list}
      aria-label="Changed by someone else"
      className="space-y-3 rounded-card border border-attention bg-raise p-3"
    >
      <p role="alert" className="text-small">
        Someone else changed this assistant meanwhile:{' '}
        {fields.map((field) => names[field]).join(', ')}. Choose what is to stand.
      </p>
      {fields.map((field) => (
        <fieldset key={field} className="space-y-1.5 border-t border-line pt-3">
          <legend className="sr-only">{names[field]}</legend>
          <p aria-hidden className="text-small font-strong">
            {names[field]}
          </p>
          <div className="grid gap-2.5 sm:grid-cols-2">
            {(['theirs', 'mine'] as const).map((whose) => (
              <div key={whose} className="min-w-0 space-y-1.5">
                <p className="text-meta text-ink-2">{whose === 'mine' ? 'Yours' : 'Theirs'}</p>
                <CodeView
                  label={`${names[field]}, ${whose === 'mine' ? 'yours' : 'theirs'}`}
                  wrap
                  className="max-h-32"
                >
                  {textOf(whose === 'mine' ? mine[field] : theirs[field])}
                </CodeView>
                <Button
                  size="small"
                  onClick={() => {
                    onSettle(field, whose)
                    focusNext(list.current)
                  }}
                >
                  {whose === 'mine' ? 'Keep mine' : 'Take theirs'}
                </Button>
              </div>
            ))}
          </div>
        </fieldset>
      ))}
    </section>
  )
}
