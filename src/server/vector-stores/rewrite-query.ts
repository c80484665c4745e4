import { COMMON } from '../store/terms.ts'

/** What people say around what they look for. */
const FILLERS = new Set(
  `about am anyone concerning did explain find get give hello hey hi i'd i'll i'm i've know let like
  look looking maybe need regarding say see show tell thank thanks there's want wondering what's
  where's who's`.split(/\s+/),
)
/** They change what is meant. */
const KEPT = new Set(['no', 'not'])

/** Marks around a word; not those inside of it, nor what belongs to names: `C++`, `.env`, `#12`, `v4.5`. */
const EDGES = /^[\s"'“”‘’«»([{¿¡]+|[\s"'“”‘’«»)\]}?!.,;:…。？！、，；：]+$/gu

/**
 * A question as the words that tell what is looked for, in their order: “I'd like to know the height of
 * the main office building.” becomes “height main office building”. As it is where it has no others.
 */
export const rewriteQuery = (query: string): string => {
  const words = query
    .split(/\s+/)
    .map((word) => word.replaceAll(EDGES, ''))
    .filter((word) => word !== '' && isTelling(word))
  return words.length === 0 ? query.trim() : words.join(' ')
}

const isTelling = (word: string): boolean => {
  const plain = word.toLowerCase().replaceAll('’', "'")
  return KEPT.has(plain) || (!COMMON.has(plain) && !FILLERS.has(plain))
}
