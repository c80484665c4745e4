import * as z from 'zod/mini'

import { wireForm } from './primitives.ts'
import type { Refused } from './tool.ts'

/** Signs that end a line, are none, or change the order in which what is beside them is read. */
const BREAKING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
/** Of a text of several lines: those that are none. A character that is missing its half is one. */
const BROKEN = /[^\P{Cc}\t\n\r]|\p{Cs}/u
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}]/u

const refused = (code: string, message: string) => ({
  refused: { code, message } satisfies Refused,
})

/** Whether a text has no signs that are no part of one. */
export const isPlainText = (text: string): boolean => !BROKEN.test(text)

/** One line that somebody is to read, of one to so many characters. Blanks at its ends are no part of it. */
export const lineRequest = (maximum: number) =>
  z
    .pipe(
      z.string().check(
        z.maxLength(maximum),
        z.refine((text) => !BREAKING.test(text), {
          params: refused(
            'invalid_value',
            'This is one line, without signs that control how it is read.',
          ),
        }),
        z.refine((text) => SEEN.test(text), {
          params: refused('empty_string', 'This needs at least one character that is seen.'),
        }),
      ),
      z.transform((text) => text.trim().replaceAll(/\s+/g, ' ')),
    )
    .register(wireForm, { type: 'string', minLength: 1, maxLength: maximum })

/** A text of up to so many characters, of any lines. */
export const textRequest = (maximum: number) =>
  z.string().check(
    z.maxLength(maximum),
    z.refine(isPlainText, {
      params: refused('invalid_value', 'This text has signs that are no part of a text.'),
    }),
  )

/** The first letters of the first and the last word of a name. */
export const initialsOf = (name: string): string => {
  const words = name.split(/[\s-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const [first = name, ...rest] = words
  const letters = [first, ...rest.slice(-1)].map(
    (word) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, '') || word)[0] ?? '',
  )
  return letters.join('').toUpperCase()
}
