import { expect, test } from 'vitest'

import { buildRun } from '#testing/builders.ts'
import { markupOf, visibleText } from '#testing/markup.tsx'

import { timingOf } from './run-timing.ts'
import { RunTiles } from './RunTiles.tsx'

const tiles = (run: ReturnType<typeof buildRun>) =>
  visibleText(markupOf(<RunTiles run={run} steps={[]} timing={timingOf(run, [], undefined)} />))

test('only figures that are known have a tile', () => {
  expect(tiles(buildRun({ status: 'failed', failed_at: 5 }))).toBe('')
  const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 }
  expect(tiles(buildRun({ status: 'completed', usage }))).toBe('In12Out3')
})
