// Without zod, so that the console's first script can read it.

/** An object of JSON, of whatever shape. */
export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
