import * as z from 'zod/mini'

// Chat completions and embeddings are passed to the model endpoint. What is named here is what this
// server itself looks at; all else is the endpoint's to know.

/** Azure's clients name the model in the path. */
const model = z.optional(z.nullable(z.string()))

export const CreateChatCompletionRequest = z.looseObject({
  model,
  messages: z.array(z.looseObject({ role: z.string() })).check(z.minLength(1)),
  stream: z.optional(z.nullable(z.boolean())),
})
export type CreateChatCompletionRequest = z.infer<typeof CreateChatCompletionRequest>

const choice = z.looseObject({})

export const ChatCompletion = z.looseObject({ choices: z.array(choice) })
export type ChatCompletion = z.infer<typeof ChatCompletion>

/** What each event of a streamed completion holds, up to a last one of `[DONE]`. */
export const ChatCompletionChunk = z.looseObject({ choices: z.array(choice) })

export const CreateEmbeddingRequest = z.looseObject({
  model,
  input: z.union([z.string(), z.array(z.unknown()).check(z.minLength(1), z.maxLength(2048))]),
  encoding_format: z.optional(z.nullable(z.enum(['float', 'base64']))),
  dimensions: z.optional(z.nullable(z.int().check(z.gte(1), z.lte(10_000)))),
})
export type CreateEmbeddingRequest = z.infer<typeof CreateEmbeddingRequest>

export const EmbeddingResponse = z.looseObject({ data: z.array(z.looseObject({})) })
export type EmbeddingResponse = z.infer<typeof EmbeddingResponse>
