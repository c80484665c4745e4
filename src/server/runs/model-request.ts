import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run, Usage } from '#contract/run.ts'

import type { ModelMessage, ModelPart, ModelRequest } from '../models/provider.ts'
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

type Parts = Pick<EngineParts, 'store' | 'bytes'>
type Built = { request: ModelRequest } | { exhausted: IncompleteRunReason }

/**
 * What the model is asked: the newest messages of the thread that fit, then what this run has done so
 * far. Budgets are over the whole run; one that is used up ends it instead.
 */
export const buildModelRequest = async (
  parts: Parts,
  run: Run,
  steps: RunStep[],
  used: Usage,
): Promise<Built> => {
  const left = (budget: number | null, spent: number) => (budget === null ? null : budget - spent)
  const completion = left(run.max_completion_tokens, used.completion_tokens)
  if (completion !== null && completion <= 0) return { exhausted: 'max_completion_tokens' }

  const prompt = left(run.max_prompt_tokens, used.prompt_tokens) ?? Infinity
  const own = await ownMessages(parts, run, steps)
  const fixed = own.reduce(
    (sum, message) => sum + estimateMessage(message),
    estimateTokens(run.instructions),
  )
  const earlier = await earlierMessages(parts, run, prompt - fixed)
  if (prompt <= 0 || earlier === 'too long') return { exhausted: 'max_prompt_tokens' }
  return { request: { ...settings(run, completion), messages: [...earlier, ...own] } }
}

const settings = (run: Run, completion: number | null): Omit<ModelRequest, 'messages'> => ({
  model: run.model,
  instructions: run.instructions,
  // The hosted tools are not executed yet: offered, they would be calls that nobody answers.
  tools: run.tools.flatMap((tool) => (tool.type === 'function' ? [tool.function] : [])),
  tool_choice: run.tool_choice ?? 'auto',
  parallel_tool_calls: run.parallel_tool_calls,
  temperature: unlessDefault(run.temperature),
  top_p: unlessDefault(run.top_p),
  max_completion_tokens: completion,
  response_format: run.response_format ?? 'auto',
  reasoning_effort: run.reasoning_effort ?? null,
})

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
    const content = textOf(message)
    return content === '' ? undefined : { role: 'assistant', content, tool_calls: [] }
  }
  const parts: ModelPart[] = []
  for (const part of message.content) {
    if (part.type === 'text') parts.push({ type: 'text', text: part.text.value })
    if (part.type === 'image_file' || part.type === 'image_url') parts.push(await toImage(part))
  }
  return parts.length === 0 ? undefined : { role: 'user', content: parts }
}

const textOf = (message: Message): string =>
  message.content
    .flatMap((part) => {
      if (part.type === 'text') return [part.text.value]
      return part.type === 'refusal' ? [part.refusal] : []
    })
    .join('\n')

/** What this run has said and called so far. Text and the calls after it were one answer. */
const ownMessages = async (
  { store }: Parts,
  run: Run,
  steps: RunStep[],
): Promise<ModelMessage[]> => {
  const messages: ModelMessage[] = []
  for (const { step_details: details } of steps) {
    if (details.type === 'message_creation') {
      const made = await store.getMessage(run.thread_id, details.message_creation.message_id)
      const content = made ? textOf(made) : ''
      if (content !== '') messages.push({ role: 'assistant', content, tool_calls: [] })
    }
    if (details.type === 'tool_calls') messages.push(...callMessages(details.tool_calls, messages))
  }
  return messages
}

type ToolCalls = Extract<RunStep['step_details'], { type: 'tool_calls' }>['tool_calls']

/** Takes the text before the calls off the end of `messages`, to answer it together with them. */
const callMessages = (toolCalls: ToolCalls, messages: ModelMessage[]): ModelMessage[] => {
  const calls = toolCalls.flatMap((call) => (call.type === 'function' ? [call] : []))
  if (calls.length === 0) return []
  const last = messages.at(-1)
  const isText = last?.role === 'assistant' && last.tool_calls.length === 0
  if (isText) messages.pop()
  return [
    {
      role: 'assistant',
      content: isText ? last.content : '',
      tool_calls: calls.map(({ id, function: { name, arguments: given } }) => ({
        id,
        name,
        arguments: given,
      })),
    },
    ...calls.map(({ id, function: { name, output } }) => ({
      role: 'tool' as const,
      tool_call_id: id,
      name,
      output: output ?? '',
    })),
  ]
}
