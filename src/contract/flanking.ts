import { UNSPACED_SCRIPTS } from './unspaced.ts'

/**
 * Characters of scripts whose words stand side by side without spaces, and their punctuation. Surrogates
 * are rare Han and emoji, both of which stand so.
 */
const UNSPACED = new RegExp(
  String.raw`[${UNSPACED_SCRIPTS}\u3000-\u303F\u30FB\u30FC\u3200-\u33FF\uD800-\uDFFF\uFE10-\uFE1F\uFE30-\uFE6F\uFF00-\uFFEF]`,
  'u',
)
const SPACE = /\s/
const DIGIT = /\d/
const PUNCTUATION = /[\p{P}\p{S}]/u
/** Letters, and the signs on them: words of Indian scripts end in one. */
const LETTER = /[\p{L}\p{M}]/u
/** Hebrew has two quotation marks that Unicode does not call so. */
const QUOTES = String.raw`\p{Quotation_Mark}\u05F3\u05F4`
const BEGINNING = new RegExp(`[${QUOTES}¿¡]`, 'u')
/** What ends a phrase, in any script. Brackets do not by themselves: `f(x)**n + g(y)**n` is a sum. */
const END = new RegExp(String.raw`[${QUOTES}\p{Terminal_Punctuation}…%‰٪]`, 'u')

const BRACKET = /\p{Pe}/u

/** What a character is to the markers beside it. */
interface Kind {
  isSpace: boolean
  isUnspaced: boolean
  isMark: boolean
  isDigit: boolean
  isLetter: boolean
  isBeginning: boolean
  isEnd: boolean
  isBracket: boolean
}

const kinds = new Map<string | undefined, Kind>()

/** It is asked for beside every marker, and there are few characters. */
const kindOf = (character: string | undefined): Kind => {
  let kind = kinds.get(character)
  if (!kind) {
    const is = (pattern: RegExp) => character !== undefined && pattern.test(character)
    const isSpace = character === undefined || SPACE.test(character)
    kind = {
      isSpace,
      isUnspaced: !isSpace && is(UNSPACED),
      isMark: !isSpace && is(PUNCTUATION),
      isDigit: is(DIGIT),
      isLetter: is(LETTER),
      isBeginning: is(BEGINNING),
      isEnd: is(END),
      isBracket: is(BRACKET),
    }
    kinds.set(character, kind)
  }
  return kind
}

/** A run of markers. */
interface Run {
  marker: string
  length: number
  /** Whether the last run of bold before it is as long, and begins one. */
  isAwaited?: boolean
}

/** What a run of markers may do: begin an emphasis, end one. */
export interface Sides {
  opens: boolean
  closes: boolean
}

export const isBoldRun = ({ marker, length }: Run): boolean => marker === '*' && length > 1

/** Whether a run of bold begins one behind a space; a power stands right behind its base. */
export const beginsBold = ({ opens }: Sides, before: string | undefined): boolean =>
  opens && (before === undefined || SPACE.test(before))

/**
 * What a run of `*`, `_` or `~` between these two characters may do; undefined is the edge of the text.
 *
 * CommonMark's rule asks for spaces around punctuation, which these scripts do not write: beside their
 * characters punctuation counts as a letter (`含**「重点」**内容`). See docs/decisions/0018.
 * https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
 *
 * Unlike there, asterisks between two digits multiply (`2*3*4`), and two asterisks or more close behind what
 * ends a phrase, and open before a quote or `¿`, also beside a letter: `**Важно:**текст`, `слово**«цитата»**`.
 * Behind a bracket they close a bold that began behind a space: `**file(s)**are`.
 */
export function sidesOf(
  { marker, length, isAwaited = false }: Run,
  before: string | undefined,
  after: string | undefined,
): Sides {
  const previous = kindOf(before)
  const next = kindOf(after)
  if (marker === '*' && previous.isDigit && next.isDigit) return { opens: false, closes: false }
  const isBold = isBoldRun({ marker, length })
  if (isAwaited && isBold && previous.isBracket && next.isLetter)
    return { opens: false, closes: true }
  // GFM's loosening: the run may stand right inside or outside of a strike.
  const tildes = marker !== '~'
  const opens =
    !next.isSpace &&
    ((isBold && next.isBeginning && previous.isLetter) ||
      (tildes && after === '~') ||
      !next.isMark ||
      next.isUnspaced ||
      previous.isSpace ||
      previous.isMark ||
      previous.isUnspaced)
  const closes =
    !previous.isSpace &&
    ((isBold && previous.isEnd && next.isLetter) ||
      (tildes && before === '~') ||
      !previous.isMark ||
      previous.isUnspaced ||
      next.isSpace ||
      next.isMark ||
      next.isUnspaced)
  if (marker !== '_') return { opens, closes }
  return {
    opens: opens && (previous.isSpace || previous.isMark || !closes),
    closes: closes && (next.isSpace || next.isMark || !opens),
  }
}
