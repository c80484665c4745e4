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
  if (marker === '*' && DIGIT.test(before ?? '') && DIGIT.test(after ?? ''))
    return { opens: false, closes: false }
  const isBold = isBoldRun({ marker, length })
  if (isAwaited && isBold && BRACKET.test(before ?? '') && LETTER.test(after ?? ''))
    return { opens: false, closes: true }
  const spaceBefore = before === undefined || SPACE.test(before)
  const spaceAfter = after === undefined || SPACE.test(after)
  const unspacedBefore = !spaceBefore && UNSPACED.test(before)
  const unspacedAfter = !spaceAfter && UNSPACED.test(after)
  const markBefore = !spaceBefore && PUNCTUATION.test(before)
  const markAfter = !spaceAfter && PUNCTUATION.test(after)
  // GFM's loosening: the run may stand right inside or outside of a strike.
  const tildes = marker !== '~'
  const opens =
    !spaceAfter &&
    ((isBold && BEGINNING.test(after) && LETTER.test(before ?? '')) ||
      (tildes && after === '~') ||
      !markAfter ||
      unspacedAfter ||
      spaceBefore ||
      markBefore ||
      unspacedBefore)
  const closes =
    !spaceBefore &&
    ((isBold && END.test(before) && LETTER.test(after ?? '')) ||
      (tildes && before === '~') ||
      !markBefore ||
      unspacedBefore ||
      spaceAfter ||
      markAfter ||
      unspacedAfter)
  if (marker !== '_') return { opens, closes }
  return {
    opens: opens && (spaceBefore || markBefore || !closes),
    closes: closes && (spaceAfter || markAfter || !opens),
  }
}
