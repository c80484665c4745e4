/** A name that is being written after an @, and where it begins. */
export interface Mention {
  start: number
  typed: string
}

const BEING_WRITTEN = /(?:^|[\s(])@([\p{L}\p{N}][\p{L}\p{N}._ -]{0,39}|)$/u

/** What stands before the caret of a mention that is not ended. */
export const mentionAt = (text: string, caret: number): Mention | undefined => {
  const typed = BEING_WRITTEN.exec(text.slice(Math.max(0, caret - 60), caret))?.[1]
  return typed === undefined ? undefined : { start: caret - typed.length - 1, typed }
}

const SHOWN = 6

/** The people that may be meant: by their name, one of its words or their initials. */
export const meant = <Person extends { name: string; initials: string }>(
  people: readonly Person[],
  { typed }: Mention,
): Person[] => {
  const sought = typed.toLowerCase()
  return people
    .filter(({ name, initials }) => {
      const whole = name.toLowerCase()
      const words = whole.split(/\s+/)
      return (
        whole !== sought.trim() &&
        [whole, ...words, initials.toLowerCase()].some((word) => word.startsWith(sought))
      )
    })
    .slice(0, SHOWN)
}

/** The text with a name in place of what was written of it, and the caret behind it. */
export const withMention = (
  text: string,
  { start, typed }: Mention,
  name: string,
): { text: string; caret: number } => {
  const end = start + 1 + typed.length
  const rest = text.slice(end)
  const written = `@${name}${/^\s/.test(rest) ? '' : ' '}`
  return { text: text.slice(0, start) + written + rest, caret: start + written.length }
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** A note in pieces, of which those that name somebody are mentions. */
export const piecesOf = (
  note: string,
  people: readonly { name: string }[],
): { text: string; isMention: boolean }[] => {
  const names = people
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .toSorted((one, other) => other.length - one.length)
  if (names.length === 0) return [{ text: note, isMention: false }]
  const any = new RegExp(`(@(?:${names.map((name) => escaped(name)).join('|')}))`, 'giu')
  return note
    .split(any)
    .map((text, at) => ({ text, isMention: at % 2 === 1 }))
    .filter(({ text }) => text !== '')
}
