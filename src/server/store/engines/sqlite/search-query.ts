import type { Facet } from '#server/search/facet.ts'
import type { Fact, Match, Test, ThreadTest } from '#server/search/match.ts'
import { tags } from '#server/search/tags.ts'

import type { Database, Param } from './database.ts'
import { IS_THERE, goneThreadsOf } from './gone-threads.ts'
import { BOUNDS } from './search-bounds.ts'
import { firstOf } from './search-documents.ts'
import { type Condition, hasOne, threadsOfOne } from './search-one.ts'
import { HAS_FACET, countThreads, paramsOfFacet } from './thread-facets.ts'

/** A query of the index: its expression, the documents between which to look, and what to ask of each. */
export interface Asked {
  expression: string
  from: number
  /** Not itself. */
  to: number
  /** Of a document `d` and its thread `t`; empty where nothing is asked. */
  where: string
  params: Param[]
  /** How many matches are asked that at most. */
  most: number
}

export const toQuery = (
  db: Database,
  { groups, threads, from, to }: Match,
  bounds = BOUNDS,
): Asked => {
  const all: Test[][] = [...groups]
  const passed = threads.length > 0 ? threadsThatPass(db, threads, bounds.threads) : undefined
  const gone = goneThreadsOf(db)
  let asked: Condition = NOTHING_ASKED
  if (passed && passed.length <= bounds.named) all.push(passed.map((seq) => inThread(seq, false)))
  else if (passed) asked = among(passed)
  else if (threads.length > 0) asked = ofThreads(threads)
  else if (gone.length > bounds.named) asked = { where: IS_THERE, params: [] }
  else for (const seq of gone) all.push([inThread(seq, true)])
  return {
    expression: expressionOf(all),
    from: from === undefined ? 0 : firstOf(from),
    to: to === undefined ? Number.MAX_SAFE_INTEGER : firstOf(to),
    ...asked,
    most: Math.ceil(bounds.looks / (1 + (passed ? 0 : looksOf(threads)))),
  }
}

const NOTHING_ASKED = { where: '', params: [] }

const inThread = (seq: number, isNot: boolean): Test => ({ tag: tags.thread(seq), isNot })

const among = (seqs: readonly number[]) => ({
  where: 'd.thread IN (SELECT value FROM json_each(?))',
  params: [JSON.stringify(seqs)],
})

/** How many looks it takes to ask one match. */
const looksOf = (tests: readonly ThreadTest[]): number =>
  tests.reduce((total, test) => total + ('facets' in test ? test.facets.length : 1), 0)

/** What has to be true of a thread `t`, in SQL. */
export const ofThreads = (tests: readonly ThreadTest[]): Condition => {
  const all = tests.map((test) => ({ isNot: test.isNot, ...toSql(test) }))
  return {
    where: [IS_THERE, ...all.map(({ isNot, where }) => `${isNot ? 'NOT ' : ''}(${where})`)].join(
      ' AND ',
    ),
    params: all.flatMap(({ params }) => params),
  }
}

const toSql = (test: ThreadTest): Condition => {
  if ('facets' in test)
    return {
      where: test.facets.map(() => HAS_FACET).join(' OR '),
      params: test.facets.flatMap(paramsOfFacet),
    }
  if ('one' in test) return hasOne(test)
  // Not a parameter: the index holds rows of these fields alone.
  const where = `EXISTS (SELECT 1 FROM search_documents o WHERE o.field = '${test.field}' AND o.thread = t.seq)`
  return { where, params: [] }
}

/** How many threads of a facet are counted to find the rarest. */
const PROBE = 2000

/** The threads that pass all tests, where they are not too many. */
const threadsThatPass = (
  db: Database,
  tests: readonly ThreadTest[],
  most: number,
): number[] | undefined => {
  const { where, params } = ofThreads(tests)
  const along = rarestOf(db, tests)
  const few = along ? undefined : threadsOfOne(db, tests, most)
  const from = along
    ? `thread_facets g CROSS JOIN threads t ON t.seq = g.thread WHERE (${along.map(() => IS_FACET).join(' OR ')}) AND`
    : few
      ? 'json_each(?) g CROSS JOIN threads t ON t.seq = g.value WHERE'
      : 'threads t WHERE'
  const rows = db.all<{ seq: number }>(
    `SELECT DISTINCT t.seq FROM ${from} ${where} LIMIT ?`,
    ...(along ?? []).flatMap(paramsOfFacet),
    ...(few ? [JSON.stringify(few)] : []),
    ...params,
    most + 1,
  )
  return rows.length > most ? undefined : rows.map(({ seq }) => seq)
}

const IS_FACET = 'g.kind = ? AND g.key = ? AND g.value = ?'

/** The facets of which a thread has to have one that fewest have. */
const rarestOf = (db: Database, tests: readonly ThreadTest[]): Facet[] | undefined => {
  const needed = tests.flatMap((test) => ('facets' in test && !test.isNot ? [test.facets] : []))
  const counted = needed.map((facets) => ({
    facets,
    threads: facets.reduce((total, facet) => total + countThreads(db, facet, PROBE), 0),
  }))
  return counted.toSorted((a, b) => a.threads - b.threads)[0]?.facets
}

const quoted = (terms: readonly string[]): string => `"${terms.join(' ')}"`

const plain = (fact: Fact): string =>
  'tag' in fact
    ? `tags : ${quoted([fact.tag])}`
    : `words : ${quoted(fact.phrase.terms)}${fact.phrase.isPrefix ? ' *' : ''}`

/** What a test asks for, whether it is to be true or not. */
const factOf = (test: Test): string =>
  'any' in test ? joined(test.any.map(plain), 'OR') : plain(test)

const joined = (tests: readonly string[], by: 'OR' | 'AND'): string => `(${tests.join(` ${by} `)})`

const EVERYTHING = plain({ tag: tags.all })

/** Tests in the words of FTS5. Terms and tags are letters and digits. */
const expressionOf = (groups: readonly Test[][]): string => {
  const needed: string[] = []
  const unwanted: string[] = []
  for (const group of groups) {
    const [wanted, not] = [false, true].map((isNot) =>
      group.filter((test) => test.isNot === isNot).map(factOf),
    )
    if (!wanted || !not) continue
    if (group.length === 0) needed.push(plain({ tag: tags.nowhere }))
    else if (not.length === 0) needed.push(joined(wanted, 'OR'))
    // One of them is not there where not all of them are.
    else if (wanted.length === 0) unwanted.push(joined(not, 'AND'))
    else needed.push(joined([...wanted, `(${EVERYTHING} NOT ${joined(not, 'AND')})`], 'OR'))
  }
  const all = needed.length > 0 ? needed.join(' AND ') : EVERYTHING
  return unwanted.length > 0 ? `(${all}) NOT ${joined(unwanted, 'OR')}` : all
}

/** A query in SQL with its parameters. */
export interface Sql {
  sql: string
  params: Param[]
}

const MATCH = 'search_terms MATCH ? AND s.rowid >= ? AND s.rowid < ?'

/** Every match by its number, `doc`, whatever is asked of it. */
export const everyMatch = ({ expression, from, to }: Asked, order: 'ASC' | 'DESC'): Sql => ({
  sql: `SELECT s.rowid AS doc FROM search_terms s WHERE ${MATCH} ORDER BY s.rowid ${order}`,
  params: [expression, from, to],
})

/** Those of the first `most` matches that pass what is asked of them. */
export const matchesThatPass = (asked: Asked, order: 'ASC' | 'DESC'): Sql => {
  const every = everyMatch(asked, order)
  if (asked.where === '') return every
  return {
    sql: `SELECT m.doc FROM (${every.sql} LIMIT ?) m CROSS JOIN ${joinedTo('m')} WHERE ${asked.where}`,
    params: [...every.params, asked.most, ...asked.params],
  }
}

/**
 * Those of the matches that pass, the best by their words first, with what bm25() says of them. They are asked
 * in that order, so that a bound on how many are wanted is one on how many are asked.
 */
export const rankedMatches = ({ expression, from, to, where, params }: Asked): Sql => {
  const every = `SELECT s.rowid AS doc, -bm25(search_terms, 0.0, 1.0) AS score FROM search_terms s WHERE ${MATCH}
    ORDER BY score DESC, s.rowid DESC`
  if (where === '') return { sql: every, params: [expression, from, to] }
  return {
    // With a limit the inner order is kept.
    sql: `SELECT m.doc, m.score FROM (${every} LIMIT -1) m CROSS JOIN ${joinedTo('m')} WHERE ${where}`,
    params: [expression, from, to, ...params],
  }
}

const joinedTo = (from: string): string =>
  `search_documents d ON d.doc = ${from}.doc CROSS JOIN threads t ON t.seq = d.thread`
