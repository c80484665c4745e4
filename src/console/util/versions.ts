import { isObject } from '#contract/json-object.ts'

/** How many writes of each tab are in a text: all of each tab up to that number. */
export type Writes = Readonly<Record<string, number>>

/** A value as it stands in storage, with the writes that its writer knew. */
export interface Version {
  /** Its JSON. Null where it is empty. */
  json: string | null
  writes: Writes
}

/**
 * Reads what stands in storage. A value that was written without its writes is of an earlier version of the
 * console, or of a hand.
 */
export const versionIn = (text: string | null): Version => {
  if (text === null) return { json: null, writes: {} }
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return { json: text, writes: {} }
  }
  if (!isObject(read) || !isObject(read['writes'])) return { json: text, writes: {} }
  const writes = Object.entries(read['writes']).flatMap(([tab, count]) =>
    typeof count === 'number' ? [[tab, count] as const] : [],
  )
  return {
    json: read['kept'] === undefined ? null : JSON.stringify(read['kept']),
    writes: Object.fromEntries(writes),
  }
}

/** The version as a text for storage. An empty one is kept too: it says which writes were taken out. */
export const versionText = ({ json, writes }: Version): string =>
  json === null ? JSON.stringify({ writes }) : `{"kept":${json},"writes":${JSON.stringify(writes)}}`

/** Whether a text of these `writes` has all that one of the others has. */
export const hasSeen = (writes: Writes, others: Writes): boolean =>
  Object.entries(others).every(([tab, count]) => (writes[tab] ?? 0) >= count)

/** The writes of a text that was made of two. */
export const bothWrites = (some: Writes, others: Writes): Writes => ({
  ...some,
  ...Object.fromEntries(
    Object.entries(others).map(([tab, count]) => [tab, Math.max(count, some[tab] ?? 0)]),
  ),
})
