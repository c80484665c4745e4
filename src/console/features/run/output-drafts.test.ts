import { expect, test } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { buildRun, buildRunStep, outputsOf } from '#testing/builders.ts'
import { newTabs } from '#testing/tabs.ts'

import { leftoversOf, newOutputDrafts } from './output-drafts.ts'

const run = (status: Run['status'], waiting: string[] = []) =>
  buildRun({ id: 'run_1', status, required_action: outputsOf(...waiting) })
const answered = (id: string, output: string | null) =>
  buildRunStep({
    run_id: 'run_1',
    type: 'tool_calls',
    status: 'completed',
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        { id, type: 'function', function: { name: 'get_weather', arguments: '{}', output } },
      ],
    },
  })
const typed = { call_1: { name: 'get_weather', output: '{"sun":true}' } }
const why = (...args: [Run, RunStep[]]) => leftoversOf(typed, ...args).map((each) => each.why)

test('what is asked for is no leftover', () => {
  expect(why(run('requires_action', ['call_1']), [])).toEqual([])
})

test.each([
  ['queued', 'elsewhere'],
  ['in_progress', 'elsewhere'],
  ['completed', 'elsewhere'],
  ['expired', 'expired'],
  ['cancelled', 'ended'],
] as const)('of a run that is %s the text stays, and why is told', (status, reason) => {
  expect(why(run(status), [answered('call_1', null)])).toEqual([reason])
})

test('an answer given elsewhere is told whatever became of the run', () => {
  expect(why(run('failed'), [answered('call_1', 'rain')])).toEqual(['elsewhere'])
  expect(why(run('requires_action', ['call_2']), [answered('call_1', 'rain')])).toEqual([
    'elsewhere',
  ])
})

test('what the run went on with as it was typed is none, even where the answer to it was lost', () => {
  expect(why(run('in_progress'), [answered('call_1', '{"sun":true}')])).toEqual([])
})

test('outputs outlive a reload, in every tab, and are gone once they are given', () => {
  const { open } = newTabs()
  const first = open()
  const inFirst = newOutputDrafts(first.tab)
  inFirst.change('run_1', () => typed)
  first.settle()
  const inSecond = newOutputDrafts(open().tab)
  expect(inSecond.get('run_1')).toEqual(typed)
  inFirst.change('run_1', () => ({}), 'now')
  expect(inSecond.get('run_1')).toEqual({})
  expect(newOutputDrafts(open().tab).get('run_1')).toEqual({})
})
