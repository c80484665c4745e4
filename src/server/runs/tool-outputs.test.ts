import { expect, test } from 'vitest'

import { buildRun, buildRunStep } from '#testing/builders.ts'

import { withOutputs } from './tool-outputs.ts'

const usageOf = (prompt_tokens: number, completion_tokens: number) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
})
const waiting = (id: string) =>
  buildRunStep({
    status: 'in_progress',
    type: 'tool_calls',
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        { id, type: 'function', function: { name: 'f', arguments: '{}', output: null } },
      ],
    },
  })

test('a step that waited costs what the run cost, less what the steps before it did', () => {
  const run = buildRun({ status: 'requires_action', usage: usageOf(30, 12) })
  const earlier = { ...waiting('call_1'), status: 'completed' as const, usage: usageOf(10, 5) }
  const outputs = [{ tool_call_id: 'call_2', output: 'sunny' }]
  expect(withOutputs(run, [earlier, waiting('call_2')], outputs, 7)).toMatchObject([
    {
      status: 'completed',
      completed_at: 7,
      usage: usageOf(20, 7),
      step_details: { tool_calls: [{ id: 'call_2', function: { output: 'sunny' } }] },
    },
  ])
})
