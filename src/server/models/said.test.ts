import { expect, test } from 'vitest'

import { saidIn } from './said.ts'

test.each<[string, string]>([
  ['{"error":{"message":"no","code":4}}', 'no'],
  ['[{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}]', 'no'],
  ['{"error":"no"}', 'no'],
  ['{"errors":[{"message":"no"},{"message":"nor"}]}', 'no; nor'],
  ['{"detail":"no"}', 'no'],
  ['{"detail":[{"loc":["body","messages",0],"msg":"no","type":"t"}]}', 'body.messages.0: no'],
  ['{"detail":{"error":{"message":"no"}}}', 'no'],
  ['{"object":"error","message":"no","code":400}', 'no'],
  ['{"message":{"detail":[{"loc":["body"],"msg":"no"}]}}', 'body: no'],
  ['{"msg":"no","code":1214}', 'no'],
  ['{"base_resp":{"status_code":1004,"status_msg":"no"}}', 'no'],
  [
    '{"error":{"message":"Provider returned error","metadata":{"raw":"{\\"error\\":{\\"message\\":\\"no\\"}}"}}}',
    'Provider returned error: no',
  ],
  ['{"error":{"message":"{\\"detail\\":\\"no\\"}"}}', 'no'],
  ['{"error":{"metadata":{"raw":"no"}}}', 'no'],
  ['{"Message":"no"}', 'no'],
  ['no', 'no'],
  ['  404 page not found\n', '404 page not found'],
  ['"no"', 'no'],
])('%s says %s', (body, message) => {
  expect(saidIn(body)?.message).toBe(message)
})

test.each([
  '',
  '{}',
  '[]',
  'null',
  '<html><body>502</body></html>',
  '{"error":null}',
  Buffer.from('{"error":"no"}', 'utf16le').toString(),
  '['.repeat(9),
])('%j has no words or is its own', (body) => {
  expect(saidIn(body)?.message).toBe(body.startsWith('[[') ? body : undefined)
})
