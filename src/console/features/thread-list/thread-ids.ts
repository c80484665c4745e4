/** What is longer is the id of nothing. */
const LIKE_AN_ID = /\bthread_[A-Za-z0-9_-]{1,250}(?![A-Za-z0-9_-])/g

/** Names of fields that look like ids: they stand in JSON and over columns. */
const FIELDS = new Set(['thread_id', 'thread_ids'])

/** The ids of threads that stand in a text, each once, whatever stands between them. */
export const threadIdsIn = (text: string): string[] => [
  ...new Set(text.match(LIKE_AN_ID)?.filter((word) => !FIELDS.has(word))),
]

/** The text with the ids of a file below it, but those that it has already. */
export const withIds = (text: string, ids: readonly string[]): string => {
  const known = new Set(threadIdsIn(text))
  const added = ids.filter((id) => !known.has(id))
  return [text.trimEnd(), ...added].filter(Boolean).join('\n')
}
