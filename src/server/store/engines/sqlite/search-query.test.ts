import { expect, test } from 'vitest'

import { OPERATOR_VALUES } from '#contract/search-language.ts'
import { TEXTS_OF_HAS } from '#server/search/facet.ts'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { ofThreads } from './search-query.ts'

test.each(OPERATOR_VALUES.has)(
  'has:%s is looked up for each thread, and nothing is walked',
  (value) => {
    const db = new Database(':memory:')
    migrate(db, ':memory:')
    const field = TEXTS_OF_HAS[value]
    const facets = [{ kind: 'has', key: '', value } as const]
    const { where, params } = ofThreads([{ ...(field ? { field } : { facets }), isNot: true }])
    const sql = `EXPLAIN QUERY PLAN SELECT 1 FROM threads t WHERE ${where}`
    const plan = db.all<{ detail: string }>(sql, ...params).map(({ detail }) => detail)
    expect(plan.filter((step) => step.startsWith('SCAN') && !step.startsWith('SCAN t'))).toEqual([])
    expect(plan.filter((step) => step.startsWith('SEARCH o'))).toHaveLength(1)
    db.close()
  },
)
