import { expect, test } from 'vitest'

import type { RunStep, ToolCall } from '#contract/run-step.ts'
import { buildRunStep } from '#testing/builders.ts'

import { argumentText, callLines, tellingLine } from './run-calls.ts'

const code = (input: string): ToolCall => ({
  id: 'call_1',
  type: 'code_interpreter',
  code_interpreter: { input, outputs: [] },
})
const search: ToolCall = { id: 'call_2', type: 'file_search', file_search: {} }
const linesAt = (status: RunStep['status'], ...tool_calls: ToolCall[]) =>
  callLines([
    buildRunStep({ type: 'tool_calls', status, step_details: { type: 'tool_calls', tool_calls } }),
  ])
const linesOf = (status: RunStep['status'], ...calls: ToolCall[]) =>
  linesAt(status, ...calls).map(({ text }) => text)

test('one call is marked: that of the name, else the first of the step or the id that is asked for', () => {
  const step = buildRunStep({
    id: 'step_1',
    type: 'tool_calls',
    status: 'completed',
    step_details: { type: 'tool_calls', tool_calls: [code('1'), search] },
  })
  const steps = [step, { ...step, id: 'step_2' }]
  const asked = (id?: string) => callLines(steps, undefined, id).map(({ isAsked }) => isAsked)
  expect(asked('step_1')).toEqual([true, false, false, false])
  expect(asked('step_2')).toEqual([false, false, true, false])
  expect(asked('call_2')).toEqual([false, true, false, false])
  expect(asked('step_2.2')).toEqual([false, false, false, true])
  expect(asked()).toEqual([false, false, false, false])
})

test('a call is said to go on until it is over', () => {
  const calls = [code('import csv\nprint(1)'), code(''), search]
  expect(linesOf('in_progress', ...calls)).toEqual([
    'Running print(1)',
    'Running code',
    'Searching files',
  ])
  expect(linesOf('completed', ...calls)).toEqual(['Ran print(1)', 'Ran code', 'Searched files'])
})

test.each([
  [
    'import pandas as pd\nimport numpy as np\n\ndf = pd.read_csv("a.csv")',
    'df = pd.read_csv("a.csv")',
  ],
  ['# Load it\nfrom math import (\n  pi,\n  sqrt,\n)\nprint(sqrt(pi))', 'print(sqrt(pi))'],
  ['from math import pi\nx = 2 * pi', 'x = 2 * pi'],
  ['%matplotlib inline\r\nplot(data)\r\n', 'plot(data)'],
  ['const fs = require("fs")\n// read\nfs.readFileSync("a")', 'fs.readFileSync("a")'],
  ['important = 1', 'important = 1'],
  ['import pandas as pd', 'import pandas as pd'],
  ['\n  \n', ''],
])('of code %j the line that tells is %j', (input, line) => {
  expect(tellingLine(input)).toBe(line)
})

test('a call whose step failed or ran out of time is said to have failed', () => {
  const hasFailed = (status: RunStep['status']) => linesAt(status, search)[0]?.failed
  expect((['failed', 'expired'] as const).map(hasFailed)).toEqual([true, true])
  expect((['in_progress', 'completed', 'cancelled'] as const).map(hasFailed)).toEqual([
    false,
    false,
    false,
  ])
})

test('a call whose step went well, and whose output tells of an error, is marked', () => {
  const marks = (status: RunStep['status']) =>
    ['Error: the amount does not add up', '{"error":null}'].map(
      (output) =>
        linesAt(status, {
          id: 'call_3',
          type: 'function',
          function: { name: 'pay', arguments: '{}', output },
        })[0]?.saysError,
    )
  expect(marks('completed')).toEqual([true, false])
  expect(marks('failed')).toEqual([false, false])
})

test('arguments of a call stand with the digits and in the order that were written', () => {
  const json =
    '{"id":1234567890123456789,"price":1.0,"amount":1e400,"neg":-0,"a":1,"a":2,"10":"b","2":null}'
  expect(argumentText(json)).toBe('1234567890123456789 · 1.0 · 1e400 · -0 · 1 · 2 · b')
  expect(argumentText('{"query":"Lis')).toBe('{"query":"Lis')
  expect(argumentText(' {} ')).toBe('')
  expect(argumentText('{"a":{"b":1}}')).toBe('{"a":{"b":1}}')
  expect(argumentText(JSON.stringify(Array(500).fill('word')))).toHaveLength(121)
})
