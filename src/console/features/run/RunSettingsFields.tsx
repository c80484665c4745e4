import { useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'

import { modelsQuery } from '#console/api/assistants.ts'
import { Select, Textarea, TextField } from '#console/ui/Field.tsx'
import { MetadataSection } from '#console/ui/MetadataFields.tsx'
import { ModelField } from '#console/ui/ModelField.tsx'
import { SamplingFields } from '#console/ui/SamplingFields.tsx'
import { TOOL_LABELS } from '#console/util/tool-words.ts'
import type { Assistant } from '#contract/assistant.ts'
import { ReasoningEffort } from '#contract/tool.ts'

import { namesSet, type RunSettings, type SettingErrors } from './run-settings.ts'

interface Props {
  settings: RunSettings
  errors: SettingErrors
  assistant: Assistant | undefined
  onChange: (change: Partial<RunSettings>) => void
}

/** What is set for one run only. Whatever stays empty is as the assistant has it. */
export const RunSettingsFields = (props: Props) => {
  const more = useRef<HTMLDetailsElement>(null)
  const count = namesSet(props.settings).length
  const hasErrors = Object.keys(props.errors).length > 0
  useEffect(() => {
    if (hasErrors && more.current) more.current.open = true
  }, [hasErrors])
  return (
    <details ref={more} className="group">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 font-strong text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="icon group-open:rotate-90" />
        More settings
        {count > 0 && <span className="font-normal text-accent">· {count} set</span>}
      </summary>
      <div className="mt-3 space-y-3.5">
        <ModelFields {...props} />
        <ToolFields {...props} />
        <NumberFields {...props} />
        <FormatFields {...props} />
        <MetadataSection
          pairs={props.settings.metadata}
          error={props.errors.metadata}
          onChange={(metadata) => props.onChange({ metadata })}
        />
      </div>
    </details>
  )
}

const ModelFields = ({ settings, errors, assistant, onChange }: Props) => {
  const { data } = useQuery(modelsQuery)
  return (
    <>
      <ModelField
        models={data}
        placeholder={assistant?.model}
        value={settings.model}
        error={errors.model}
        onChange={(event) => onChange({ model: event.target.value })}
      />
      <Textarea
        label="Instructions"
        hint="Instead of the assistant’s."
        rows={3}
        placeholder={assistant?.instructions ?? undefined}
        value={settings.instructions}
        error={errors.instructions}
        onChange={(event) => onChange({ instructions: event.target.value })}
      />
      <Textarea
        label="Additional instructions"
        hint="After the instructions."
        rows={2}
        value={settings.additional_instructions}
        error={errors.additional_instructions}
        onChange={(event) => onChange({ additional_instructions: event.target.value })}
      />
    </>
  )
}

const asAssistant = { value: '', label: 'As usual' } as const

const toolChoices = [
  asAssistant,
  { value: 'auto', label: 'The model chooses' },
  { value: 'none', label: 'No tool' },
  { value: 'required', label: 'Some tool' },
  { value: 'file_search', label: TOOL_LABELS.file_search },
  { value: 'code_interpreter', label: TOOL_LABELS.code_interpreter },
  { value: 'function', label: 'A function…' },
] as const satisfies { value: RunSettings['tool_choice']; label: string }[]

const ToolFields = ({ settings, errors, onChange }: Props) => (
  <>
    <Textarea
      label="Tools"
      hint="A JSON array, instead of the assistant’s. [] for none."
      rows={3}
      spellCheck={false}
      dir="ltr"
      placeholder={'[{ "type": "function", "function": { "name": "…" } }]'}
      value={settings.tools}
      error={errors.tools}
      onChange={(event) => onChange({ tools: event.target.value })}
      className="font-mono text-small"
    />
    <Pair>
      <Select
        label="Tool choice"
        value={settings.tool_choice}
        options={toolChoices}
        // The options are the type's values.
        onChange={(event) =>
          onChange({ tool_choice: event.target.value as RunSettings['tool_choice'] })
        }
      />
      <Select
        label="Parallel calls"
        value={settings.parallel_tool_calls}
        options={[asAssistant, { value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]}
        onChange={(event) =>
          onChange({
            parallel_tool_calls: event.target.value as RunSettings['parallel_tool_calls'],
          })
        }
      />
    </Pair>
    {settings.tool_choice === 'function' && (
      <TextField
        label="Function to call"
        spellCheck={false}
        value={settings.tool_choice_function}
        error={errors.tool_choice_function}
        onChange={(event) => onChange({ tool_choice_function: event.target.value })}
      />
    )}
  </>
)

const NumberFields = ({ settings, errors, assistant, onChange }: Props) => (
  <>
    <SamplingFields values={settings} usual={assistant} errors={errors} onChange={onChange} />
    <Pair>
      <TextField
        label="Most prompt tokens"
        inputMode="numeric"
        placeholder="No limit"
        value={settings.max_prompt_tokens}
        error={errors.max_prompt_tokens}
        onChange={(event) => onChange({ max_prompt_tokens: event.target.value })}
      />
      <TextField
        label="Most completion tokens"
        inputMode="numeric"
        placeholder="No limit"
        value={settings.max_completion_tokens}
        error={errors.max_completion_tokens}
        onChange={(event) => onChange({ max_completion_tokens: event.target.value })}
      />
    </Pair>
  </>
)

const formats = [
  asAssistant,
  { value: 'auto', label: 'The model chooses' },
  { value: 'text', label: 'Text' },
  { value: 'json_object', label: 'JSON' },
  { value: 'json_schema', label: 'JSON of a schema…' },
] as const satisfies { value: RunSettings['response_format']; label: string }[]

const truncations = [
  asAssistant,
  { value: 'auto', label: 'Automatic' },
  { value: 'last_messages', label: 'Last messages…' },
] as const satisfies { value: RunSettings['truncation']; label: string }[]

const FormatFields = ({ settings, errors, onChange }: Props) => (
  <>
    <Pair>
      <Select
        label="Response format"
        value={settings.response_format}
        options={formats}
        onChange={(event) =>
          onChange({ response_format: event.target.value as RunSettings['response_format'] })
        }
      />
      <Select
        label="Truncation"
        value={settings.truncation}
        options={truncations}
        onChange={(event) =>
          onChange({ truncation: event.target.value as RunSettings['truncation'] })
        }
      />
    </Pair>
    {settings.response_format === 'json_schema' && (
      <Textarea
        label="JSON schema"
        rows={4}
        spellCheck={false}
        dir="ltr"
        placeholder={'{ "name": "…", "schema": { "type": "object" } }'}
        value={settings.json_schema}
        error={errors.json_schema}
        onChange={(event) => onChange({ json_schema: event.target.value })}
        className="font-mono text-small"
      />
    )}
    {settings.truncation === 'last_messages' && (
      <TextField
        label="How many messages"
        inputMode="numeric"
        value={settings.last_messages}
        error={errors.last_messages}
        onChange={(event) => onChange({ last_messages: event.target.value })}
      />
    )}
    <Select
      label="Reasoning effort"
      value={settings.reasoning_effort}
      options={[asAssistant, ...ReasoningEffort.options.map((value) => ({ value, label: value }))]}
      onChange={(event) => onChange({ reasoning_effort: event.target.value })}
    />
  </>
)

const Pair = ({ children }: { children: ReactNode }) => (
  <div className="grid grid-cols-2 items-start gap-2.5">{children}</div>
)
