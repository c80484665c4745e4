/** A word in hex that is no number and no word of a language. */
const HEX = /^(?=.*\d)(?=.*[a-f])[\da-f]{8,}$/i
/** Groups of hex as in a UUID. */
const GROUPS = /(?<![\da-z])(?:[\da-f]{4,12}-){2,6}[\da-f]{4,12}(?![\da-z])/giu
const GROUP = /^[\da-f]{4,12}$/i
/** Longer than the groups before and behind any of them. */
const AROUND = 96
/** What an id is told by: `thread_`, `call-`. */
const PREFIX = /(?<![\da-z])[a-z]{2,16}[_-]$/i
const BEHIND_PREFIX = /^(?=.*\d)[\da-z]{16,}$/i

/** Whether a word that begins there is an id or a group of one: no name, though it may be taken apart like one. */
export const isOfId = (word: string, start: number, text: string): boolean => {
  if (HEX.test(word)) return true
  if (BEHIND_PREFIX.test(word)) return PREFIX.test(text.slice(Math.max(0, start - 20), start))
  if (!GROUP.test(word)) return false
  const end = start + word.length
  if (text[start - 1] !== '-' && text[end] !== '-') return false
  const from = Math.max(0, start - AROUND)
  for (const { 0: id, index } of text.slice(from, end + AROUND).matchAll(GROUPS))
    if (from + index <= start && from + index + id.length >= end)
      return id.length >= 16 && /[a-f]/i.test(id)
  return false
}
