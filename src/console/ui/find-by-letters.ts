/** The letters that were typed one after the other, and when the last of them was. */
export interface Typed {
  text: string
  at: number
}

/** Letters that follow each other within this time belong to one word. */
const ONE_WORD_MS = 1000

/** What is typed of a word with one more key; undefined where the key is none of its letters. */
export const typedOn = (before: Typed | undefined, key: string, at: number): Typed | undefined => {
  const text = before && at - before.at < ONE_WORD_MS ? before.text : ''
  // At the beginning of a word a blank is a press.
  if (!/^.$/u.test(key) || (key === ' ' && text === '')) return undefined
  return { text: text + key.toLowerCase(), at }
}

/**
 * The place of the label that begins with what is typed. One letter, once or several times, leads from
 * label to label; more letters stay where they fit.
 */
export const placeOf = (labels: readonly string[], { text }: Typed, from: number): number => {
  const [first = ''] = text
  const isOneLetter = text.replaceAll(first, '') === ''
  const begin = isOneLetter ? from + 1 : Math.max(0, from)
  const places = labels.map((_, at) => (begin + at) % labels.length)
  const found = (word: string) =>
    places.find((at) => labels[at]?.trim().toLowerCase().startsWith(word)) ?? -1
  const whole = found(text)
  return isOneLetter && whole < 0 ? found(first) : whole
}
