import { metadataOf, type MetadataPair, pairsOf } from '#console/util/metadata.ts'
import { type Assistant, CreateAssistantRequest } from '#contract/assistant.ts'

/** An assistant as it is being edited: text as typed. */
export interface AssistantForm {
  name: string
  description: string
  model: string
  instructions: string
  file_search: boolean
  code_interpreter: boolean
  /** JSON text of an array of functions. */
  functions: string
  temperature: string
  top_p: string
  metadata: MetadataPair[]
}

export type FormErrors = Partial<Record<keyof AssistantForm, string>>

export const emptyForm: AssistantForm = {
  name: '',
  description: '',
  model: '',
  instructions: '',
  file_search: false,
  code_interpreter: false,
  functions: '',
  temperature: '',
  top_p: '',
  metadata: [],
}

export const formOf = (assistant: Assistant): AssistantForm => {
  const functions = assistant.tools.flatMap((tool) =>
    tool.type === 'function' ? [tool.function] : [],
  )
  const has = (type: string) => assistant.tools.some((tool) => tool.type === type)
  return {
    name: assistant.name ?? '',
    description: assistant.description ?? '',
    model: assistant.model,
    instructions: assistant.instructions ?? '',
    file_search: has('file_search'),
    code_interpreter: has('code_interpreter'),
    functions: functions.length > 0 ? JSON.stringify(functions, null, 2) : '',
    temperature: assistant.temperature?.toString() ?? '',
    top_p: assistant.top_p?.toString() ?? '',
    metadata: pairsOf(assistant.metadata),
  }
}

const rules: FormErrors = {
  name: 'At most 256 characters.',
  description: 'At most 512 characters.',
  model: 'Name a model.',
  instructions: 'At most 256,000 characters.',
  functions:
    'A JSON array of functions; each has a "name" of letters, digits, _ or - and may have "description" and "parameters".',
  temperature: 'A number from 0 to 2.',
  top_p: 'A number from 0 to 1.',
  metadata: 'Up to 16 pairs; keys of up to 64 and values of up to 512 characters.',
}

const fieldOf = (part: string): keyof AssistantForm =>
  // Every part of the request but the tools goes by the name of its field.
  part === 'tools' ? 'functions' : (part as keyof AssistantForm)

/** Functions as typed: bare, or wrapped as a tool of type function. Undefined when not an array. */
const functionTools = (text: string): unknown[] | undefined => {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    if (!Array.isArray(value)) return undefined
    return value.map((each: unknown) =>
      typeof each === 'object' && each !== null && 'function' in each
        ? each
        : { type: 'function', function: each },
    )
  } catch {
    return undefined
  }
}

const number = (text: string) => (text.trim() === '' ? null : Number(text))

export type CheckedForm =
  | { request: CreateAssistantRequest; errors?: undefined }
  | { request?: undefined; errors: FormErrors }

/**
 * The request the form stands for, or what is wrong with each field. `before` gives what the form does
 * not show of an assistant: options of its file search, and tools of other types.
 */
export const toAssistantRequest = (form: AssistantForm, before?: Assistant): CheckedForm => {
  const functions = functionTools(form.functions)
  const kept = before?.tools.find(({ type }) => type === 'file_search')
  const raw = {
    model: form.model.trim() || undefined,
    name: form.name.trim() || null,
    description: form.description.trim() || null,
    instructions: form.instructions || null,
    tools: [
      ...(form.file_search ? [kept ?? { type: 'file_search' }] : []),
      ...(form.code_interpreter ? [{ type: 'code_interpreter' }] : []),
      ...(functions ?? []),
    ],
    temperature: number(form.temperature),
    top_p: number(form.top_p),
    metadata: metadataOf(form.metadata),
  }
  const parsed = CreateAssistantRequest.safeParse(raw)
  if (parsed.success && functions) return { request: parsed.data }
  const errors: FormErrors = functions ? {} : { functions: rules.functions }
  for (const { path } of parsed.error?.issues ?? []) {
    const field = fieldOf(String(path[0]))
    errors[field] = rules[field] ?? 'This cannot be used.'
  }
  return { errors }
}
