import type { Metadata } from '#contract/primitives.ts'

/** The value of a key, which may be called as something that every object has. */
export const valueIn = (metadata: Metadata, key: string): string | undefined =>
  Object.hasOwn(metadata, key) ? metadata[key] : undefined
