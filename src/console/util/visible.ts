/** Spaces, controls and the letters that are drawn as nothing (Hangul fillers, the blank of Braille). */
const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Z}\u115F\u1160\u2800\u3164\uFFA0\p{M}]/u

/** Whether a reader would see anything of a text. */
export const isVisible = (text: string): boolean => VISIBLE.test(text)
