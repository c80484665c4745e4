import * as z from 'zod/mini'

import { jsonProblem } from '#console/util/json-fault.ts'
import {
  METADATA_RULE,
  metadataConflicts,
  metadataOf,
  pairsOf,
  withChanges,
  writtenPairs,
} from '#console/util/metadata.ts'
import { atMost, samplingRules } from '#console/util/rules.ts'
import { toolProblems } from '#console/util/tool-problems.ts'
import {
  type Assistant,
  CreateAssistantRequest,
  ModifyAssistantRequest,
} from '#contract/assistant.ts'
import { parseExact } from '#contract/exact-json.ts'
import {
  MAX_DESCRIPTION_CHARACTERS,
  MAX_INSTRUCTIONS_CHARACTERS,
  MAX_NAME_CHARACTERS,
} from '#contract/limits.ts'

import type { Unshown } from './unshown.ts'

/** An assistant as it is being edited: text as typed. */
export const AssistantForm = z.object({
  name: z.string(),
  description: z.string(),
  model: z.string(),
  instructions: z.string(),
  file_search: z.boolean(),
  code_interpreter: z.boolean(),
  /** JSON text of an array of functions. */
  functions: z.string(),
  temperature: z.string(),
  top_p: z.string(),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type AssistantForm = z.infer<typeof AssistantForm>

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
  name: atMost(MAX_NAME_CHARACTERS),
  description: atMost(MAX_DESCRIPTION_CHARACTERS),
  model: 'Name a model.',
  instructions: atMost(MAX_INSTRUCTIONS_CHARACTERS),
  functions: 'A JSON array of functions: [{ "name": "…" }].',
  ...samplingRules,
  metadata: METADATA_RULE,
}

const fieldOf = (part: string): keyof AssistantForm =>
  // Every part of the request but the tools goes by the name of its field.
  part === 'tools' ? 'functions' : (part as keyof AssistantForm)

/** Functions as typed: bare, or wrapped as a tool of type function; else what is wrong with the text. */
const functionTools = (text: string): { tools: unknown[]; problem?: string | undefined } => {
  if (text.trim() === '') return { tools: [] }
  const problem = jsonProblem(text)
  if (problem !== undefined) return { tools: [], problem }
  const value = parseExact(text)
  if (!Array.isArray(value)) return { tools: [], problem: rules.functions }
  const tools = value.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'function' in each
      ? each
      : { type: 'function', function: each },
  )
  return { tools }
}

const number = (text: string) => (text.trim() === '' ? null : Number(text))

export type CheckedForm =
  | { request: CreateAssistantRequest; errors?: undefined }
  | { request?: undefined; errors: FormErrors }

/**
 * Every part of the request as typed, not yet checked, and what is wrong with the functions' text. `before`
 * gives what the form does not show of an assistant's tools: options of its file search.
 */
const rawRequest = (form: AssistantForm, before?: { tools?: Assistant['tools'] | null }) => {
  const functions = functionTools(form.functions)
  const kept = before?.tools?.find(({ type }) => type === 'file_search')
  const others = [
    ...(form.file_search ? [kept ?? { type: 'file_search' }] : []),
    ...(form.code_interpreter ? [{ type: 'code_interpreter' }] : []),
  ]
  const raw = {
    model: form.model.trim(),
    name: form.name || null,
    description: form.description || null,
    instructions: form.instructions || null,
    tools: [...others, ...functions.tools],
    temperature: number(form.temperature),
    top_p: number(form.top_p),
    metadata: metadataOf(form.metadata),
  }
  return { raw, problem: functions.problem, functionsAt: others.length }
}

const errorsOf = (
  issues: readonly z.core.$ZodIssue[],
  { raw, problem, functionsAt }: ReturnType<typeof rawRequest>,
): FormErrors => {
  const errors: FormErrors = {}
  for (const { path } of issues) {
    const field = fieldOf(String(path[0]))
    errors[field] = rules[field] ?? 'This cannot be used.'
  }
  const faults = toolProblems(issues, raw.tools, { at: functionsAt, noun: 'Function' })
  const told = problem ?? faults.join('\n')
  if (told !== '') errors.functions = told
  if (raw.model === '') errors.model = rules.model ?? ''
  return errors
}

/** The request the form stands for with what it does not show, or what is wrong with each field. */
export const toAssistantRequest = (form: AssistantForm, unshown: Unshown = {}): CheckedForm => {
  const metadata = writtenPairs(form.metadata)
  const typed = rawRequest({ ...form, metadata }, unshown)
  const parsed = CreateAssistantRequest.safeParse({ ...unshown, ...typed.raw })
  const errors = errorsOf(parsed.error?.issues ?? [], typed)
  return parsed.success && isEmpty(errors) ? { request: parsed.data } : { errors }
}

const isEmpty = (errors: FormErrors) => Object.keys(errors).length === 0

/** The part of the request in which a field of the form goes. */
const partOf = (field: keyof AssistantForm) =>
  field === 'functions' || field === 'file_search' || field === 'code_interpreter' ? 'tools' : field

/** What was typed since an assistant was opened, and what stood there then. */
export const FormChanges = z.object({
  mine: z.partial(AssistantForm),
  base: z.partial(AssistantForm),
})
export type FormChanges = z.infer<typeof FormChanges>

export const noChanges = (): FormChanges => ({ mine: {}, base: {} })

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

const without = (form: Partial<AssistantForm>, field: keyof AssistantForm) =>
  Object.fromEntries(Object.entries(form).filter(([key]) => key !== field))

/** Names of the fields that were changed. */
export const changedFields = ({ mine }: FormChanges) => Object.keys(mine) as (keyof AssistantForm)[] // a form's

/** Puts what was typed beside what stands there now; what is as it was is no change. */
export const withTyped = <Changes extends FormChanges>(
  changes: Changes,
  now: AssistantForm,
  typed: Partial<AssistantForm>,
): Changes => {
  const mine = { ...changes.mine, ...typed }
  const base = { ...now, ...changes.base }
  const changed = changedFields({ mine, base }).filter((field) => !isSame(mine[field], base[field]))
  const only = (form: Partial<AssistantForm>) =>
    Object.fromEntries(changed.map((field) => [field, form[field]]))
  return { ...changes, mine: only(mine), base: only(base) }
}

/** Goes on from what stands there now: with what was typed, or without. */
export const settleField = <Changes extends FormChanges>(
  changes: Changes,
  now: AssistantForm,
  field: keyof AssistantForm,
  keep: 'mine' | 'theirs',
): Changes =>
  keep === 'mine'
    ? { ...changes, base: { ...changes.base, [field]: now[field] } }
    : { ...changes, mine: without(changes.mine, field), base: without(changes.base, field) }

/**
 * What was typed while `sent` was on its way, on top of what is saved now. Metadata goes on from what
 * was sent: what others added in between is no change of this reader.
 */
export const typedMeanwhile = (
  typed: FormChanges,
  sent: FormChanges,
  saved: AssistantForm,
): FormChanges => {
  const since = changedFields(typed).filter((field) => !isSame(typed.mine[field], sent.mine[field]))
  const from = { ...saved, ...(sent.mine.metadata && { metadata: sent.mine.metadata }) }
  const only = (form: Partial<AssistantForm>) =>
    Object.fromEntries(since.map((field) => [field, form[field]]))
  return withTyped({ mine: {}, base: only(from) }, saved, only(typed.mine))
}

/** Fields that someone else changed too, to something else. Keys of metadata are told apart. */
export const conflictsOf = (changes: FormChanges, now: AssistantForm): (keyof AssistantForm)[] =>
  changedFields(changes).filter((field) => {
    const { mine, base } = changes
    if (field !== 'metadata') {
      return !isSame(now[field], base[field]) && !isSame(now[field], mine[field])
    }
    const pairs = (form: Partial<AssistantForm>) => metadataOf(form.metadata ?? [])
    return metadataConflicts(pairs(now), pairs(base), pairs(mine)).length > 0
  })

export type CheckedChanges =
  | { request: ModifyAssistantRequest; errors?: undefined }
  | { request?: undefined; errors: FormErrors }

/** The request that saves what was changed and nothing else, on top of the assistant as it is now. */
export const toModifyRequest = (changes: FormChanges, now: Assistant): CheckedChanges => {
  const { mine, base } = changes
  const before = metadataOf(base.metadata ?? [])
  const metadata =
    mine.metadata &&
    pairsOf(withChanges(now.metadata, before, metadataOf(writtenPairs(mine.metadata, before))))
  const typed = rawRequest({ ...formOf(now), ...mine, ...(metadata && { metadata }) }, now)
  const parts = new Set<string>(changedFields(changes).map(partOf))
  const raw = Object.fromEntries(Object.entries(typed.raw).filter(([part]) => parts.has(part)))
  const parsed = ModifyAssistantRequest.safeParse(raw)
  const all = errorsOf(parsed.error?.issues ?? [], typed)
  // What is not sent is not for this reader to mend.
  const errors: FormErrors = Object.fromEntries(
    Object.entries(all).filter(([field]) => parts.has(field === 'functions' ? 'tools' : field)),
  )
  return parsed.success && isEmpty(errors) ? { request: parsed.data } : { errors }
}
