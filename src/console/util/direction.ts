import type {} from 'react'

/** Letters of the scripts that are written from right to left: Hebrew to Arabic Extended, and their forms. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const FIRST_LETTER = /\p{L}/u

declare module 'react' {
  interface TextareaHTMLAttributes<T> {
    /** Not `auto`, with which browsers go through all lines at each key: seconds for a long text. */
    dir?: 'ltr' | 'rtl' | undefined
  }
}

/** The direction of a text field by its first letter. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const letter = FIRST_LETTER.exec(text)?.[0]
  return letter !== undefined && RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr'
}
