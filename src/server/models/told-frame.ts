export type Fields = Record<string, unknown>

/** A frame of a stream as the AI SDK reads it without fail. */
export type Told = { error: { message: string; code: string | null } } | Fields

export const chunkOf = (delta: Fields, finish_reason: string | null = null): Fields => ({
  choices: [{ index: 0, delta, finish_reason }],
})

/** What is no object has no fields. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {} // read as unknown
