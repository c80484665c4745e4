import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run, Usage } from '#contract/run.ts'
import type { ToolChoice } from '#contract/tool.ts'

import type { Kept, ModelRequest } from '../models/model.ts'
import { estimateMessage, estimateOverhead, estimatePrompt } from '../models/tokens.ts'
import type { OfferedTools } from '../tools/tool.ts'
import { ownMessages } from './own-messages.ts'
import type { EngineParts } from './parts.ts'
import { lastMessages, threadMessages } from './thread-messages.ts'
import type { IncompleteRunReason } from './transition.ts'

/** The window that a model is taken to have where nobody says, in tokens. */
export const DEFAULT_WINDOW = 100_000
/** What is left of a window for the answer, where the run does not say: so much, or a quarter of it. */
const ANSWER_TOKENS = 4096
/** Tokens are estimated: so much of a window is planned with. */
const PLANNED = 0.9
/** How much shorter a prompt is made that was too long, where the endpoint does not say. */
const SHORTER = 0.7

/** After so many rounds of the server's own tools the model has to answer. */
const MAX_ROUNDS = 16

type Parts = Pick<EngineParts, 'store' | 'bytes' | 'tools' | 'models'>

export interface BuiltRequest {
  request: ModelRequest
  /**
   * The same with less of the thread, for a model that found it too long; undefined when there is
   * nothing that may be left out. `limit` is the model's window, where it told of it.
   */
  shorter(limit: number | undefined): Promise<BuiltRequest | undefined>
}
type Built = BuiltRequest | { exhausted: IncompleteRunReason }

/** What is known of the run besides its steps. */
export interface Offered {
  tools: OfferedTools
  /** What the model wrote into calls that the server answered, by their ids; steps do not keep it. */
  asked: ReadonlyMap<string, string>
  /** What the endpoint sent with the calls of a step, by the ids of the steps. */
  kept?: ReadonlyMap<string, Kept>
}

/**
 * What the model is asked: what fits of the thread, then what this run has done so far. Budgets are
 * over the whole run; one that is used up ends it instead.
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

  const own = await ownMessages(parts, run, steps, offered)
  const bare = settings(run, completion, offered.tools, steps)
  const fixed = own.reduce((sum, each) => sum + estimateMessage(each), estimateOverhead(bare))
  const budget = (left(run.max_prompt_tokens, used.prompt_tokens) ?? Infinity) - fixed
  if (budget < 0) return { exhausted: 'max_prompt_tokens' }

  const build = async (promptRoom: () => Promise<number>): Promise<Built> => {
    const window = async () => (await promptRoom()) - fixed
    const earlier = await threadMessages(parts, run, { budget, window })
    if (earlier === 'too long') return { exhausted: 'max_prompt_tokens' }
    const request = { ...bare, messages: [...earlier, ...own] }
    return {
      request,
      async shorter(limit) {
        if (lastMessages(run) !== undefined) return undefined
        const room = Math.min(
          limit === undefined ? Infinity : promptRoomOf(limit, completion),
          estimatePrompt(request) * SHORTER,
        )
        const next = await build(async () => room)
        const isShorter =
          'request' in next && next.request.messages.length < request.messages.length
        return isShorter ? next : undefined
      },
    }
  }
  return build(async () => {
    const window = (await parts.models.contextLength?.(run.model)) ?? DEFAULT_WINDOW
    return promptRoomOf(window, completion)
  })
}

/** What a window leaves for the prompt. */
const promptRoomOf = (window: number, completion: number | null): number =>
  window * PLANNED - Math.min(completion ?? ANSWER_TOKENS, window / 4)

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
  temperature: run.temperature,
  top_p: run.top_p,
  max_completion_tokens: completion,
  response_format: run.response_format ?? 'auto',
  reasoning_effort: run.reasoning_effort ?? null,
})

/** A choice that demands a call is done with once such a call was made: else no answer would follow. */
const choiceFor = (run: Run, tools: OfferedTools, steps: RunStep[]): ToolChoice => {
  const choice = run.tool_choice ?? 'auto'
  const calls = steps.map(callsOf)
  const rounds = calls.filter((made) => made.some(isBuiltIn))
  if (rounds.length >= MAX_ROUNDS) return 'none'
  if (choice === 'none' || choice === 'auto') return choice
  if (choice === 'required') return calls.some((made) => made.length > 0) ? 'auto' : choice
  if (calls.flat().some((call) => isChosen(call, choice))) return 'auto'
  if (choice.type === 'function') return choice
  const [name] = [...tools].find(([, { tool }]) => tool.type === choice.type) ?? []
  return name === undefined ? 'auto' : { type: 'function', function: { name } }
}

type NamedChoice = Exclude<ToolChoice, string>

const isChosen = (call: ToolCall, choice: NamedChoice): boolean => {
  if (choice.type !== 'function') return call.type === choice.type
  return call.type === 'function' && call.function.name === choice.function.name
}

const callsOf = ({ step_details: details }: RunStep): ToolCall[] =>
  details.type === 'tool_calls' ? details.tool_calls : []

const isBuiltIn = ({ type }: ToolCall) => type !== 'function'

/** The calls of a step that the server answers itself. */
export const builtInCalls = (step: RunStep): ToolCall[] => callsOf(step).filter(isBuiltIn)
