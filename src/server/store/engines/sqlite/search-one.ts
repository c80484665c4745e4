import type { OneOf, ThreadTest } from '#server/search/match.ts'

import type { Database, Param } from './database.ts'
import { GONE } from './gone-threads.ts'
import { isSealed } from './queue-seal.ts'

/** What is asked in SQL, with its parameters. */
export interface Condition {
  where: string
  params: Param[]
}

/** A value of a run's body `o`, as the indexes of runs have it. */
const inBody = (value: string) => `iif(json_valid(o.body), ${value}, NULL)`
const ASSISTANT = inBody(`o.body ->> '$.assistant_id'`)
const MODEL = inBody(`o.body ->> '$.model'`)

/** What a key of the language is in a run or review `o`; of the others it is that what is asked for is there. */
const VALUES: Readonly<Record<string, string>> = {
  'run.status': 'o.status',
  'run.assistant': ASSISTANT,
  'run.model': MODEL,
  'run.reason': inBody(
    `coalesce(o.body ->> '$.incomplete_details.reason', o.body ->> '$.last_error.code')`,
  ),
  'review.verdict': `iif(o.message_id IS NULL, o.verdict, NULL)`,
  'review.by': '(SELECT id FROM people WHERE seq = o.person)',
}

const factOf = (one: string, { key, values }: OneOf['facts'][number]): Condition => {
  const any = `(${values.map(() => '?').join(', ')})`
  const value = VALUES[`${one}.${key}`]
  if (value !== undefined) return { where: `${value} IN ${any}`, params: values }
  if (key === 'label')
    return {
      where: `EXISTS (SELECT 1 FROM json_each(iif(json_valid(o.labels), o.labels, '[]')) l WHERE l.value IN ${any})`,
      params: values,
    }
  const isThere = values.map((each) =>
    each === 'flag' ? 'o.flagged = 1' : '(o.message_id IS NULL AND o.verdict IS NOT NULL)',
  )
  return { where: isThere.join(' AND '), params: [] }
}

const AT = { run: 'o.created_at', review: 'o.counts_at', thread: 'o.created_at' } as const

/** What has to be true of one run, review or thread `o`. */
const conditionsOf = ({ one, from, to, facts }: OneOf): Condition => {
  const all: Condition[] = [
    ...(from === undefined ? [] : [{ where: `${AT[one]} >= ?`, params: [from] }]),
    ...(to === undefined ? [] : [{ where: `${AT[one]} < ?`, params: [to] }]),
    ...(one === 'review' ? [{ where: `NOT ${isSealed('o')}`, params: [] }] : []),
    ...facts.map((fact) => factOf(one, fact)),
  ]
  return {
    where: all.map(({ where }) => where).join(' AND '),
    params: all.flatMap(({ params }) => params),
  }
}

/** That a thread `t` has one, or is one. */
export const hasOne = (test: OneOf): Condition => {
  const { where, params } = conditionsOf(test)
  const from = {
    run: 'runs o INDEXED BY runs_by_thread WHERE o.thread = t.seq',
    review: 'reviews o INDEXED BY reviews_of_thread WHERE o.thread = t.seq',
    thread: 'threads o WHERE o.seq = t.seq',
  }[test.one]
  return { where: `EXISTS (SELECT 1 FROM ${from} AND ${where})`, params }
}

/**
 * The threads of one of the tests, where they are few.
 * @param most of more threads it is no use to know them
 */
export const threadsOfOne = (
  db: Database,
  tests: readonly ThreadTest[],
  most: number,
): number[] | undefined => {
  for (const test of tests) {
    if (!('one' in test) || test.isNot) continue
    const { where, params } = conditionsOf(test)
    const rows = db.all<{ seq: number }>(
      `SELECT DISTINCT ${along(test)} AND ${where} LIMIT ?`,
      ...params,
      most + 1,
    )
    if (rows.length <= most) return rows.map(({ seq }) => seq)
  }
  return undefined
}

/** Along what is looked for them: what is asked for and rarest, as far as that is known beforehand. */
const along = ({ one, facts, from, to }: OneOf): string => {
  if (one === 'thread') return `o.seq FROM threads o WHERE o.created_at <> ${GONE}`
  const has = (key: string) => facts.find((fact) => fact.key === key)
  if (one === 'review') {
    const isOfDays = from !== undefined || to !== undefined
    const index = isOfDays ? 'INDEXED BY reviews_by_day' : ''
    return `o.thread AS seq FROM reviews o ${index} WHERE o.thread IS NOT NULL`
  }
  const isRare = has('status')?.values.includes('completed') === false
  const index = has('reason')
    ? 'runs_by_reason'
    : isRare
      ? 'runs_by_status'
      : has('model')
        ? 'runs_by_model'
        : has('assistant')
          ? 'runs_by_assistant'
          : has('status') && 'runs_by_status'
  // By days, or by nothing.
  const indexed = index === undefined ? '' : `INDEXED BY ${index}`
  return `o.thread AS seq FROM runs o ${indexed} WHERE TRUE`
}
