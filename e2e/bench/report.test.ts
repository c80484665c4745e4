import { spawnSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { type Figure, holds } from './figures.ts'

/** A process that reports these figures, as `npm run bench` does. */
const reported = (...figures: Omit<Figure, 'unit'>[]) => {
  const script = `
    import { report } from '${import.meta.dirname}/report.ts'
    const figures = ${JSON.stringify(figures.map((figure) => ({ ...figure, unit: 'ms' })))}
    await report(figures.map((figure) => ({ title: 'Some', measure: async () => [figure] })), 'a machine')`
  const args = ['--input-type=module', '-e', script]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { status, stdout }
}
const kept: Omit<Figure, 'unit'>[] = [
  { what: 'no mark', value: 9 },
  { what: 'just so', value: 5, mark: { atMost: 5 } },
  { what: 'as just', value: 5, mark: { atLeast: 5 } },
]

test('where all marks are kept, the end is 0', () => {
  const { status, stdout } = reported(...kept)
  expect(status).toBe(0)
  expect(stdout).not.toContain('missed')
})

test.each<[string, Figure['mark']]>([
  ['above', { atMost: 5 }],
  ['below', { atLeast: 5.2 }],
])('a mark that is missed, by a value %s it, is told and ends with 1', (_, mark) => {
  const missed = { what: 'too much', value: 5.1, ...(mark && { mark }) }
  // Neither the first nor the last decides.
  const { status, stdout } = reported(...kept, missed, ...kept)
  expect(status).toBe(1)
  expect(stdout).toMatch(/^! +too much/m)
  expect(stdout).toContain('marks missed: 1')
})

test.each([{ atMost: 5 }, { atLeast: 5 }])('a value that is no number keeps no mark', (mark) => {
  expect(holds({ what: 'lost', value: Number.NaN, unit: 'ms', mark })).toBe(false)
})
