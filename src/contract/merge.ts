import { type JsonObject, isObject } from './json-object.ts'

/** How far past its end a delta may lengthen an array: the bound of the official SDKs. */
const MAX_INDEX_GAP = 1024

// Names are whole in each fragment that carries them, so they never append.
const isWhole = (key: string) => key === 'type' || key === 'object' || /(^|_)id$/.test(key)

/** Deeper than any object of the wire; a hostile one must not exhaust the stack. */
const MAX_DEPTH = 32

/**
 * A JSON value with a fragment of it merged in; neither is changed. Strings append, objects merge by
 * key, array entries merge by their `index` (or are added when they have none), all else is replaced.
 * Entries lose their `index`: fragments carry it, finished objects do not.
 */
export const mergeDelta = (value: unknown, delta: unknown, depth = 0): unknown => {
  if (delta === undefined || delta === null) return value ?? delta
  if (typeof value === 'string' && typeof delta === 'string') return value + delta
  if (depth > MAX_DEPTH) return delta
  if (isObject(delta)) return mergeObject(isObject(value) ? value : {}, delta, depth + 1)
  if (!Array.isArray(delta)) return delta
  const merge = (entry: unknown, part: unknown) => mergeDelta(entry, part, depth + 1)
  return mergeByIndex<unknown>(Array.isArray(value) ? value : [], delta, merge, () => null)
}

const mergeObject = (object: JsonObject, delta: JsonObject, depth: number): JsonObject => {
  const merged = { ...object }
  for (const [key, part] of Object.entries(delta)) {
    if (key === 'index' || key === '__proto__') continue
    merged[key] = isWhole(key) ? (part ?? object[key]) : mergeDelta(object[key], part, depth)
  }
  return merged
}

/**
 * Entries with fragments merged in at their `index`. A place that was skipped holds `filler()`; an
 * index beyond all reason is ignored.
 */
export const mergeByIndex = <T>(
  entries: readonly T[],
  deltas: readonly unknown[],
  merge: (entry: T | undefined, delta: unknown) => T | undefined,
  filler: () => T,
): T[] => {
  const merged = [...entries]
  for (const delta of deltas) {
    const index = indexOf(delta) ?? merged.length
    if (index >= merged.length + MAX_INDEX_GAP) continue
    const entry = merge(merged[index], delta)
    if (entry === undefined) continue
    while (merged.length < index) merged.push(filler())
    merged[index] = entry
  }
  return merged
}

const indexOf = (delta: unknown): number | undefined => {
  if (!isObject(delta)) return undefined
  const { index } = delta
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : undefined
}
