import type { Assistant } from '#contract/assistant.ts'
import type { CreateRunRequest, CreateThreadAndRunRequest, Run } from '#contract/run.ts'
import type { Tool } from '#contract/tool.ts'

import { missingParameter } from '../refusals/parameters.ts'
import { noSuchTool, nothingToChoose } from '../refusals/runs.ts'
import { RUN_LIFETIME } from './expiry.ts'

type RunRequest = CreateRunRequest | CreateThreadAndRunRequest

/**
 * Refuses what no model could be asked for, before anything is made.
 * @throws {ApiError}
 */
export const checkRunRequest = (request: RunRequest, assistant: Assistant): void => {
  const { truncation_strategy: strategy, tool_choice: choice } = request
  if (strategy?.type === 'last_messages' && typeof strategy.last_messages !== 'number') {
    throw missingParameter('truncation_strategy.last_messages')
  }
  const tools = request.tools ?? assistant.tools
  if (choice === 'required' && tools.length === 0) {
    throw nothingToChoose()
  }
  if (!choice || typeof choice === 'string') return
  if (choice.type !== 'function' && !tools.some(({ type }) => type === choice.type)) {
    throw noSuchTool(`tool of type '${choice.type}'`)
  }
  if (choice.type === 'function' && !tools.some((tool) => nameIn(tool) === choice.function.name)) {
    throw noSuchTool(`function named '${choice.function.name}'`)
  }
}

const nameIn = (tool: Tool): string | undefined =>
  tool.type === 'function' ? tool.function.name : undefined

/** The run a request asks for: what it leaves out comes from the assistant. `now` in whole seconds. */
export const newRun = (
  request: RunRequest,
  assistant: Assistant,
  { id, threadId, now }: { id: string; threadId: string; now: number },
): Run => ({
  id,
  object: 'thread.run',
  created_at: now,
  thread_id: threadId,
  assistant_id: assistant.id,
  status: 'queued',
  required_action: null,
  last_error: null,
  expires_at: now + RUN_LIFETIME,
  started_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  incomplete_details: null,
  model: request.model ?? assistant.model,
  instructions: instructionsOf(request, assistant),
  tools: request.tools ?? assistant.tools,
  metadata: request.metadata ?? {},
  usage: null,
  temperature: request.temperature ?? assistant.temperature,
  top_p: request.top_p ?? assistant.top_p,
  max_prompt_tokens: request.max_prompt_tokens ?? null,
  max_completion_tokens: request.max_completion_tokens ?? null,
  truncation_strategy: {
    type: request.truncation_strategy?.type ?? 'auto',
    last_messages: request.truncation_strategy?.last_messages ?? null,
  },
  tool_choice: request.tool_choice ?? 'auto',
  parallel_tool_calls: request.parallel_tool_calls ?? true,
  response_format: request.response_format ?? assistant.response_format ?? 'auto',
  ...reasoningEffortOf(request, assistant),
})

const instructionsOf = (request: RunRequest, assistant: Assistant): string => {
  const additional = 'additional_instructions' in request ? request.additional_instructions : ''
  return [request.instructions ?? assistant.instructions, additional].filter(Boolean).join('\n\n')
}

const reasoningEffortOf = (request: RunRequest, assistant: Assistant) => {
  const asked = 'reasoning_effort' in request ? request.reasoning_effort : undefined
  const effort = asked ?? assistant.reasoning_effort
  return effort ? { reasoning_effort: effort } : {}
}
