/** Where a small letter is followed by a capital: `get|User|Name`. */
const HUMP = /(?<=\p{Ll})(?=\p{Lu})/u
/** Also behind a digit, and before the last capital of several: `HTTP|Server`, `EC2|Instance`. `PDFs` is one. */
const EVERY_HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})(?!\p{Lu}s(?!\p{Ll}))/u
/** Between letters and digits: `iphone|15`. */
const NUMBER = /(?<=[\p{L}\p{M}])(?=\p{N})|(?<=\p{N})(?=\p{L})/u
const HAS_PARTS = new RegExp(`${EVERY_HUMP.source}|${NUMBER.source}`, 'u')

/** What has more parts is no name but a key or a sum. */
const MOST_PARTS = 10

/**
 * The ways to take a name in code apart, each as its parts one after the other; none for a word that is no
 * name. `getUserName` is also about a user and a name, `OAuth2Token` about OAuth, OAuth2 and a token.
 */
export const namePartsOf = (word: string): string[][] => {
  if (!HAS_PARTS.test(word)) return []
  const ways = new Map<string, string[]>()
  const add = (parts: string[]) => {
    if (parts.length > 1) ways.set(parts.join(' '), parts)
  }
  add(word.split(HUMP))
  const parts = word.split(EVERY_HUMP, MOST_PARTS + 1)
  if (parts.length > MOST_PARTS) return [...ways.values()]
  for (const way of [parts, withWholeHead(parts)]) {
    add(way)
    const finest = way.flatMap((part) => part.split(NUMBER, MOST_PARTS + 1))
    if (finest.length <= MOST_PARTS) add(finest)
  }
  return [...ways.values()]
}

/** A single letter in front is read with what follows it: `i|Phone` as `iPhone`. */
const withWholeHead = (parts: string[]): string[] => {
  const [head = '', next = '', ...rest] = parts
  return parts.length > 1 && Array.from(head).length === 1 ? [head + next, ...rest] : parts
}
