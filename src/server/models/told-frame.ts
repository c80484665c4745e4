import { type JsonObject, isObject } from '#contract/json-object.ts'

/** A frame of a stream as the AI SDK reads it without fail. */
export type Told = { error: { message: string; code: string | null } } | JsonObject

export const chunkOf = (delta: JsonObject, finish_reason: string | null = null): JsonObject => ({
  choices: [{ index: 0, delta, finish_reason }],
})

/** What is no object has no fields. */
export const fieldsOf = (value: unknown): JsonObject => (isObject(value) ? value : {})
