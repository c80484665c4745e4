import { wordsOf } from '#contract/words.ts'
import { type Phrase, phraseIn } from '#server/search/match.ts'
import { typingDistance } from '#server/search/text/typing-distance.ts'
import { termsOf } from '#server/search/text/words.ts'
import { MOST_CALLED } from '#server/store/search.ts'

import type { Database } from './database.ts'
import { goneThreadsOf } from './gone-threads.ts'
import { isBeingCleared } from './search-index.ts'
import { matchesThatPass, toQuery } from './search-query.ts'
import { textOf } from './search-read.ts'

/** Shorter words have too many that are like them. */
const SHORTEST = 4
/** From so many letters on, two may be wrong. */
const LONG = 6
/** How many words of a query are looked at, and for how long all of them are, in milliseconds of the processor. */
const MOST_WORDS = 3
const MOST_MS = 60
/** How many words of texts are compared before that is looked at, which costs more than one of them. */
const COMPARED = 32
/** What fewer texts have may be misspelt itself: a commoner one is looked for as well. */
const FEW = 3

/** What this thread has worked, in milliseconds: waiting for a busy machine does not count. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * For each word that no text has, the one most like it that texts have: of several that are alike the one of
 * most texts. How many texts have a word costs the more the more have it, so that there is an end to it.
 */
export const nearWords = (db: Database, words: readonly string[]): Map<string, string> => {
  const near = new Map<string, string>()
  if (isBeingCleared(db)) return near
  const unknown = [...new Set(words)].filter((word) => isLong(word) && !isKnown(db, word))
  const until = worked() + MOST_MS
  for (const word of unknown.slice(0, MOST_WORDS)) {
    const found = nearWord(db, word, () => worked() > until)
    if (found !== undefined) near.set(word, found)
  }
  for (const [word, term] of near) near.set(word, asWritten(db, term))
  return near
}

const isLong = (word: string): boolean => Array.from(word).length >= SHORTEST

const isKnown = (db: Database, term: string): boolean => newestWith(db, term) !== undefined

/** The newest text that has a term and is not deleted. */
const newestWith = (db: Database, term: string): number | undefined => {
  const phrase = { terms: [term], isPrefix: false }
  const asked = toQuery(db, { groups: [[{ phrase, isNot: false }]], threads: [] })
  const { sql, params } = matchesThatPass(asked, 'DESC')
  return db.get<{ doc: number }>(`${sql} LIMIT 1`, ...params)?.doc
}

const nearWord = (db: Database, word: string, isOver: () => boolean): string | undefined => {
  const most = Array.from(word).length < LONG ? 1 : 2
  let best: { term: string; wrong: number; texts: number } | undefined
  // The vocabulary has words of threads that are deleted but for their rows as well.
  const isWhole = goneThreadsOf(db).length === 0
  let compared = 0
  for (const beginning of beginningsOf(word)) {
    const rows = db.iterate<{ term: string; texts: number }>(
      `SELECT term, doc AS texts FROM search_vocabulary WHERE col = 'words' AND term >= ? AND term < ?`,
      beginning,
      beginning + LAST,
    )
    for (const { term, texts } of rows) {
      compared += 1
      if (compared % COMPARED === 0 && isOver()) return best?.term
      if (Math.abs(term.length - word.length) > most) continue
      const wrong = typingDistance(term, word, most)
      if (wrong > most) continue
      const isBetter = !best || wrong < best.wrong || (wrong === best.wrong && texts > best.texts)
      if (isBetter && (isWhole || isKnown(db, term))) best = { term, wrong, texts }
    }
    if (best?.wrong === 1 && best.texts >= FEW) break
  }
  return best?.term
}

/** How much of a text is looked through for a word, in UTF-16 units. */
const LOOKED_AT = 50_000
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu

/** The word of a term as the newest text that has it writes it, in small letters. */
const asWritten = (db: Database, term: string): string => {
  const doc = newestWith(db, term)
  const text = doc === undefined ? '' : textOf(db, doc).slice(0, LOOKED_AT)
  for (const word of wordsOf(text))
    if (word.term === term)
      return text.slice(word.start, word.end).replaceAll(UNSEEN, '').toLowerCase()
  return term
}

/** How the word meant may begin, the likeliest first: as written, or with one of its first letters wrong. */
const beginningsOf = (word: string): Set<string> => {
  const [a = '', b = '', c = ''] = word
  return new Set([a + b, a + c, b + a, a])
}

/** What no term has: after it in order is no term with the same beginning. */
const LAST = '\u{10FFFF}'

/** For each name, the ids of the assistants in whose own its words stand one after the other, up to one too many. */
export const assistantsCalled = (db: Database, names: readonly string[]): string[][] => {
  const wanted = names.map((name) => ({
    standing: standingOf(phraseIn(name)),
    ids: [] as string[],
  }))
  const open = wanted.filter(({ standing }) => standing !== undefined)
  const rows = db.iterate<{ id: string; name: string | null }>(
    `SELECT id, body ->> 'name' AS name FROM assistants WHERE body ->> 'name' IS NOT NULL`,
  )
  for (const row of rows) {
    const left = open.filter(({ ids }) => ids.length <= MOST_CALLED)
    if (left.length === 0) break
    const terms = ` ${termsOf(row.name ?? '')} `
    for (const { standing = '', ids } of left) if (terms.includes(standing)) ids.push(row.id)
  }
  return wanted.map(({ ids }) => ids)
}

/** A phrase as it stands among terms with blanks around them; undefined for one without words. */
const standingOf = ({ terms, isPrefix }: Phrase): string | undefined =>
  terms.length === 0 ? undefined : ` ${terms.join(' ')}${isPrefix ? '' : ' '}`
