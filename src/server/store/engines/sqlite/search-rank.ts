import type { Database } from './database.ts'
import { type Asked, rankedMatches } from './search-query.ts'

/** How many of the best by their words are looked at more closely: a few pages, in a millisecond or two. */
const LOOKED_AT = 200

/** How much more a match says that stands where its thread says what it is about. */
const OPENING = 1.4
/** How much more it says for each time that the matches of its thread double. */
const DOUBLED = 0.1
/** A text of so many words counts half: bm25() takes the shortest for the best, and they say little. */
const SHORT = 1

/** A match, and what is known of it beside its words. */
interface Candidate {
  doc: number
  score: number
  thread: number
  isOpening: number
  sizes: Uint8Array
}

/** So many matches by number, or a few more, the most telling first. */
export const rankMatches = (db: Database, asked: Asked, wanted: number): number[] => {
  const { sql, params } = rankedMatches(asked)
  const matches = db.all<{ doc: number; score: number }>(
    `${sql} LIMIT ?`,
    ...params,
    Math.max(wanted, LOOKED_AT),
  )
  const rest = matches.slice(LOOKED_AT).map(({ doc }) => doc)
  return [...closelyRanked(db, matches.slice(0, LOOKED_AT)), ...rest]
}

const closelyRanked = (
  db: Database,
  matches: readonly { doc: number; score: number }[],
): number[] => {
  // Those that are alike stay in the order they come in.
  const candidates = db.all<Candidate>(
    `SELECT d.doc, m.value ->> 'score' AS score, d.thread, z.sz AS sizes,
       d.field = 'title' OR (d.field = 'text' AND d.message IS t.opening) AS isOpening
     FROM json_each(?) m CROSS JOIN search_documents d ON d.doc = m.value ->> 'doc'
     CROSS JOIN threads t ON t.seq = d.thread
     CROSS JOIN search_terms_docsize z ON z.id = d.doc ORDER BY m.key`,
    JSON.stringify(matches),
  )
  const ofThread = new Map<number, number>()
  for (const { thread } of candidates) ofThread.set(thread, (ofThread.get(thread) ?? 0) + 1)
  const ranked = candidates.map(({ doc, score, thread, isOpening, sizes }) => {
    const words = wordsIn(sizes)
    const doublings = Math.log2(ofThread.get(thread) ?? 1)
    const telling = (isOpening ? OPENING : 1) * (1 + DOUBLED * doublings)
    return { doc, score: (score * telling * words) / (words + SHORT) }
  })
  return ranked.toSorted((a, b) => b.score - a.score).map(({ doc }) => doc)
}

/** The number of words of a text: the last of the sizes of its columns, which FTS5 keeps as varints. */
const wordsIn = (sizes: Uint8Array): number => {
  let size = 0
  let isNext = false
  for (const byte of sizes) {
    size = (isNext ? 0 : size * 0x80) + (byte & 0x7f)
    isNext = byte < 0x80
  }
  return size
}
