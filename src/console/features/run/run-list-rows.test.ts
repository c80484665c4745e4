import { expect, test } from 'vitest'

import { runReason } from '#console/util/run-reason.ts'
import { clockText, shortTimeText } from '#console/util/time.ts'
import type { RunStep } from '#contract/run-step.ts'
import { buildRun } from '#testing/builders.ts'

import { calledTools, runTimes } from './run-list-rows.ts'

const at = (text: string) => new Date(text).getTime() / 1000
const NOW = at('2026-11-28T12:00:00')
const timesOf = (...texts: string[]) =>
  runTimes(
    texts.map((text) => ({ created_at: at(text) })),
    NOW,
  )

test('runs whose time would read the same are told apart by the second', () => {
  const day = shortTimeText(at('2025-03-28T10:00:00'), NOW)
  expect(timesOf('2025-03-28T10:00:09', '2025-03-28T10:00:03', '2025-03-27T10:00:00')).toEqual([
    `${day}, 10:00:09`,
    `${day}, 10:00:03`,
    shortTimeText(at('2025-03-27T10:00:00'), NOW),
  ])
})

test('of today the clock alone is said, with seconds where it has to be', () => {
  const other = '2026-11-28T10:07:00'
  expect(timesOf('2026-11-28T10:00:09', '2026-11-28T10:00:03', other)).toEqual([
    '10:00:09',
    '10:00:03',
    clockText(at(other)),
  ])
})

test('a reason is the run’s own', () => {
  const error = { code: 'server_error' as const, message: 'It broke.' }
  expect(runReason(buildRun({ last_error: error }))).toBe('It broke.')
  expect(runReason(buildRun({ incomplete_details: { reason: 'max_prompt_tokens' } }))).toBe(
    'The run reached its prompt-token limit before it could finish.',
  )
  expect(runReason(buildRun())).toBeUndefined()
})

test('each tool that was called is named once', () => {
  const call = (name: string) => ({
    id: 'call_1',
    type: 'function' as const,
    function: { name, arguments: '{}', output: null },
  })
  const search = {
    id: 'call_2',
    type: 'file_search' as const,
    file_search: { results: [] },
  }
  // What is read of a step here.
  const step = {
    step_details: { type: 'tool_calls', tool_calls: [call('pay'), search, call('pay')] },
  } as unknown as RunStep
  expect(calledTools([step])).toBe('pay ×2, file search')
  expect(calledTools([])).toBe('')
})
