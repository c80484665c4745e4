import { expect, test } from 'vitest'

import type { ToolCall } from '#contract/run-step.ts'

import { callOutput, hasOutput } from './call-output.ts'

test.each<[string, unknown, string]>([
  [
    'a function, as JSON is shown',
    {
      type: 'function',
      id: 'a',
      function: { name: 'f', arguments: '{}', output: '{"a":"\\u00e9"}' },
    },
    '{ "a": "é" }',
  ],
  [
    'a function without one',
    { type: 'function', id: 'a', function: { name: 'f', arguments: '{}', output: null } },
    '',
  ],
  [
    'code, without codes of a terminal',
    {
      type: 'code_interpreter',
      id: 'a',
      code_interpreter: {
        input: 'x',
        outputs: [
          { type: 'logs', logs: '\u001b[31mred' },
          { type: 'image', image: { file_id: 'file_a' } },
          { type: 'logs', logs: 'two' },
        ],
      },
    },
    'red\ntwo',
  ],
  [
    'a search of files, by their names',
    {
      type: 'file_search',
      id: 'a',
      file_search: { results: [{ file_id: 'file_a', file_name: 'rules.md', score: 1 }] },
    },
    'rules.md',
  ],
])('the output of %s', (_, call, text) => {
  // What the function looks at.
  expect(callOutput(call as ToolCall)).toBe(text)
  expect(hasOutput(call as ToolCall)).toBe(text !== '')
})
