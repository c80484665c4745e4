import { expect, test } from 'vitest'

import { buildOverview, buildStep } from '#testing/overview.ts'

import { chartsOf } from './chart-data.ts'
import { drawnOf, namedSteps } from './scales.ts'

const frame = { width: 600, height: 224, em: 11, isRtl: false }
const { runs, messages, duration } = chartsOf(buildOverview())
const draw = (chart = runs, in_ = frame) => drawnOf(chart, in_, String)

test('parts of a bar lie on each other and fill what the axis says', () => {
  const { bands, ticks, plot } = draw()
  const [first, second] = bands
  expect(ticks[0]).toEqual({ value: 0, y: plot.bottom })
  expect(first?.parts.map(({ series }) => series.name)).toEqual([
    'Completed',
    'Failed, expired or incomplete',
    'Cancelled, or going on',
  ])
  const top = first?.parts.at(-1)?.y ?? 0
  const twelve = ticks.find(({ value }) => value === 12) ?? {
    y: plot.bottom - (plot.bottom - plot.top) * (12 / (ticks.at(-1)?.value ?? 12)),
  }
  expect(Math.abs(top - twelve.y)).toBeLessThan(1)
  for (const [at, part] of (first?.parts ?? []).entries()) {
    const above = first?.parts[at + 1]
    if (above) expect(above.y + above.height).toBeLessThan(part.y)
  }
  expect(second?.parts).toEqual([])
})

test('one run beside thousands is seen', () => {
  const busy = buildStep('2026-11-18', {
    runs: { ...buildOverview().totals.runs, completed: 5000, failed: 1 },
  })
  const { bands } = draw(chartsOf(buildOverview({ steps: [busy] })).runs)
  expect(bands[0]?.parts.every(({ height }) => height >= 2)).toBe(true)
})

test('from right to left the first day is on the right', () => {
  const { bands, plot } = draw(runs, { ...frame, isRtl: true })
  expect(bands[0]?.x).toBeGreaterThan(bands[2]?.x ?? Infinity)
  expect(plot.left).toBe(0)
  expect(plot.right).toBeLessThan(frame.width)
})

test('a line breaks where nothing is known, and what stands alone is a dot', () => {
  const [median] = draw(duration).lines
  expect(median?.path.match(/M/g)).toHaveLength(2)
  expect(median?.dots).toHaveLength(2)
})

test('a line of nothing is not drawn, counts have no parts of one', () => {
  expect(
    draw(chartsOf(buildOverview({ steps: [buildStep('2026-11-18')] })).messages).lines,
  ).toEqual([])
  expect(draw(messages).ticks.every(({ value }) => Number.isInteger(value))).toBe(true)
})

test('names at the axis have room', () => {
  const steps = Array.from({ length: 90 }, (_, day) => ({ short: `${day} Nov` }))
  expect(namedSteps(steps, 600, 11).length).toBeLessThanOrEqual(8)
  expect(namedSteps(steps, 60, 11)).toEqual([0])
  expect(namedSteps(steps.slice(0, 3), 600, 11)).toEqual([0, 1, 2])
})
