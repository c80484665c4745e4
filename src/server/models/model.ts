import type { JsonObject } from '#contract/json-object.ts'
import type { Model } from '#contract/model.ts'
import type { RunError } from '#contract/run.ts'
import type { FunctionDefinition, ResponseFormat, ToolChoice } from '#contract/tool.ts'

import type { WebSource } from './told-sources.ts'

/** A source of answers. The runs engine knows nothing else of models. */
export interface ModelProvider {
  /** Whether answers are scripted rather than a model's. */
  readonly scripted: boolean
  listModels(): Promise<Model[]>
  /** How many tokens a request and its answer may have together, where that is known. */
  contextLength?(model: string): Promise<number | undefined>
  /**
   * Streams one answer. Aborting the signal ends the call upstream at once.
   * @throws {ModelError}
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>
}

export interface ModelRequest {
  model: string
  instructions: string
  messages: ModelMessage[]
  tools: FunctionDefinition[]
  tool_choice: ToolChoice
  parallel_tool_calls: boolean
  temperature: number | null
  top_p: number | null
  max_completion_tokens: number | null
  response_format: ResponseFormat
  reasoning_effort: string | null
}

export type ModelMessage =
  | { role: 'user'; content: ModelPart[] }
  | {
      role: 'assistant'
      content: string
      tool_calls: { id: string; name: string; arguments: string; extra?: JsonObject }[]
      /** What the endpoint sent with the calls and wants back with them. */
      extra?: JsonObject
    }
  | { role: 'tool'; tool_call_id: string; name: string; output: string }

export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'image'; data: Uint8Array | URL; media_type?: string; detail: 'auto' | 'low' | 'high' }

export type ModelEvent =
  | { type: 'text'; text: string }
  | { type: 'refusal'; text: string }
  /** A picture; what kind, its bytes tell. */
  | { type: 'image'; data: Uint8Array }
  /** The pages that its text draws on, once all of the text has come. */
  | { type: 'sources'; sources: WebSource[] }
  | { type: 'tool_call'; index: number; name: string }
  | { type: 'tool_call_arguments'; index: number; arguments: string }
  | {
      type: 'finish'
      reason: 'stop' | 'length' | 'tool_calls' | 'content_filter'
      usage: ModelUsage
      /** What has to go back with the outputs of the calls. */
      kept?: Kept
    }
  /** What an answer cost that does not come to its end, as far as the endpoint told. */
  | { type: 'usage'; usage: ModelUsage }

/** What came with the calls of an answer, as the endpoint sent it; the calls in their order. */
export interface Kept {
  message: JsonObject
  calls: { id?: string; extra: JsonObject }[]
}

/** In tokens; estimated where the endpoint does not say. */
export interface ModelUsage {
  prompt_tokens: number
  completion_tokens: number
}

/** The prompt does not fit the model's window, of so many tokens if the endpoint says how many. */
export interface TooLong {
  limit: number | undefined
}

export class ModelError extends Error {
  override name = 'ModelError'
  readonly code: RunError['code']
  readonly tooLong: TooLong | undefined
  /** The message as far as its words are ours: an endpoint's may repeat a thread, which is not for the log. */
  readonly reason: string
  constructor(
    code: RunError['code'],
    message: string,
    options: ErrorOptions & { tooLong?: TooLong | undefined; reason?: string } = {},
  ) {
    super(message, options)
    this.code = code
    this.tooLong = options.tooLong
    this.reason = options.reason ?? message
  }
}
