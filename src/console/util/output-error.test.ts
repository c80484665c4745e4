import { expect, test } from 'vitest'

import type { ToolCall } from '#contract/run-step.ts'

import { callSaysError, outputSaysError } from './output-error.ts'

test.each([
  'Error: payment amount does not add up, total price is 120',
  '  error: not found',
  'ERROR',
  'Error executing tool lookup: timed out',
  'Exception in thread "main"',
  'Exception: no seat',
  'Traceback (most recent call last):\n  File "a.py"',
  "KeyError: 'flight'",
  'java.lang.IllegalStateException: closed',
  'requests.exceptions.ConnectionError: refused',
  '"Error: quoted as JSON"',
  '{"error":"not found"}',
  ' {"seats": [], "error": {"code": 404}}',
  '{"is_error": true, "content": "x"}',
  '{"isError":true}',
  '{"error":404}',
  'Error — no such user',
])('says that the tool failed: %s', (output) => expect(outputSaysError(output)).toBe(true))

test.each([
  '',
  'No error was found',
  'The last Error: none of them matters',
  'Errors found: 0',
  'Error rate: 2.1 %',
  'Error handling guide',
  'error-free',
  'Error: none',
  'Exceptional service',
  'errorless',
  '{"error":null}',
  '{"error":""}',
  '{"error":false,"is_error":0}',
  '{"error":{}}',
  '{"error":"none"}',
  '{"log":{"error":"deep inside"}}',
  '{"message":"\\"error\\": 1"}',
  '[{"error":"of one of many"}]',
  '{"error":"cut o',
  '{"errors_seen":3}',
  '"a text"',
])('says nothing of the kind: %s', (output) => expect(outputSaysError(output)).toBe(false))

test('a call says so by its output, and code by what it printed', () => {
  const called = (output: string | null): ToolCall => ({
    id: 'call_1',
    type: 'function',
    function: { name: 'pay', arguments: '{"error":"given"}', output },
  })
  const ran = (logs: string): ToolCall => ({
    id: 'call_2',
    type: 'code_interpreter',
    code_interpreter: { input: 'raise Error', outputs: [{ type: 'logs', logs }] },
  })
  expect(
    [called('Error: no seat'), ran('Traceback (most recent call last):')].map(callSaysError),
  ).toEqual([true, true])
  expect([called(null), called('Paid'), ran('{"error":"printed"}')].map(callSaysError)).toEqual([
    false,
    false,
    false,
  ])
  expect(callSaysError({ id: 'call_3', type: 'file_search', file_search: {} })).toBe(false)
})
