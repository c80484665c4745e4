import { numberText } from './number.ts'

/** What is said of a text that has too many characters; empty where it has not. */
export const tooLong = (text: string, most: number): string =>
  text.length > most ? `${numberText(text.length)} characters; at most ${numberText(most)}.` : ''
