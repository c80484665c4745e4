import { type FacetKind, TEXTS_OF_HAS } from '#server/search/facet.ts'
import { modelOf, tags } from '#server/search/tags.ts'
import type { Value, ValuesAsked } from '#server/store/search.ts'

import type { Database } from './database.ts'
import { goneThreadsOf } from './gone-threads.ts'
import { BOUNDS, type SearchBounds } from './search-bounds.ts'
import { isBeingCleared } from './search-index.ts'
import { matchesThatPass, toQuery } from './search-query.ts'
import { countThreads } from './thread-facets.ts'

/**
 * The values that threads have, those of most threads first: of a kind of facet, or of one metadata key; of
 * metadata without a key, the keys.
 */
export const valuesOf = (db: Database, asked: ValuesAsked, bounds = BOUNDS): Value[] => {
  const { kind, key = '', prefix, limit } = asked
  if (kind === 'metadata' && key === '')
    return distinct(db, { column: 'key', where: { kind }, prefix, limit }).map((value) => ({
      value,
      threads: null,
      more: false,
    }))
  if (kind === 'model') return modelsOf(db, asked)
  const where = { kind, key }
  const values = distinct(db, { column: 'value', where, prefix, limit: bounds.compared })
  return [
    ...values.map((value) =>
      toValue(value, countThreads(db, { kind, key, value }, bounds.counted + 1), bounds),
    ),
    ...(kind === 'has' ? hasTexts(db, prefix, bounds) : []),
  ]
    .toSorted((a, b) => (b.threads ?? 0) - (a.threads ?? 0))
    .slice(0, limit)
}

const toValue = (value: string, threads: number, { counted }: SearchBounds): Value => ({
  value,
  threads: Math.min(threads, counted),
  more: threads > counted,
})

/** What threads have by their texts. */
const hasTexts = (db: Database, prefix: string, bounds: SearchBounds): Value[] => {
  const gone = JSON.stringify(goneThreadsOf(db))
  return Object.entries(TEXTS_OF_HAS)
    .filter(([value]) => value.startsWith(prefix.toLowerCase()))
    .map(([value, field]) => {
      const sql = `SELECT count(*) AS threads FROM (SELECT DISTINCT thread FROM search_documents
        WHERE field = '${field}' AND thread NOT IN (SELECT value FROM json_each(?)) LIMIT ?)`
      const { threads = 0 } = db.get<{ threads: number }>(sql, gone, bounds.counted + 1) ?? {}
      return toValue(value, threads, bounds)
    })
    .filter(({ threads }) => threads !== 0)
}

/** The models of runs, as texts are tagged with them. */
const modelsOf = (db: Database, { prefix, limit }: ValuesAsked): Value[] => {
  if (isBeingCleared(db)) return []
  // The vocabulary has those of threads that are deleted but for their rows as well.
  const isWhole = goneThreadsOf(db).length === 0
  const first = tags.model(prefix)
  const terms = db.iterate<{ term: string }>(
    `SELECT term FROM search_vocabulary WHERE col = 'tags' AND term >= ? AND term < ?`,
    first,
    `${first}g`,
  )
  const models: Value[] = []
  for (const { term } of terms) {
    if (models.length >= limit) break
    if (isWhole || isThere(db, term))
      models.push({ value: modelOf(term), threads: null, more: false })
  }
  return models
}

/** Whether a text that is not deleted is tagged so. */
const isThere = (db: Database, tag: string): boolean => {
  const asked = toQuery(db, { groups: [[{ tag, isNot: false }]], threads: [] })
  const { sql, params } = matchesThatPass(asked, 'DESC')
  return db.get(`${sql} LIMIT 1`, ...params) !== undefined
}

interface Distinct {
  column: 'key' | 'value'
  where: { kind: FacetKind; key?: string }
  prefix: string
  limit: number
}

/** The different ones that begin so, each found by one step along the index. */
const distinct = (db: Database, { column, where, prefix, limit }: Distinct): string[] => {
  const found = new Set<string>()
  const given = Object.values(where)
  const fixed = Object.keys(where).map((name) => `${name} = ?`)
  const next = (beginning: string, sign: '>=' | '>', from: string): string | undefined => {
    const sql = `SELECT min(${column}) AS next FROM thread_facets WHERE ${fixed.join(' AND ')} AND ${column} ${sign} ?`
    const value = db.get<{ next: string | null }>(sql, ...given, from)?.next
    return value?.startsWith(beginning) ? value : undefined
  }
  for (const beginning of spellings(prefix, (each) => next(each, '>=', each) !== undefined)) {
    let value = next(beginning, '>=', beginning)
    while (value !== undefined && found.size < limit) {
      found.add(value)
      value = next(beginning, '>', value)
    }
  }
  return [...found]
}

/** How many spellings of one beginning are followed. */
const MOST_SPELLINGS = 32

/**
 * Values are in the order of their characters: of a beginning, those with other capitals are elsewhere.
 * @returns the spellings in which there are values
 */
const spellings = (prefix: string, isThere: (beginning: string) => boolean): string[] => {
  let begun = ['']
  for (const character of prefix) {
    const ways = new Set([character, character.toLowerCase(), character.toUpperCase()])
    begun = begun.flatMap((beginning) =>
      [...ways].map((way) => beginning + way).filter((each) => isThere(each)),
    )
    begun.length = Math.min(begun.length, MOST_SPELLINGS)
  }
  return begun
}
