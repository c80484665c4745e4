/** A word in small letters. Greek has two small sigmas, one for the end of a word: they are one letter. */
export const inSmall = (word: string): string => word.toLowerCase().replaceAll('ς', 'σ')

/** Signs that are not seen, such as soft hyphens and joiners, and the tatweel, which stretches a word. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u0640]/gu
/** Vowel signs of Arabic that stand alone, as PDFs have them: their decomposition has a blank. */
const APART = /[\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]/gu
/** Letters of scripts that are written and read without their marks as well. */
const POINTED = /([\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Grek}\p{sc=Copt}])\p{M}+/gu
/** Stress on a vowel. A mark that makes another letter, as in `й`, `ї` and `ќ`, is none. */
const STRESSED = /([аеиоуыэюяіє]\u0308?)[\u0300\u0301\u030f\u0311]+/giu
const DOTTED_E = /(е)\u0308/giu
/** Dots under letters of Hindi, Punjabi, Gujarati and Kannada, which few write everywhere. */
const NUKTA = /[\u093c\u0a3c\u0abc\u0cbc]/gu

/** Letters that keyboards and habits interchange, and the one that stands for them. */
const INTERCHANGED: ReadonlyMap<string, string> = new Map([
  // Alef with a wasla or a wavy hamza.
  ['\u0671', '\u0627'],
  ['\u0672', '\u0627'],
  ['\u0673', '\u0627'],
  // Yeh: without dots, of Persian.
  ['\u0649', '\u064a'],
  ['\u06cc', '\u064a'],
  // Kaf of Persian.
  ['\u06a9', '\u0643'],
  // Heh: teh marbuta and its form in Urdu, heh of Urdu, ae.
  ['\u0629', '\u0647'],
  ['\u06c3', '\u0647'],
  ['\u06c1', '\u0647'],
  ['\u06d5', '\u0647'],
  // Chandrabindu as anusvara.
  ['\u0901', '\u0902'],
])
const IS_INTERCHANGED = new RegExp(`[${[...INTERCHANGED.keys()].join('')}]`, 'gu')

const DIGIT = /\p{Nd}/u
/** Digits of scripts other than the Latin one. */
const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu
const known = new Map<string, string>()
/** The digit of the same value from 0 to 9. All digits of a script stand in a row, and rows begin with 0. */
const inLatin = (digit: string): string => {
  const held = known.get(digit)
  if (held !== undefined) return held
  const code = digit.codePointAt(0) ?? 0
  let before = 0
  while (DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1
  const latin = `${before % 10}`
  known.set(digit, latin)
  return latin
}

/**
 * A text in the one form in which its words are compared: without what may be left out or is not seen.
 * Marks that are a part of the word stay, such as vowel signs of Thai and Hindi and the marks of kana.
 */
export const fold = (text: string): string =>
  text
    .replaceAll(UNSEEN, '')
    .replaceAll(APART, '')
    .normalize('NFKD')
    .replaceAll(POINTED, '$1')
    .replaceAll(STRESSED, '$1')
    .replaceAll(DOTTED_E, '$1')
    .replaceAll(NUKTA, '')
    .replaceAll(IS_INTERCHANGED, (letter) => INTERCHANGED.get(letter) ?? letter)
    .replaceAll(OTHER_DIGITS, inLatin)
    .normalize('NFC')
