/**
 * Scripts that are written without spaces between words, or (Korean) with endings grown onto them. Of a
 * class of characters in a pattern with the flag `u`.
 */
export const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々`

const SCRIPTS =
  'Han Hira Kana Hang Bopo Yiii Thai Laoo Khmr Mymr Tibt Java Bali Cham Lana Tale Talu Tavt'

/** Scripts whose words stand side by side without spaces, for a class of a regular expression. */
export const UNSPACED_SCRIPTS = SCRIPTS.split(' ')
  .map((script) => String.raw`\p{sc=${script}}`)
  .join('')
