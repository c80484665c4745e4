import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { holds, lineOf } from './figures.ts'
import { fileSize, laterSpeed } from './import-figures.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/benchmarks.md'), 'utf8')

test('a data file over 1.6 times what was imported is told, and so is an import that slows to less than 0.8', () => {
  expect([fileSize(16, 10), laterSpeed(900_000, 8, 10)].map(holds)).toEqual([true, true])
  const missed = [fileSize(16.1, 10), laterSpeed(936_715, 7.9, 10)]
  expect(missed.map(holds)).toEqual([false, false])
  expect(missed.map(lineOf)).toEqual([
    expect.stringMatching(/^! +the data file.* 1\.61 × +≤ 1\.60 ×$/),
    expect.stringMatching(/^! +import of 936,715 messages more.* 0\.79 × +≥ 0\.80 ×$/),
  ])
})

test('the page of the benchmarks has both marks', () => {
  expect(PAGE).toMatch(/^\| the data file to what was imported, unpacked \|[^|]+\| ≤ 1\.60 × \|/m)
  expect(PAGE).toMatch(/^\| import of [\d,]+ messages more, [^|]+\|[^|]+\| ≥ 0\.80 × \|/m)
})

test('no row of that page keeps silent about a mark that is missed', () => {
  const rows = [
    ...PAGE.matchAll(
      /^\| ([^|]+) \| ([\d.,]+)[^|*]*(\*\*missed\*\*)? \| ([≤≥]) ([\d.,]+) [^|]*\|/gm,
    ),
  ].map(([, what = '', value = '', missed, sign, mark = '']) => {
    const [measured, bound] = [value, mark].map((text) => Number(text.replaceAll(',', '')))
    return { what, measured, bound, sign, isMissed: missed !== undefined }
  })
  expect(rows.length).toBeGreaterThan(200)
  // As they are written: of what was rounded to its mark either may be true.
  const wrong = rows.filter(({ measured = NaN, bound = NaN, sign, isMissed }) => {
    const keeps = sign === '≤' ? measured <= bound : measured >= bound
    return measured !== bound && keeps === isMissed
  })
  expect(wrong).toEqual([])
})
