import { PAGE_CHARACTERS } from '#contract/primitives.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import type { Listed, Page } from '#server/store/pages.ts'
import type { Place } from '#server/store/summary.ts'

import type { Database, Param } from './database.ts'

/** A list as one range of one index, which begins with what `where` fixes and ends in `at`, `tie`. */
export interface Range {
  /** Columns, in whatever order. */
  select: string
  /** That of them which holds the body; none where rows are never long. */
  body?: string
  from: string
  where: string
  params: Param[]
  /** Columns of the order; the second is unique. */
  at: string
  tie: string
  /** Rows that the range leaves out, which have the same columns. Both are read up to the page's end. */
  also?: Pick<Range, 'from' | 'where' | 'params' | 'at' | 'tie'> & {
    /** What the columns of the order are called in `select`. */
    names: { at: string; tie: string }
  }
}

/** Where a cursor stands in the list, if anywhere. */
export type FindPlace = (cursor: string) => Place | undefined

/**
 * Reads one page by keyset. `after` and `before` together are an open interval; `before` alone is the
 * page next to it, in list order. `has_more` looks in the direction that was read.
 * @throws {NoCursor}
 */
export const readPage = <Row extends { body?: string }>(
  db: Database,
  range: Range,
  page: Page,
  find: FindPlace,
): Listed<Row> => {
  const after = resolve('after', page.after, find)
  const before = resolve('before', page.before, find)
  const backwards = before !== undefined && after === undefined
  const ascending = (page.order === 'asc') !== backwards
  const [above, below] = page.order === 'asc' ? [after, before] : [before, after]
  const between = { above, below, direction: ascending ? 'ASC' : 'DESC', limit: page.limit + 1 }
  if (range.body === undefined) {
    const { sql, params } = toQuery(range, between)
    const rows = db.all<Row>(sql, ...params)
    const data = rows.slice(0, page.limit)
    return { data: backwards ? data.reverse() : data, has_more: rows.length > page.limit }
  }
  const most = Math.floor(PAGE_CHARACTERS / page.limit)
  const short = toQuery({ ...range, select: shortOnly(range) }, between, [most])
  const rows = db.all<Row | { body: null }>(short.sql, ...short.params)
  const whole = toQuery(range, between)
  const { data, has_more } =
    shortPage(rows, page.limit) ??
    takePage(
      db.iterate<Row>(whole.sql, ...whole.params),
      page.limit,
      ({ body = '' }) => body.length,
    )
  return { data: backwards ? data.reverse() : data, has_more }
}

interface Between {
  above: Place | undefined
  below: Place | undefined
  direction: string
  limit: number
}
interface Query {
  sql: string
  params: Param[]
}

/** @param selecting parameters of the columns */
const toQuery = (range: Range, between: Between, selecting: Param[] = []): Query => {
  const { select, also } = range
  const query = oneRange(range, select, between, selecting)
  if (!also) return query
  const { names } = also
  const other = oneRange(also, select, between, selecting)
  const { direction, limit } = between
  return {
    sql:
      `SELECT * FROM (${query.sql}) UNION ALL SELECT * FROM (${other.sql})` +
      ` ORDER BY ${names.at} ${direction}, ${names.tie} ${direction} LIMIT ?`,
    params: [...query.params, ...other.params, limit],
  }
}

const oneRange = (
  { from, where, params, at, tie }: Omit<Range, 'select' | 'body' | 'also'>,
  select: string,
  { above, below, direction, limit }: Between,
  selecting: Param[],
): Query => ({
  sql:
    `SELECT ${select} FROM ${from} WHERE ${where}` +
    (above ? ` AND (${at}, ${tie}) > (?, ?)` : '') +
    (below ? ` AND (${at}, ${tie}) < (?, ?)` : '') +
    ` ORDER BY ${at} ${direction}, ${tie} ${direction} LIMIT ?`,
  params: [
    ...selecting,
    ...params,
    ...(above ? [above.at, above.seq] : []),
    ...(below ? [below.at, below.seq] : []),
    limit,
  ],
})

/** Columns with null in place of a body that has more bytes than a parameter says: it is not read. */
const shortOnly = ({ select, body }: Range): string =>
  select
    .split(', ')
    .map((column) =>
      column === body ? `iif(octet_length(${body}) > ?, NULL, ${body}) AS body` : column,
    )
    .join(', ')

/** The page, where no body is long: to read its rows at once takes half the time of reading each by itself. */
const shortPage = <Row extends { body?: string }>(
  rows: (Row | { body: null })[],
  limit: number,
): Listed<Row> | undefined => {
  const data = rows.filter((row) => row.body !== null)
  if (data.length < rows.length) return undefined
  return { data: data.slice(0, limit), has_more: data.length > limit }
}

/** The rows of a page: up to `limit`, fewer where they come to more than a page may. The others are not read. */
export const takePage = <Row>(
  rows: Iterable<Row>,
  limit: number,
  charactersOf: (row: Row) => number,
): Listed<Row> => {
  const data: Row[] = []
  let characters = 0
  for (const row of rows) {
    characters += charactersOf(row)
    if (data.length === limit || (data.length > 0 && characters > PAGE_CHARACTERS)) {
      return { data, has_more: true }
    }
    data.push(row)
  }
  return { data, has_more: false }
}

const resolve = (
  param: 'after' | 'before',
  cursor: string | undefined,
  find: FindPlace,
): Place | undefined => {
  if (cursor === undefined) return undefined
  const place = find(cursor)
  if (!place) throw new NoCursor(param, cursor)
  return place
}

/** A page with each row as the object it stands for. */
export const mapListed = <Row, T>(listed: Listed<Row>, to: (row: Row) => T): Listed<T> => ({
  data: listed.data.map(to),
  has_more: listed.has_more,
})
