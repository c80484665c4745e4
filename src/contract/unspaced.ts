/**
 * Scripts that are written without spaces between words, or (Korean) with endings grown onto them. Of a
 * class of characters in a pattern with the flag `u`.
 */
export const UNSPACED = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー々`
