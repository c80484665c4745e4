import * as z from 'zod/mini'

import { wrongTypeIn } from './json-schema.ts'
import { MAX_CODE_INTERPRETER_FILES, MAX_FUNCTION_NAME, MAX_SEARCH_RESULTS } from './limits.ts'
import { MetadataRequest, openEnum, unknownObject } from './primitives.ts'
import { ChunkingStrategyRequest } from './vector-store-file.ts'

export const FunctionDefinition = z.object({
  name: z.string(),
  description: z.optional(z.nullable(z.string())),
  parameters: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  strict: z.optional(z.nullable(z.boolean())),
})
export type FunctionDefinition = z.infer<typeof FunctionDefinition>

const rankingOptions = z.object({
  ranker: z.optional(z.enum(['auto', 'default_2024_08_21'])),
  score_threshold: z.number().check(z.gte(0), z.lte(1)),
})

const fileSearchOptions = z.object({
  max_num_results: z.optional(z.int().check(z.gte(1), z.lte(MAX_SEARCH_RESULTS))),
  ranking_options: z.optional(rankingOptions),
})

/** What a check of our own refuses, in the words of the wire. */
export interface Refused {
  code: string
  message: string
}

const jsonText = (value: unknown): string =>
  typeof value === 'string' ? `'${value.slice(0, 64)}'` : JSON.stringify(value).slice(0, 64)

/** The name of a function, or of a schema that answers follow. */
const nameRequest = z
  .string()
  .check(z.minLength(1), z.maxLength(MAX_FUNCTION_NAME), z.regex(/^[a-zA-Z0-9_-]+$/))

/** The hosted service held parameters against the schema of JSON Schema, and told which did not fit. */
const FunctionRequest = z
  .strictObject({
    ...FunctionDefinition.shape,
    name: nameRequest,
  })
  .check((context) => {
    const { name, parameters } = context.value
    const wrong = wrongTypeIn(parameters)
    if (!wrong) return
    const refused: Refused = {
      code: 'invalid_function_parameters',
      message: `Invalid schema for function '${name}': ${jsonText(wrong.type)} is not valid under any of the given schemas.`,
    }
    const path = ['parameters']
    context.issues.push({ code: 'custom', input: parameters, path, params: { refused } })
  })

/** A tool as a request gives it. */
export const ToolRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('code_interpreter') }),
  z.strictObject({ type: z.literal('file_search'), file_search: z.optional(fileSearchOptions) }),
  z.strictObject({
    type: z.literal('function'),
    function: FunctionRequest,
  }),
])

/** The tools of a request, up to so many. No two functions have one name. */
export const toolsRequest = (most: number) =>
  z.array(ToolRequest).check(z.maxLength(most), (context) => {
    const names = new Set<string>()
    let twice: string | undefined
    for (const tool of context.value) {
      if (tool.type !== 'function') continue
      if (names.has(tool.function.name)) twice ??= tool.function.name
      names.add(tool.function.name)
    }
    if (twice === undefined) return
    const refused: Refused = {
      code: 'invalid_value',
      message: `Invalid 'tools': functions must have unique names, but '${twice}' occurs more than once.`,
    }
    context.issues.push({ code: 'custom', input: context.value, params: { refused } })
  })

/** A tool as read. Other types occur behind other servers (`bing_grounding`, `mcp`). */
export const Tool = z.union([
  z.object({ type: z.literal('code_interpreter') }),
  z.object({
    type: z.literal('file_search'),
    file_search: z.optional(
      z.nullable(
        z.looseObject({
          max_num_results: z.optional(z.nullable(z.int())),
          ranking_options: z.optional(z.nullable(z.looseObject({}))),
        }),
      ),
    ),
  }),
  z.object({ type: z.literal('function'), function: FunctionDefinition }),
  unknownObject,
])
export type Tool = z.infer<typeof Tool>

/** The tools an attachment may be given to. */
export const AttachmentTool = z.strictObject({ type: z.enum(['code_interpreter', 'file_search']) })

const fileIds = z.array(z.string()).check(z.maxLength(MAX_CODE_INTERPRETER_FILES))

/** A vector store to be made along with a thread or an assistant. */
const newVectorStore = z.strictObject({
  file_ids: z.optional(z.array(z.string()).check(z.maxLength(10_000))),
  chunking_strategy: z.optional(z.nullable(ChunkingStrategyRequest)),
  metadata: z.optional(z.nullable(MetadataRequest)),
})

/** Tool resources of a thread or assistant. */
export const ToolResourcesRequest = z.strictObject({
  code_interpreter: z.optional(z.nullable(z.strictObject({ file_ids: z.optional(fileIds) }))),
  file_search: z.optional(
    z.nullable(
      z.strictObject({
        vector_store_ids: z.optional(z.array(z.string()).check(z.maxLength(1))),
        vector_stores: z.optional(z.array(newVectorStore).check(z.maxLength(1))),
      }),
    ),
  ),
})
export type ToolResourcesRequest = z.infer<typeof ToolResourcesRequest>

export const ToolResources = z.looseObject({
  code_interpreter: z.optional(z.nullable(z.object({ file_ids: z.optional(z.array(z.string())) }))),
  file_search: z.optional(
    z.nullable(z.object({ vector_store_ids: z.optional(z.array(z.string())) })),
  ),
})
export interface ToolResources {
  code_interpreter?: { file_ids?: string[] } | null
  file_search?: { vector_store_ids?: string[] } | null
  [other: string]: unknown
}

export const ToolChoiceRequest = z.union([
  z.enum(['none', 'auto', 'required']),
  z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: z.string() }) }),
  z.strictObject({ type: z.enum(['code_interpreter', 'file_search']) }),
])
export type ToolChoice = z.infer<typeof ToolChoiceRequest>
export const ToolChoice = z.custom<ToolChoice>(
  (value) => typeof value === 'string' || typeof value === 'object',
)

export const ResponseFormatRequest = z.union([
  z.literal('auto'),
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: nameRequest,
      description: z.optional(z.string()),
      schema: z.optional(z.record(z.string(), z.unknown())),
      strict: z.optional(z.nullable(z.boolean())),
    }),
  }),
])
export type ResponseFormat = z.infer<typeof ResponseFormatRequest>
export const ResponseFormat = z.custom<ResponseFormat>(
  (value) => typeof value === 'string' || typeof value === 'object',
)

export const TruncationStrategyRequest = z.strictObject({
  type: z.enum(['auto', 'last_messages']),
  last_messages: z.optional(z.nullable(z.int().check(z.gte(1)))),
})
export const TruncationStrategy = z.object({
  type: openEnum('auto', 'last_messages'),
  last_messages: z._default(z.nullable(z.int()), null),
})
export type TruncationStrategy = z.infer<typeof TruncationStrategy>

export const ReasoningEffort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
