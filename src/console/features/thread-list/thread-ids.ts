/** What is longer is the id of nothing. */
const LIKE_AN_ID = /\bthread_[A-Za-z0-9_-]{1,250}(?![A-Za-z0-9_-])/g

/** Names of fields that look like ids: they stand in JSON and over columns. */
const FIELDS = new Set(['thread_id', 'thread_ids'])

/** Between the ids of a list, as text or JSON. */
const BETWEEN = /[\s,;"'[\]]+/
/** An id that another server made: it has a digit, as no other word of a text has to. */
const OF_OTHERS = /^(?=.*\d)[\w.:~@-]{1,250}$/

/** The ids of threads that stand in a text, each once, whatever stands between them; of any form where all of it is a list of such. */
export const threadIdsIn = (text: string): string[] => {
  const ids = text.match(LIKE_AN_ID)?.filter((word) => !FIELDS.has(word)) ?? []
  if (ids.length > 0) return [...new Set(ids)]
  const words = text.split(BETWEEN).filter(Boolean)
  return words.every((word) => OF_OTHERS.test(word)) ? [...new Set(words)] : []
}

/** The text with the ids of a file below it, but those that it has already. */
export const withIds = (text: string, ids: readonly string[]): string => {
  const known = new Set(threadIdsIn(text))
  const added = ids.filter((id) => !known.has(id))
  return [text.trimEnd(), ...added].filter(Boolean).join('\n')
}
