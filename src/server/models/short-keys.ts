/** What stands before a key where a server repeats it. */
export const NAMING = ['Bearer ', 'key provided: ', 'api_key=', 'api-key: '] as const

/** Fewer characters stand in texts by chance, whatever they are. */
const LEAST_UNCOMMON = 4
/** Letters alone, joined by hyphens: `ollama`, `LM-Studio`. */
const OF_LETTERS = /^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[-_. ](?:[A-Z]?[a-z]+|[A-Z]+))*$/
/** What JSON writes without quotes. */
const NUMBER = /^[-+.\de]+$/i
/** Providers' own beginning. */
const KEY_LIKE = /^sk-/i

/** Whether a short key is a word, or a number, as texts have them, which servers take that want no key. */
export const isWord = (key: string): boolean =>
  !KEY_LIKE.test(key) && (key.length < LEAST_UNCOMMON || NUMBER.test(key) || OF_LETTERS.test(key))
