import type { SearchHit } from '#contract/search.ts'

type Snippet = SearchHit['snippet']

// Lengths of what a reader sees are in columns: about as wide as a small letter.

/** What two lines of a row hold also in a slim list, where long words leave much of a line empty. */
const SHORT = 60
/** What one line of the usual list holds. */
const LINE = 38
/** A stretch that is longer than this, of signs that no line is broken at, may begin a line of its own, and leave the one above it empty. */
const UNBROKEN = 24
/** Marks no further apart than this are seen together in three lines. */
const WINDOW = 110
/** What may stand before the first mark, so that it is still in the first line. */
const BEFORE = 22

/** One place that was found: the words of a phrase may each have a mark of their own. */
interface Found {
  start: number
  end: number
  text: string
}

const foundIn = ({ text, marks }: Snippet): Found[] => {
  const found: Found[] = []
  for (const [start, end] of marks) {
    const last = found.at(-1)
    if (last && !/[\p{L}\p{N}]/u.test(text.slice(last.end, start))) last.end = end
    else found.push({ start, end, text: '' })
  }
  return found.map(({ start, end }) => ({
    start,
    end,
    text: text.slice(start, end).toLowerCase(),
  }))
}

/** A phrase says more than words, whatever else stands around them. */
const PHRASE = 1000
const isPhrase = (text: string): boolean => /\s/.test(text)

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u
const PICTURE = /\p{Extended_Pictographic}/u
const BROAD = /[\p{Lu}mw@%]/u
const UNSEEN = /[\p{M}\p{Cf}]/u

const columnsOf = (character: string): number => {
  if (UNSEEN.test(character)) return 0
  if (WIDE.test(character)) return 2
  if (PICTURE.test(character)) return 2.5
  return BROAD.test(character) ? 1.5 : 1
}

/** How much room the text takes up to each of its places. */
const columnsIn = (text: string): ((place: number) => number) => {
  const upTo = new Float32Array(text.length + 1)
  let at = 0
  let columns = 0
  for (const character of text) {
    // A place within a pair of surrogates is before it.
    upTo.fill(columns, at, at + character.length)
    at += character.length
    columns += columnsOf(character)
  }
  upTo[at] = columns
  return (place) => upTo[Math.min(place, at)] ?? columns
}

/**
 * A snippet as a row shows it, of which only the first lines are seen: what stands before the marks that say
 * most is cut off, so that they are among them.
 */
export const evidenceOf = (snippet: Snippet): { snippet: Snippet; lines: 2 | 3 } => {
  const found = foundIn(snippet)
  const [first] = found
  if (!first) return { snippet, lines: 2 }
  const columns = columnsIn(snippet.text)
  let best = { weight: 0, from: first.start, to: first.end }
  for (const [at, { start, text }] of found.entries()) {
    const within = found.slice(at).filter(({ end }) => columns(end) <= columns(start) + WINDOW)
    const texts = new Set(within.map((each) => each.text))
    const lengths = [...texts].reduce((sum, each) => sum + each.length, 0)
    const weight = lengths + (isPhrase(text) ? PHRASE : 0)
    const to = within.at(-1)?.end ?? start
    if (weight > best.weight) best = { weight, from: start, to }
  }
  const stretch = snippet.text.slice(0, best.from).search(/[!-~]*$/)
  const room = stretch > 0 && best.from - stretch > UNBROKEN ? LINE : SHORT
  if (columns(best.to) <= room) return { snippet, lines: 2 }
  const cut = cutBefore(snippet.text, best.from, columns)
  const by = cut === 0 ? 0 : cut - 1
  const lines = columns(best.to) - columns(by) > room ? 3 : 2
  if (cut === 0) return { snippet, lines }
  const marks = snippet.marks.flatMap<[number, number]>(([start, end]) =>
    end > cut ? [[Math.max(start, cut) - by, end - by]] : [],
  )
  return { snippet: { text: `…${snippet.text.slice(cut)}`, marks }, lines }
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Where the text begins of which the place is in the first line: at a word, if one begins there. */
const cutBefore = (text: string, place: number, columns: (place: number) => number): number => {
  let from = place
  while (from > 0 && columns(place) - columns(from - 1) <= BEFORE) from -= 1
  if (from === 0) return 0
  const space = text.slice(from, place).search(/\s\S/)
  const word = from + space + 1
  // Of a long word before it the end is better than nothing.
  if (space >= 0 && word < place) return word
  // A flag, a family or a letter with its marks is one character.
  const cut = graphemes.segment(text.slice(0, place)).containing(from)
  return cut === undefined || cut.index === from ? from : cut.index + cut.segment.length
}

/** Letters of scripts that are written without spaces: a line is broken between them. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const STRETCH = new RegExp(
  String.raw`[^\s\p{Extended_Pictographic}${UNSPACED.map((script) => `\\p{sc=${script}}`).join('')}]{${UNBROKEN + 1},}`,
  'gu',
)

/** The stretches, such as links, that are broken wherever a line ends, so that they leave none empty. */
export const stretchesIn = (text: string): [start: number, end: number][] =>
  [...text.matchAll(STRETCH)].map(({ index, 0: stretch }) => [index, index + stretch.length])
