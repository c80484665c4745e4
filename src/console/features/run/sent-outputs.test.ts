import { expect, test } from 'vitest'

import { buildRunStep } from '#testing/builders.ts'

import { outsideSteps, withSentOutputs } from './sent-outputs.ts'

const stepOf = (id: string, output: string | null) =>
  buildRunStep({
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        { id, type: 'function', function: { name: 'weather', arguments: '{}', output } },
      ],
    },
  })
const sent = [{ callId: 'call_1', name: 'weather', output: 'sun' }]
const outputOf = (steps: ReturnType<typeof withSentOutputs>) =>
  steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls'
      ? details.tool_calls.map((call) => call.type === 'function' && call.function.output)
      : [],
  )

test('an output that was sent is shown before the steps tell it', () => {
  expect(outputOf(withSentOutputs([stepOf('call_1', null)], sent))).toEqual(['sun'])
  expect(outputOf(withSentOutputs([stepOf('call_2', null)], sent))).toEqual([null])
})

test('what the steps tell themselves stands, and they are the same as before', () => {
  const steps = [stepOf('call_1', 'rain')]
  expect(withSentOutputs(steps, sent)).toBe(steps)
  expect(withSentOutputs(steps, [])).toBe(steps)
})

test('an output whose call is in no step is shown by itself', () => {
  expect(outsideSteps([], sent)).toEqual(sent)
  expect(outsideSteps([stepOf('call_1', null)], sent)).toEqual([])
})
