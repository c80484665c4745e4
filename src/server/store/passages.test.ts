import { expect, test } from 'vitest'

import type { FileSearchResult, RunStep } from '#contract/run-step.ts'
import { buildRunStep } from '#testing/builders.ts'

import { lacksPassages, withKnownPassages } from './passages.ts'

const result = (text: string | undefined, score: number, file = 'a'): FileSearchResult => ({
  file_id: `file_${file}`,
  file_name: `${file}.md`,
  score,
  ...(text !== undefined && { content: [{ type: 'text', text }] }),
})

const stepOf = (...searches: ([id: string, results?: FileSearchResult[] | null] | string)[]) =>
  buildRunStep({
    id: 'step_a',
    type: 'tool_calls',
    step_details: {
      type: 'tool_calls',
      tool_calls: searches.map((given): object =>
        typeof given === 'string'
          ? { id: given, type: 'function', function: { name: 'f', arguments: '', output: null } }
          : { id: given[0], type: 'file_search', file_search: { results: given[1] } },
      ) as never,
    },
  })

const KNOWN = [result('One.', 0.9), result('Two.', 0.4, 'b')]

test.each<[string, RunStep, RunStep, RunStep]>([
  [
    'the same results',
    stepOf(['call_a', [result(undefined, 0.9), result(undefined, 0.4, 'b')]]),
    stepOf(['call_a', KNOWN]),
    stepOf(['call_a', KNOWN]),
  ],
  ['no results', stepOf(['call_a']), stepOf(['call_a', KNOWN]), stepOf(['call_a', KNOWN])],
  [
    'results with contents of null',
    stepOf(['call_a', [{ ...result(undefined, 0.9), content: null }]]),
    stepOf(['call_a', KNOWN]),
    stepOf(['call_a', [result('One.', 0.9)]]),
  ],
  [
    'the same call at another place',
    stepOf('call_f', ['call_a', [result(undefined, 0.9)]]),
    stepOf(['call_a', KNOWN], 'call_f'),
    stepOf('call_f', ['call_a', [result('One.', 0.9)]]),
  ],
  [
    'calls of one id',
    stepOf(['call_a', [result(undefined, 0.9)]], ['call_a', [result(undefined, 0.9)]]),
    stepOf(['call_a', [result('One.', 0.9)]], ['call_a', [result('Other.', 0.9)]]),
    stepOf(['call_a', [result('One.', 0.9)]], ['call_a', [result('Other.', 0.9)]]),
  ],
])('%s without passages have those that are known', (_, step, known, filled) => {
  expect(lacksPassages(step)).toBe(true)
  expect(withKnownPassages(step, known)).toEqual(filled)
})

test.each<[string, RunStep, RunStep]>([
  ['of another file', stepOf(['call_a', [result(undefined, 0.9, 'c')]]), stepOf(['call_a', KNOWN])],
  ['of another score', stepOf(['call_a', [result(undefined, 0.8)]]), stepOf(['call_a', KNOWN])],
  ['of another call', stepOf(['call_b', [result(undefined, 0.9)]]), stepOf(['call_a', KNOWN])],
  ['that are none', stepOf(['call_a', []]), stepOf(['call_a', KNOWN])],
  ['with passages', stepOf(['call_a', [result('New.', 0.9)]]), stepOf(['call_a', KNOWN])],
])('results %s stand as they are told', (_, step, known) => {
  expect(withKnownPassages(step, known)).toEqual(step)
})

test('a step of no file search lacks no passages', () => {
  expect(lacksPassages(buildRunStep())).toBe(false)
  expect(lacksPassages(stepOf('call_f'))).toBe(false)
  expect(lacksPassages(stepOf(['call_a', []]))).toBe(false)
})
