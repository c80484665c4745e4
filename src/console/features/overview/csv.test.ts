import { expect, test } from 'vitest'

import { buildOverview } from '#testing/overview.ts'

import { chartsOf } from './chart-data.ts'
import { csvText } from './csv.ts'
import { csvOf, fileName, tablesOf } from './tables.ts'

test.each([
  ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', `"'\t=1"`],
  [' =1', "' =1"],
  ['＝1', "'＝1"],
  ['a, "b"', '"a, ""b"""'],
  ['two\nlines', '"two\nlines"'],
  ['a;b', '"a;b"'],
  ['plain', 'plain'],
  [-1.5, '-1.5'],
  [null, ''],
])('%j is written so that no program runs it', (cell, written) => {
  expect(csvText([[cell]])).toBe(`\uFEFF${written}\r\n`)
})

test('every table and series of an overview is exported, names guarded and numbers as they are', async () => {
  const overview = buildOverview()
  const tables = tablesOf(overview, Object.values(chartsOf(overview)))
  const byId = Object.fromEntries(tables.map((table) => [table.id, table]))
  expect(byId['runs']?.rows).toEqual([
    ['Day', 'Completed', 'Failed, expired or incomplete', 'Cancelled, or going on'],
    ['2026-11-18', 8, 2, 2],
    ['2026-11-19', 0, 0, 0],
    ['2026-11-20', 4, 0, 0],
  ])
  expect(byId['duration']?.rows[2]).toEqual(['2026-11-19', null, null])
  const assistants = byId['assistants']
  const text = assistants && (await csvOf(assistants).text())
  expect(text).toContain("asst_1,'=Travel,16,1200,300,0.006\r\n")
  expect(tables.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['outcomes', 'models', 'tools', 'languages', 'waits', 'messages']),
  )
  expect(fileName('runs', overview, 'csv')).toBe('overview-runs-2026-11-18-2026-11-20.csv')
})
