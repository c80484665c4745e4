import type {
  JSONObject,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
} from '@ai-sdk/provider'
import { convertToBase64 } from '@ai-sdk/provider-utils'

import type { ToolChoice } from '#contract/tool.ts'

import { sendableArguments } from './call-arguments.ts'
import type { ModelMessage, ModelPart, ModelRequest } from './model.ts'
import { afterThoughts } from './thoughts-end.ts'

/** The key under which the AI SDK takes options of our own. */
export const PROVIDER_NAME = 'clew'

/** A request in the AI SDK's terms. */
export const toCallOptions = (
  request: ModelRequest,
  signal: AbortSignal,
): LanguageModelV4CallOptions => ({
  prompt: [
    ...(request.instructions === ''
      ? []
      : [{ role: 'system' as const, content: request.instructions }]),
    ...request.messages.map(toPromptMessage),
  ],
  abortSignal: signal,
  // Refusals are in the raw chunks only.
  includeRawChunks: true,
  ...(request.temperature !== null && { temperature: request.temperature }),
  ...(request.top_p !== null && { topP: request.top_p }),
  ...(request.max_completion_tokens !== null && {
    maxOutputTokens: request.max_completion_tokens,
  }),
  ...toolOptions(request),
  providerOptions: { [PROVIDER_NAME]: providerOptions(request) },
})

/** Fields that go to the endpoint as they are. */
const providerOptions = (request: ModelRequest) => ({
  ...(request.reasoning_effort !== null && { reasoningEffort: request.reasoning_effort }),
  ...(request.tools.length > 0 && !request.parallel_tool_calls && { parallel_tool_calls: false }),
  ...(request.response_format !== 'auto' && { response_format: toFormat(request.response_format) }),
})

type Format = Exclude<ModelRequest['response_format'], string>

/** A `strict` of null is one that was not given; some endpoints know only true and false. */
const toFormat = (format: Format): JSONObject => {
  if (format.type !== 'json_schema') return format
  const { strict, schema, ...rest } = format.json_schema
  return {
    type: 'json_schema',
    json_schema: {
      ...rest,
      ...(schema && { schema: schema as JSONObject }), // JSON, as it was read
      ...(strict !== null && strict !== undefined && { strict }),
    },
  }
}

const toolOptions = (
  request: ModelRequest,
): Pick<LanguageModelV4CallOptions, 'tools' | 'toolChoice'> => {
  if (request.tools.length === 0) return {}
  const toolChoice = toToolChoice(request.tool_choice)
  return {
    tools: request.tools.map(({ name, description, parameters, strict }) => ({
      type: 'function',
      name,
      inputSchema: toSchema(parameters),
      ...(description && { description }),
      // False says no more than nothing, and some endpoints know no such field.
      ...(strict && { strict }),
    })),
    ...(toolChoice && { toolChoice }),
  }
}

/** Some endpoints refuse a schema that does not say that it is an object's, and of what properties. */
const toSchema = (parameters: ModelRequest['tools'][number]['parameters']) => {
  const given = parameters ?? {}
  const type = given['type'] ?? 'object'
  const schema =
    type === 'object' ? { ...given, type, properties: given['properties'] ?? {} } : given
  return schema as LanguageModelV4FunctionTool['inputSchema'] // whatever the caller gave: the endpoint judges it
}

/** Undefined where the choice names a tool that models are not offered. */
const toToolChoice = (choice: ToolChoice): LanguageModelV4CallOptions['toolChoice'] => {
  if (typeof choice === 'string') return { type: choice }
  return choice.type === 'function' ? { type: 'tool', toolName: choice.function.name } : undefined
}

const toPromptMessage = (message: ModelMessage): LanguageModelV4Message => {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: withTextsJoined(message.content).map(toPart) }
    case 'assistant': {
      const text = saidBy(message)
      return {
        role: 'assistant',
        content: [
          ...(text === '' ? [] : [{ type: 'text' as const, text }]),
          ...message.tool_calls.map((call) => ({
            type: 'tool-call' as const,
            toolCallId: call.id,
            toolName: call.name,
            input: {},
            // As they were written: parsed and written again they might lose digits.
            ...merged({
              ...call.extra,
              function: { name: call.name, arguments: sendableArguments(call.arguments) },
            }),
          })),
        ],
        ...merged(message.extra),
      }
    }
    case 'tool':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.tool_call_id,
            toolName: message.name,
            output: { type: 'text', value: message.output },
          },
        ],
      }
  }
}

/** Thoughts that were told before their end came do not go back, unless nothing else would. */
const saidBy = ({ content, tool_calls: calls }: AssistantMessage): string => {
  const answer = afterThoughts(content)
  return answer === '' && calls.length === 0 ? content : answer
}

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>

/** A message of text alone is sent as one string: many endpoints take no list. */
const withTextsJoined = (parts: ModelPart[]): ModelPart[] => {
  const texts = parts.filter((part) => part.type === 'text').map(({ text }) => text)
  if (texts.length < 2 || texts.length < parts.length) return parts
  return [{ type: 'text', text: texts.join('\n') }]
}

/** The provider merges what is given here into what it sends. */
const merged = (extra: Record<string, unknown> | undefined) =>
  extra && { providerOptions: { openaiCompatible: extra as JSONObject } } // JSON, as it was read

const toPart = (part: ModelPart) =>
  part.type === 'text' ? { type: 'text' as const, text: part.text } : toImage(part)

const toImage = (part: Extract<ModelPart, { type: 'image' }>): LanguageModelV4FilePart => {
  const mediaType = part.media_type ?? 'image/*'
  return {
    type: 'file',
    mediaType,
    data:
      part.data instanceof URL
        ? { type: 'url', url: part.data }
        : { type: 'data', data: part.data },
    // The provider has no word for the detail, but merges what is given here into the part it sends.
    ...(part.detail !== 'auto' && {
      providerOptions: {
        openaiCompatible: {
          image_url: { url: imageUrl(part.data, mediaType), detail: part.detail },
        },
      },
    }),
  }
}

const imageUrl = (data: Uint8Array | URL, mediaType: string) =>
  data instanceof URL
    ? data.href
    : `data:${mediaType === 'image/*' ? 'image/jpeg' : mediaType};base64,${convertToBase64(data)}`
