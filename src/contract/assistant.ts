import * as z from 'zod/mini'

import {
  MAX_ASSISTANT_TOOLS,
  MAX_DESCRIPTION_CHARACTERS,
  MAX_INSTRUCTIONS_CHARACTERS,
  MAX_NAME_CHARACTERS,
  MAX_TEMPERATURE,
  MAX_TOP_P,
} from './limits.ts'
import { Metadata, MetadataRequest, UnixSeconds, nullable } from './primitives.ts'
import {
  ReasoningEffort,
  ResponseFormat,
  ResponseFormatRequest,
  Tool,
  ToolResources,
  ToolResourcesRequest,
  toolsRequest,
} from './tool.ts'

export const Assistant = z.object({
  id: z.string(),
  object: z.literal('assistant'),
  created_at: UnixSeconds,
  name: nullable(z.string()),
  description: nullable(z.string()),
  model: z.string(),
  instructions: nullable(z.string()),
  tools: z._default(z.array(Tool), []),
  tool_resources: z.optional(z.nullable(ToolResources)),
  metadata: Metadata,
  temperature: nullable(z.number()),
  top_p: nullable(z.number()),
  response_format: nullable(ResponseFormat),
  reasoning_effort: z.optional(z.nullable(z.string())),
})
export type Assistant = z.infer<typeof Assistant>

const assistantFields = {
  name: z.optional(z.nullable(z.string().check(z.maxLength(MAX_NAME_CHARACTERS)))),
  description: z.optional(z.nullable(z.string().check(z.maxLength(MAX_DESCRIPTION_CHARACTERS)))),
  instructions: z.optional(z.nullable(z.string().check(z.maxLength(MAX_INSTRUCTIONS_CHARACTERS)))),
  tools: z.optional(z.nullable(toolsRequest(MAX_ASSISTANT_TOOLS))),
  tool_resources: z.optional(z.nullable(ToolResourcesRequest)),
  metadata: z.optional(z.nullable(MetadataRequest)),
  temperature: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(MAX_TEMPERATURE)))),
  top_p: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(MAX_TOP_P)))),
  response_format: z.optional(z.nullable(ResponseFormatRequest)),
  reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
}

const model = z.string().check(z.minLength(1))

export const CreateAssistantRequest = z.strictObject({ model, ...assistantFields })
export type CreateAssistantRequest = z.infer<typeof CreateAssistantRequest>

export const ModifyAssistantRequest = z.strictObject({
  model: z.optional(model),
  ...assistantFields,
})
export type ModifyAssistantRequest = z.infer<typeof ModifyAssistantRequest>
