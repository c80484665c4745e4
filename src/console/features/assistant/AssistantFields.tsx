import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'

import { modelsQuery } from '#console/api/assistants.ts'
import { Textarea, TextField } from '#console/ui/Field.tsx'
import { MetadataFields } from '#console/ui/MetadataFields.tsx'

import type { AssistantForm, FormErrors } from './assistant-form.ts'

interface Props {
  form: AssistantForm
  errors: FormErrors
  onChange: (change: Partial<AssistantForm>) => void
}

/** Every field of an assistant. */
export const AssistantFields = (props: Props) => (
  <div className="space-y-4">
    <MainFields {...props} />
    <ToolFields {...props} />
    <div className="grid grid-cols-2 items-start gap-3">
      <TextField
        label="Temperature"
        inputMode="decimal"
        placeholder="1"
        value={props.form.temperature}
        error={props.errors.temperature}
        onChange={(event) => props.onChange({ temperature: event.target.value })}
      />
      <TextField
        label="Top P"
        inputMode="decimal"
        placeholder="1"
        value={props.form.top_p}
        error={props.errors.top_p}
        onChange={(event) => props.onChange({ top_p: event.target.value })}
      />
    </div>
    <div className="space-y-1">
      <p className="text-small font-strong text-ink-2">Metadata</p>
      <MetadataFields
        pairs={props.form.metadata}
        onChange={(metadata) => props.onChange({ metadata })}
      />
      {props.errors.metadata && <p className="text-meta text-error">{props.errors.metadata}</p>}
    </div>
  </div>
)

/** What a new assistant needs: a name, a model, what it is told. */
export const MainFields = ({ form, errors, onChange }: Props) => {
  const { data } = useQuery(modelsQuery)
  const list = useId()
  return (
    <>
      <TextField
        label="Name"
        value={form.name}
        error={errors.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <TextField
        label="Description"
        value={form.description}
        error={errors.description}
        onChange={(event) => onChange({ description: event.target.value })}
      />
      <TextField
        label="Model"
        list={list}
        required
        spellCheck={false}
        value={form.model}
        error={errors.model}
        onChange={(event) => onChange({ model: event.target.value })}
      />
      <datalist id={list}>
        {data?.data.map(({ id }) => (
          <option key={id}>{id}</option>
        ))}
      </datalist>
      <Textarea
        label="Instructions"
        rows={6}
        dir="auto"
        value={form.instructions}
        error={errors.instructions}
        onChange={(event) => onChange({ instructions: event.target.value })}
      />
    </>
  )
}

const ToolFields = ({ form, errors, onChange }: Props) => (
  <>
    <fieldset className="space-y-1">
      <legend className="text-small font-strong text-ink-2">Tools</legend>
      <Toggle
        label="File search"
        hint="Finds passages in attached files."
        checked={form.file_search}
        onChange={(file_search) => onChange({ file_search })}
      />
      <Toggle
        label="Code interpreter"
        hint="Runs code on attached files."
        checked={form.code_interpreter}
        onChange={(code_interpreter) => onChange({ code_interpreter })}
      />
    </fieldset>
    <Textarea
      label="Functions"
      hint="A JSON array. The run waits for the outputs of the functions it calls."
      rows={6}
      spellCheck={false}
      dir="ltr"
      placeholder={
        '[{ "name": "get_booking", "parameters": { "type": "object", "properties": {} } }]'
      }
      value={form.functions}
      error={errors.functions}
      onChange={(event) => onChange({ functions: event.target.value })}
      className="font-mono text-small"
    />
  </>
)

const Toggle = ({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string
  hint: string
  checked: boolean
  onChange: (checked: boolean) => void
}) => (
  <label className="flex items-baseline gap-2">
    <input
      type="checkbox"
      checked={checked}
      onChange={(event) => onChange(event.target.checked)}
      className="relative top-0.5 size-4 accent-accent"
    />
    {label}
    <span className="text-meta text-ink-3">{hint}</span>
  </label>
)
