/** A text as it is compared: small letters, without accents, any white space a space. */
export interface Folded {
  text: string
  /** Where a place in `text` lies in what was folded; undefined where the places are the same. */
  places: readonly number[] | undefined
}

const PLAIN = /^[\0-\x7f]*$/
const ACCENTS = /[\u0300-\u036f]/g

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
      .replaceAll(ACCENTS, '')
      .toLowerCase()
      .replaceAll(/\s/g, ' ')
    for (let each = 0; each < folded.length; each += 1) places.push(at)
    text += folded
    at += character.length
  }
  places.push(at)
  return { text, places }
}

/** Where the words stand in a folded text, as places of the original: each from its start up to its end. */
export const findIn = (
  { text, places }: Folded,
  words: string,
  most = Infinity,
): { start: number; end: number }[] => {
  const found: { start: number; end: number }[] = []
  if (words === '') return found
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    const end = at + words.length
    found.push({ start: places?.[at] ?? at, end: places?.[end] ?? end })
    if (found.length >= most) break
  }
  return found
}
