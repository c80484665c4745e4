import type {
  ChatCompletion,
  CreateChatCompletionRequest,
  CreateEmbeddingRequest,
  EmbeddingResponse,
} from '#contract/model-call.ts'

type Named<Request> = Request & { model: string }

/** Chat completions and embeddings as clients ask for them, beside threads and runs. */
export interface ModelCalls {
  /**
   * The completion, or its text as an endpoint wrote it, or its chunks as server-sent events where the
   * request asks for a stream.
   * @param sent the request as it came
   * @throws {CallRefusal} before the answer has begun; afterwards a stream tells of it in an event
   */
  chat(
    request: Named<CreateChatCompletionRequest>,
    signal: AbortSignal,
    sent?: string,
  ): Promise<ChatCompletion | string | ReadableStream<Uint8Array>>
  /**
   * @param sent the request as it came
   * @throws {CallRefusal}
   */
  embed(
    request: Named<CreateEmbeddingRequest>,
    signal: AbortSignal,
    sent?: string,
  ): Promise<EmbeddingResponse | string>
}

/** Words of an endpoint's error by which clients tell one from another. */
export interface RefusalWords {
  type?: string
  code?: string
  param?: string
}

/** A call that was not answered, in words that a client may be told. */
export class CallRefusal extends Error {
  override name = 'CallRefusal'
  readonly status: number
  readonly words: RefusalWords
  /** When to ask again, as the endpoint says it. */
  readonly headers: Record<string, string>

  constructor(
    status: number,
    message: string,
    { words = {}, headers = {} }: { words?: RefusalWords; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.status = status
    this.words = words
    this.headers = headers
  }
}

const encoder = new TextEncoder()

/** One event of a streamed completion. */
export const chunkFrame = (data: string): Uint8Array =>
  encoder.encode(`data: ${data.replaceAll('\n', '\ndata: ')}\n\n`)

export const DONE_FRAME = chunkFrame('[DONE]')

/** What a stream says when it breaks off. */
export const errorFrame = (message: string, { type, param, code }: RefusalWords = {}): Uint8Array =>
  chunkFrame(
    JSON.stringify({
      error: { message, type: type ?? 'server_error', param: param ?? null, code: code ?? null },
    }),
  )
