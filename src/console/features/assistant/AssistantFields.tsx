import { useQuery } from '@tanstack/react-query'

import { modelsQuery } from '#console/api/assistants.ts'
import { Textarea, TextField } from '#console/ui/Field.tsx'
import { MetadataSection } from '#console/ui/MetadataFields.tsx'
import { ModelField } from '#console/ui/ModelField.tsx'
import { SamplingFields } from '#console/ui/SamplingFields.tsx'
import { directionOf } from '#console/util/direction.ts'
import { TOOL_LABELS } from '#console/util/tool-words.ts'

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
    <SamplingFields values={props.form} errors={props.errors} onChange={props.onChange} />
    <MetadataSection
      pairs={props.form.metadata}
      error={props.errors.metadata}
      onChange={(metadata) => props.onChange({ metadata })}
    />
  </div>
)

/** What a new assistant needs: a name, a model, what it is told. */
export const MainFields = ({ form, errors, onChange }: Props) => {
  const { data } = useQuery(modelsQuery)
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
      <ModelField
        models={data}
        required
        value={form.model}
        error={errors.model}
        onChange={(event) => onChange({ model: event.target.value })}
      />
      <Textarea
        label="Instructions"
        rows={6}
        dir={directionOf(form.instructions)}
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
        label={TOOL_LABELS.file_search}
        hint="Finds passages in attached files."
        checked={form.file_search}
        onChange={(file_search) => onChange({ file_search })}
      />
      <Toggle
        label={TOOL_LABELS.code_interpreter}
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
      className="relative top-0.5 size-4 shrink-0 accent-accent"
    />
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      {label}
      <span className="min-w-0 text-meta text-ink-3">{hint}</span>
    </span>
  </label>
)
