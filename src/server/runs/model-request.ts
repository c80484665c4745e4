import type { Message, TextPart } from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run, Usage } from '#contract/run.ts'
import type { ToolChoice } from '#contract/tool.ts'

import type { ModelMessage, ModelPart, ModelRequest } from '../models/provider.ts'
import type { BuiltInTool, OfferedTools } from '../tools/tool.ts'
import { nameOf } from '../tools/tools.ts'
import { createImageReader } from './images.ts'
import { messagesFromNewest } from './pages.ts'
import type { EngineParts } from './parts.ts'
import { estimateMessage, estimateTokens } from './tokens.ts'
import type { IncompleteRunReason } from './transition.ts'

/** How much of a thread `truncation_strategy: auto` sends, in tokens about; and anything at most. */
const AUTO_TOKENS = 60_000
const MAX_TOKENS = 1_000_000
/** Where only the newest few messages are short enough to count, still not more than these. */
const MAX_MESSAGES = 2000

/** After so many rounds of the server's own tools the model has to answer. */
const MAX_ROUNDS = 16

type Parts = Pick<EngineParts, 'store' | 'bytes' | 'tools'>
type Built = { request: ModelRequest } | { exhausted: IncompleteRunReason }

/** What is known of the run besides its steps. */
export interface Offered {
  tools: OfferedTools
  /** What the model wrote into calls that the server answered, by their ids; steps do not keep it. */
  asked: ReadonlyMap<string, string>
}

/**
 * What the model is asked: the newest messages of the thread that fit, then what this run has done so
 * far. Budgets are over the whole run; one that is used up ends it instead.
 */
export const buildModelRequest = async (
  parts: Parts,
  run: Run,
  steps: RunStep[],
  used: Usage,
  offered: Offered = { tools: new Map(), asked: new Map() },
): Promise<Built> => {
  const left = (budget: number | null, spent: number) => (budget === null ? null : budget - spent)
  const completion = left(run.max_completion_tokens, used.completion_tokens)
  if (completion !== null && completion <= 0) return { exhausted: 'max_completion_tokens' }

  const prompt = left(run.max_prompt_tokens, used.prompt_tokens) ?? Infinity
  const own = await ownMessages(parts, run, steps, offered.asked)
  const fixed = own.reduce(
    (sum, message) => sum + estimateMessage(message),
    estimateTokens(run.instructions),
  )
  const earlier = await earlierMessages(parts, run, prompt - fixed)
  if (prompt <= 0 || earlier === 'too long') return { exhausted: 'max_prompt_tokens' }
  return {
    request: { ...settings(run, completion, offered.tools, steps), messages: [...earlier, ...own] },
  }
}

const settings = (
  run: Run,
  completion: number | null,
  tools: OfferedTools,
  steps: RunStep[],
): Omit<ModelRequest, 'messages'> => ({
  model: run.model,
  instructions: run.instructions,
  tools: [
    ...run.tools.flatMap((tool) => (tool.type === 'function' ? [tool.function] : [])),
    ...[...tools].map(([name, { definition }]) => ({ ...definition, name })),
  ],
  tool_choice: choiceFor(run, tools, steps),
  parallel_tool_calls: run.parallel_tool_calls,
  temperature: unlessDefault(run.temperature),
  top_p: unlessDefault(run.top_p),
  max_completion_tokens: completion,
  response_format: run.response_format ?? 'auto',
  reasoning_effort: run.reasoning_effort ?? null,
})

/** A choice that names one of the server's own tools, or any, is done with once such a call was made. */
const choiceFor = (run: Run, tools: OfferedTools, steps: RunStep[]): ToolChoice => {
  const choice = run.tool_choice ?? 'auto'
  const rounds = steps.map(builtInCalls).filter((calls) => calls.length > 0)
  if (rounds.length >= MAX_ROUNDS) return 'none'
  if (choice === 'required') return rounds.length > 0 ? 'auto' : choice
  if (typeof choice === 'string' || choice.type === 'function') return choice
  const isDone = rounds.flat().some(({ type }) => type === choice.type)
  const [name] = [...tools].find(([, { tool }]) => tool.type === choice.type) ?? []
  return isDone || name === undefined ? 'auto' : { type: 'function', function: { name } }
}

/** The calls of a step that the server answers itself. */
export const builtInCalls = ({ step_details: details }: RunStep): ToolCall[] =>
  details.type === 'tool_calls' ? details.tool_calls.filter(({ type }) => type !== 'function') : []

/** 1 is what the API fills in for whoever says nothing; the endpoint's own default is better then. */
const unlessDefault = (value: number | null) => (value === 1 ? null : value)

/** Messages from before the run, oldest first; the newest of them always, or the budget is too small. */
const earlierMessages = async (
  { store, bytes }: Parts,
  run: Run,
  budget: number,
): Promise<ModelMessage[] | 'too long'> => {
  const strategy = run.truncation_strategy
  const isCounted = strategy?.type === 'last_messages' && strategy.last_messages !== null
  const count = isCounted ? (strategy.last_messages ?? MAX_MESSAGES) : MAX_MESSAGES
  let left = Math.min(budget, isCounted ? MAX_TOKENS : AUTO_TOKENS)
  const toImage = createImageReader(bytes)
  const chosen: ModelMessage[] = []
  let seen = 0
  for await (const message of messagesFromNewest(store, run.thread_id)) {
    if (message.run_id === run.id) continue
    if (seen >= count) break
    seen += 1
    const converted = await toModelMessage(message, toImage)
    if (!converted) continue
    const cost = estimateMessage(converted)
    if (cost > left && chosen.length === 0 && cost > budget) return 'too long'
    if (cost > left && chosen.length > 0) break
    left -= cost
    chosen.push(converted)
  }
  return chosen.toReversed()
}

type ToImage = ReturnType<typeof createImageReader>

const toModelMessage = async (
  message: Message,
  toImage: ToImage,
): Promise<ModelMessage | undefined> => {
  if (message.role === 'assistant') {
    const content = textOf(message, withoutCitations)
    return content === '' ? undefined : { role: 'assistant', content, tool_calls: [] }
  }
  const parts: ModelPart[] = []
  for (const part of message.content) {
    if (part.type === 'text') parts.push({ type: 'text', text: part.text.value })
    if (part.type === 'image_file' || part.type === 'image_url') parts.push(await toImage(part))
  }
  return parts.length === 0 ? undefined : { role: 'user', content: parts }
}

type TextOf = (text: TextPart['text']) => string

/** Earlier markers stand for nothing any more: a model that repeats them would cite another passage. */
const withoutCitations: TextOf = ({ value, annotations }) =>
  annotations.reduce(
    (text, annotation) =>
      annotation.type === 'file_citation' && annotation.text.startsWith('【')
        ? text.replace(annotation.text, '')
        : text,
    value,
  )

const textOf = (message: Message, toText: TextOf = ({ value }) => value): string =>
  message.content
    .flatMap((part) => {
      if (part.type === 'text') return [toText(part.text)]
      return part.type === 'refusal' ? [part.refusal] : []
    })
    .join('\n')

/** What this run has said and called so far. Text and the calls after it were one answer. */
const ownMessages = async (
  { store, tools }: Parts,
  run: Run,
  steps: RunStep[],
  asked: Offered['asked'],
): Promise<ModelMessage[]> => {
  const messages: ModelMessage[] = []
  const counts = new Map<string, number>()
  const toAnswered = (call: ToolCall): AnsweredCall[] => {
    if (call.type === 'function') {
      const { name, arguments: given, output } = call.function
      return [{ id: call.id, name, arguments: given, output: output ?? '' }]
    }
    const tool: BuiltInTool | undefined = tools.ofType(call.type)
    if (!tool || !('id' in call)) return []
    const ordinal = counts.get(call.type) ?? 0
    counts.set(call.type, ordinal + 1)
    const given = tool.argumentsOf?.(call) ?? asked.get(call.id) ?? '{}'
    const output = tool.output(call, ordinal)
    return [{ id: call.id, name: nameOf(tool, run), arguments: given, output }]
  }
  for (const { step_details: details } of steps) {
    if (details.type === 'message_creation') {
      const made = await store.getMessage(run.thread_id, details.message_creation.message_id)
      const content = made ? textOf(made) : ''
      if (content !== '') messages.push({ role: 'assistant', content, tool_calls: [] })
    }
    if (details.type === 'tool_calls') {
      messages.push(...callMessages(details.tool_calls.flatMap(toAnswered), messages))
    }
  }
  return messages
}

interface AnsweredCall {
  id: string
  name: string
  arguments: string
  output: string
}

/** Takes the text before the calls off the end of `messages`, to answer it together with them. */
const callMessages = (calls: AnsweredCall[], messages: ModelMessage[]): ModelMessage[] => {
  if (calls.length === 0) return []
  const last = messages.at(-1)
  const isText = last?.role === 'assistant' && last.tool_calls.length === 0
  if (isText) messages.pop()
  return [
    {
      role: 'assistant',
      content: isText ? last.content : '',
      tool_calls: calls.map(({ id, name, arguments: given }) => ({ id, name, arguments: given })),
    },
    ...calls.map(({ id, name, output }) => ({
      role: 'tool' as const,
      tool_call_id: id,
      name,
      output,
    })),
  ]
}
