import type { SearchHit } from '#contract/search.ts'

type Snippet = SearchHit['snippet']

/** About how many characters two lines of a row hold. */
const SHORT = 76
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

/**
 * A snippet as a row shows it, of which only the first lines are seen: what stands before the marks that say
 * most is cut off, so that they are among them.
 */
export const evidenceOf = (snippet: Snippet): { snippet: Snippet; lines: 2 | 3 } => {
  const found = foundIn(snippet)
  const [first] = found
  if (!first) return { snippet, lines: 2 }
  let best = { weight: 0, from: first.start, to: first.end }
  for (const [at, { start, text }] of found.entries()) {
    const within = found.slice(at).filter(({ end }) => end <= start + WINDOW)
    const texts = new Set(within.map((each) => each.text))
    const lengths = [...texts].reduce((sum, each) => sum + each.length, 0)
    const weight = lengths + (isPhrase(text) ? PHRASE : 0)
    const to = within.at(-1)?.end ?? start
    if (weight > best.weight) best = { weight, from: start, to }
  }
  const stretch = snippet.text.slice(0, best.from).search(/[!-~]*$/)
  const room = stretch > 0 && best.from - stretch > UNBROKEN ? SHORT / 2 : SHORT
  if (best.to <= room) return { snippet, lines: 2 }
  const cut = cutBefore(snippet.text, best.from)
  const by = cut === 0 ? 0 : cut - 1
  const lines = best.to - by > room ? 3 : 2
  if (cut === 0) return { snippet, lines }
  const marks = snippet.marks.flatMap<[number, number]>(([start, end]) =>
    end > cut ? [[Math.max(start, cut) - by, end - by]] : [],
  )
  return { snippet: { text: `…${snippet.text.slice(cut)}`, marks }, lines }
}

/** Where the text begins of which the place is in the first line: at a word, if one begins there. */
const cutBefore = (text: string, place: number): number => {
  const from = place - BEFORE
  if (from <= 0) return 0
  const space = text.slice(from, place).search(/\s\S/)
  const cut = space < 0 ? from : from + space + 1
  // A pair of surrogates is one character.
  return /[\uDC00-\uDFFF]/.test(text.charAt(cut)) ? cut + 1 : cut
}
