import * as z from 'zod/mini'

import { INCLUDE_TIMES } from './include.ts'
import {
  LEAST_TOKEN_BUDGET,
  MAX_INSTRUCTIONS_CHARACTERS,
  MAX_RUN_TOOLS,
  MAX_TEMPERATURE,
  MAX_TOP_P,
} from './limits.ts'
import { messagesRequest } from './message.ts'
import {
  EXTENSION,
  Metadata,
  MetadataRequest,
  UnixSeconds,
  nullable,
  openEnum,
  pageQuery,
  wireForm,
} from './primitives.ts'
import { RunStatus } from './run-status-schema.ts'
import { CreateThreadRequest } from './thread.ts'
import {
  ReasoningEffort,
  ResponseFormat,
  ResponseFormatRequest,
  Tool,
  ToolChoice,
  ToolChoiceRequest,
  ToolResources,
  ToolResourcesRequest,
  TruncationStrategy,
  TruncationStrategyRequest,
  toolsRequest,
} from './tool.ts'

export const Usage = z.looseObject({
  prompt_tokens: z._default(z.int(), 0),
  completion_tokens: z._default(z.int(), 0),
  total_tokens: z._default(z.int(), 0),
})
export type Usage = {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
}

/** A call the client has to answer. Some servers leave out its body. */
export const RequiredToolCall = z.looseObject({
  id: z.string(),
  type: z.string(),
  function: z.optional(z.object({ name: z.string(), arguments: z.string() })),
})
export type RequiredToolCall = {
  id: string
  type: string
  function?: { name: string; arguments: string }
}

export const RequiredAction = z.looseObject({
  type: z.string(),
  submit_tool_outputs: z.optional(z.object({ tool_calls: z.array(RequiredToolCall) })),
})
export type RequiredAction = {
  type: string
  submit_tool_outputs?: { tool_calls: RequiredToolCall[] }
}

export const RunError = z.object({
  code: openEnum('server_error', 'rate_limit_exceeded', 'invalid_prompt'),
  message: z.string(),
})
export type RunError = z.infer<typeof RunError>

/**
 * When a run began and ended, in milliseconds since 1970. Told where `include[]=times` asks for it and its
 * log goes to its end; an extension of ours, as the wire has whole seconds only.
 */
export const RunTimes = z.object({ from: z.int(), to: z.int() }).register(wireForm, EXTENSION)
export type RunTimes = z.infer<typeof RunTimes>

export const Run = z.object({
  id: z.string(),
  object: z.literal('thread.run'),
  created_at: UnixSeconds,
  thread_id: z.string(),
  assistant_id: nullable(z.string()),
  status: RunStatus,
  required_action: nullable(RequiredAction),
  last_error: nullable(RunError),
  expires_at: nullable(UnixSeconds),
  started_at: nullable(UnixSeconds),
  cancelled_at: nullable(UnixSeconds),
  failed_at: nullable(UnixSeconds),
  completed_at: nullable(UnixSeconds),
  incomplete_details: nullable(
    z.object({ reason: z.optional(openEnum('max_completion_tokens', 'max_prompt_tokens')) }),
  ),
  model: z._default(z.string(), ''),
  instructions: z
    .pipe(
      z.nullish(z.string()),
      z.transform((instructions) => instructions ?? ''),
    )
    .register(wireForm, { type: 'string' }),
  tools: z._default(z.array(Tool), []),
  tool_resources: z.optional(z.nullable(ToolResources)),
  metadata: Metadata,
  usage: nullable(Usage),
  temperature: nullable(z.number()),
  top_p: nullable(z.number()),
  max_prompt_tokens: nullable(z.int()),
  max_completion_tokens: nullable(z.int()),
  truncation_strategy: nullable(TruncationStrategy),
  tool_choice: nullable(ToolChoice),
  parallel_tool_calls: z._default(z.boolean(), true),
  response_format: nullable(ResponseFormat),
  reasoning_effort: z.optional(z.nullable(z.string())),
  times: z.optional(RunTimes),
})
export type Run = z.infer<typeof Run>

const tokenBudget = z.optional(z.nullable(z.int().check(z.gte(LEAST_TOKEN_BUDGET))))

const runFields = {
  assistant_id: z.string(),
  model: z.optional(z.nullable(z.string().check(z.minLength(1)))),
  instructions: z.optional(z.nullable(z.string().check(z.maxLength(MAX_INSTRUCTIONS_CHARACTERS)))),
  tools: z.optional(z.nullable(toolsRequest(MAX_RUN_TOOLS))),
  metadata: z.optional(z.nullable(MetadataRequest)),
  temperature: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(MAX_TEMPERATURE)))),
  top_p: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(MAX_TOP_P)))),
  stream: z.optional(z.nullable(z.boolean())),
  max_prompt_tokens: tokenBudget,
  max_completion_tokens: tokenBudget,
  truncation_strategy: z.optional(z.nullable(TruncationStrategyRequest)),
  tool_choice: z.optional(z.nullable(ToolChoiceRequest)),
  parallel_tool_calls: z.optional(z.boolean()),
  response_format: z.optional(z.nullable(ResponseFormatRequest)),
}

export const CreateRunRequest = z.strictObject({
  ...runFields,
  reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
  additional_instructions: z.optional(
    z.nullable(z.string().check(z.maxLength(MAX_INSTRUCTIONS_CHARACTERS))),
  ),
  additional_messages: z.optional(z.nullable(messagesRequest)),
})
export type CreateRunRequest = z.infer<typeof CreateRunRequest>

export const CreateThreadAndRunRequest = z.strictObject({
  ...runFields,
  thread: z.optional(z.nullable(CreateThreadRequest)),
  tool_resources: z.optional(z.nullable(ToolResourcesRequest)),
})
export type CreateThreadAndRunRequest = z.infer<typeof CreateThreadAndRunRequest>

export const ModifyRunRequest = z.strictObject({
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type ModifyRunRequest = z.infer<typeof ModifyRunRequest>

export const ToolOutput = z.strictObject({
  tool_call_id: z.optional(z.string()),
  output: z.optional(z.string()),
})
export type ToolOutput = z.infer<typeof ToolOutput>

export const SubmitToolOutputsRequest = z.strictObject({
  tool_outputs: z.array(ToolOutput),
  stream: z.optional(z.nullable(z.boolean())),
})
export type SubmitToolOutputsRequest = z.infer<typeof SubmitToolOutputsRequest>

const timesQuery = {
  include: z.optional(z.array(z.enum([INCLUDE_TIMES])).register(wireForm, EXTENSION)),
}
export const ListRunsQuery = z.object({ ...pageQuery, ...timesQuery })
export const GetRunQuery = z.object(timesQuery)
