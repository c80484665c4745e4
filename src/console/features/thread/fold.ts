/** A text as it is compared: small letters, without what readers do not type, any white space a space. */
export interface Folded {
  text: string
  /** Where a place in `text` lies in what was folded; undefined where the places are the same. */
  places: readonly number[] | undefined
}

const PLAIN = /^[\0-\x7f]*$/
/**
 * What readers do not type: accents, the vowel points of Hebrew and Arabic, the stretched line of Arabic,
 * and format characters, which nobody sees (soft hyphen, zero width space, marks of direction).
 */
const UNTYPED =
  /[\u0300-\u036f]|[\u0591-\u05bd]|\u05bf|[\u05c1\u05c2]|[\u05c4\u05c5]|\u05c7|\u0640|[\u064b-\u065f]|\u0670|\p{Cf}/gu

/** Folds a text so that what a reader takes for the same words is the same. */
export const fold = (original: string): Folded => {
  if (PLAIN.test(original))
    return { text: original.toLowerCase().replaceAll(/\s/g, ' '), places: undefined }
  const places: number[] = []
  let text = ''
  let at = 0
  for (const character of original) {
    const folded = character
      .normalize('NFKD')
      .replaceAll(UNTYPED, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replaceAll(/\s/g, ' ')
    for (let each = 0; each < folded.length; each += 1) places.push(at)
    text += folded
    at += character.length
  }
  places.push(at)
  return { text, places }
}

/** A stretch of a text, from its start up to its end. */
export interface Span {
  start: number
  end: number
}

/** Where the words stand in a folded text, as places of the original: each from its start up to its end. */
export const findIn = ({ text, places }: Folded, words: string, most = Infinity): Span[] => {
  const found: Span[] = []
  if (words === '') return found
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    const end = at + words.length
    found.push({ start: places?.[at] ?? at, end: places?.[end] ?? end })
    if (found.length >= most) break
  }
  return found
}
