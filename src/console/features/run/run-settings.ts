import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'
import { jsonProblem } from '#console/util/json-fault.ts'
import { METADATA_RULE, metadataOf, writtenPairs } from '#console/util/metadata.ts'
import { atMost, samplingRules } from '#console/util/rules.ts'
import type { Tab } from '#console/util/tab.ts'
import { toolProblems } from '#console/util/tool-problems.ts'
import { parseExact } from '#contract/exact-json.ts'
import { LEAST_TOKEN_BUDGET, MAX_INSTRUCTIONS_CHARACTERS, MAX_RUN_TOOLS } from '#contract/limits.ts'
import { CreateRunRequest, type Run } from '#contract/run.ts'
import { ToolRequest } from '#contract/tool.ts'

/** What may be set for one run, as typed. Empty means: as the assistant has it. */
export const RunSettings = z.object({
  model: z.string(),
  instructions: z.string(),
  additional_instructions: z.string(),
  /** JSON text of an array of tools. */
  tools: z.string(),
  tool_choice: z.enum([
    '',
    'none',
    'auto',
    'required',
    'file_search',
    'code_interpreter',
    'function',
  ]),
  tool_choice_function: z.string(),
  temperature: z.string(),
  top_p: z.string(),
  max_prompt_tokens: z.string(),
  max_completion_tokens: z.string(),
  response_format: z.enum(['', 'auto', 'text', 'json_object', 'json_schema']),
  /** JSON text, for `json_schema`. */
  json_schema: z.string(),
  truncation: z.enum(['', 'auto', 'last_messages']),
  last_messages: z.string(),
  parallel_tool_calls: z.enum(['', 'true', 'false']),
  reasoning_effort: z.string(),
  metadata: z.array(z.object({ key: z.string(), value: z.string() })),
})
export type RunSettings = z.infer<typeof RunSettings>

export const emptySettings: RunSettings = {
  model: '',
  instructions: '',
  additional_instructions: '',
  tools: '',
  tool_choice: '',
  tool_choice_function: '',
  temperature: '',
  top_p: '',
  max_prompt_tokens: '',
  max_completion_tokens: '',
  response_format: '',
  json_schema: '',
  truncation: '',
  last_messages: '',
  parallel_tool_calls: '',
  reasoning_effort: '',
  metadata: [],
}

export const newRunSettingsDrafts = (tab?: Tab) =>
  newDrafts<RunSettings>({
    prefix: 'clew.run-settings.',
    empty: () => emptySettings,
    isEmpty: (settings) => namesSet(settings).length === 0,
    parse: (kept) => z.parse(RunSettings, kept),
    ...(tab && { tab }),
  })

/** Settings as they are typed, by thread, until a run starts with them. */
export const runSettingsDrafts = newRunSettingsDrafts()

/** The names of what is set. */
export const namesSet = (settings: RunSettings): (keyof RunSettings)[] =>
  // The cast: the keys of the settings are those of the empty ones.
  (Object.keys(emptySettings) as (keyof RunSettings)[]).filter(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(emptySettings[name]),
  )

/** Forgets settings that a run has started with, unless others were typed since. */
export const forgetSettings = (
  threadId: string,
  sent: RunSettings,
  drafts = runSettingsDrafts,
): void => {
  drafts.readAgain(threadId)
  if (JSON.stringify(drafts.get(threadId)) === JSON.stringify(sent)) drafts.forget(threadId)
}

export type SettingErrors = Partial<Record<keyof RunSettings, string>>

/** What each setting has to be, told where it is not. */
const rules: SettingErrors = {
  instructions: atMost(MAX_INSTRUCTIONS_CHARACTERS),
  additional_instructions: atMost(MAX_INSTRUCTIONS_CHARACTERS),
  tools: `A JSON array of up to ${MAX_RUN_TOOLS} tools, each with a "type".`,
  tool_choice_function: 'Name the function.',
  ...samplingRules,
  max_prompt_tokens: `A whole number, ${LEAST_TOKEN_BUDGET} or more.`,
  max_completion_tokens: `A whole number, ${LEAST_TOKEN_BUDGET} or more.`,
  json_schema: 'A JSON object with a "name" and a "schema".',
  last_messages: 'A whole number, 1 or more.',
  metadata: METADATA_RULE,
}

/** The settings in which a refused part of the request was typed. */
const settingOf: Record<string, (settings: RunSettings) => keyof RunSettings> = {
  tool_choice: () => 'tool_choice_function',
  response_format: () => 'json_schema',
  truncation_strategy: () => 'last_messages',
}

/** JSON that cannot be read stays text, which no schema takes. */
const json = (text: string): unknown => {
  try {
    return parseExact(text)
  } catch {
    return text
  }
}

const number = (text: string) => (text.trim() === '' ? undefined : Number(text))
const given = (text: string) => (text === '' ? undefined : text)

/** The request as typed, not yet checked. */
const rawRequest = (assistantId: string, settings: RunSettings) => {
  const written = writtenPairs(settings.metadata)
  const raw: Record<string, unknown> = {
    assistant_id: assistantId,
    model: given(settings.model.trim()),
    instructions: given(settings.instructions),
    additional_instructions: given(settings.additional_instructions),
    tools: settings.tools.trim() === '' ? undefined : json(settings.tools),
    tool_choice: toolChoice(settings),
    temperature: number(settings.temperature),
    top_p: number(settings.top_p),
    max_prompt_tokens: number(settings.max_prompt_tokens),
    max_completion_tokens: number(settings.max_completion_tokens),
    response_format: responseFormat(settings),
    truncation_strategy: truncation(settings),
    parallel_tool_calls:
      settings.parallel_tool_calls === '' ? undefined : settings.parallel_tool_calls === 'true',
    reasoning_effort: given(settings.reasoning_effort),
    metadata: written.length > 0 ? metadataOf(written) : undefined,
  }
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined))
}

const toolChoice = ({ tool_choice, tool_choice_function: name }: RunSettings) => {
  if (tool_choice === '') return undefined
  if (tool_choice === 'function') {
    return { type: 'function', function: { name: name.trim() || undefined } }
  }
  const isTool = tool_choice === 'file_search' || tool_choice === 'code_interpreter'
  return isTool ? { type: tool_choice } : tool_choice
}

const responseFormat = ({ response_format: format, json_schema }: RunSettings) => {
  if (format === '' || format === 'auto') return given(format)
  return format === 'json_schema'
    ? { type: format, json_schema: json(json_schema) }
    : { type: format }
}

const truncation = ({ truncation: type, last_messages }: RunSettings) => {
  if (type === '') return undefined
  return type === 'last_messages' ? { type, last_messages: number(last_messages) ?? 0 } : { type }
}

export type CheckedRequest =
  | { request: CreateRunRequest; errors?: undefined }
  | { request?: undefined; errors: SettingErrors }

/** The request the settings stand for, or what is wrong with each of them. */
export const toRunRequest = (assistantId: string, settings: RunSettings): CheckedRequest => {
  const parsed = CreateRunRequest.safeParse(rawRequest(assistantId, settings))
  if (parsed.success) return { request: parsed.data }
  const errors: SettingErrors = {}
  for (const { path } of parsed.error.issues) {
    const [field] = path
    if (typeof field !== 'string') continue
    // Every other part of the request goes by the name of its setting.
    const setting = settingOf[field]?.(settings) ?? (field as keyof RunSettings)
    errors[setting] = rules[setting] ?? 'This cannot be used.'
  }
  for (const setting of ['tools', 'json_schema'] as const) {
    if (errors[setting] === undefined) continue
    errors[setting] = jsonProblem(settings[setting]) ?? errors[setting]
  }
  const tools = json(settings.tools)
  const problems = Array.isArray(tools) ? toolProblems(parsed.error.issues, tools) : []
  if (problems.length > 0) errors.tools = problems.join('\n')
  return { errors }
}

/** What starts the same run again. Fields it had from its assistant are given as they were. */
export const rerunRequest = (run: Run): CreateRunRequest | undefined => {
  if (run.assistant_id === null) return undefined
  const tools = run.tools.map((tool) => ToolRequest.safeParse(tool))
  const request: Record<string, unknown> = {
    assistant_id: run.assistant_id,
    model: run.model || undefined,
    // An empty text is one: it stands in the place of the assistant's.
    instructions: run.instructions,
    tools: tools.every(({ success }) => success) ? tools.map(({ data }) => data) : undefined,
    metadata: Object.keys(run.metadata).length > 0 ? run.metadata : undefined,
    temperature: run.temperature,
    top_p: run.top_p,
    max_prompt_tokens: run.max_prompt_tokens,
    max_completion_tokens: run.max_completion_tokens,
    truncation_strategy: run.truncation_strategy,
    tool_choice: run.tool_choice,
    parallel_tool_calls: run.parallel_tool_calls,
    response_format: run.response_format,
    reasoning_effort: run.reasoning_effort,
  }
  // A run of another server may hold values that ours does not take: those are left to the assistant.
  for (let tries = 0; tries < Object.keys(request).length; tries++) {
    const given = Object.entries(request).filter(
      ([, value]) => value !== undefined && value !== null,
    )
    const parsed = CreateRunRequest.safeParse(Object.fromEntries(given))
    if (parsed.success) return parsed.data
    for (const { path } of parsed.error.issues) delete request[String(path[0])]
  }
  return { assistant_id: run.assistant_id }
}
