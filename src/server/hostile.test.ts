import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { type OperationName, operations, pathOf } from '#contract/operations.ts'
import type { Thread } from '#contract/thread.ts'
import { anyText } from '#testing/any-text.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'

let app: TestApp
let thread: Thread
beforeAll(async () => {
  app = await newTestApp()
  thread = await app.json<Thread>('POST', '/v1/threads')
})
afterAll(() => app.close())

/** Text as it should not be: control characters, lone surrogates, names that objects have. */
const text = fc.oneof(
  anyText(),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    'a\u0000b',
    '__proto__',
    'constructor',
    '%00',
    '🙂'.repeat(99),
  ),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
}))

const PREFIX: Record<string, string> = {
  thread_id: 'thread_',
  message_id: 'msg_',
  run_id: 'run_',
  step_id: 'step_',
  assistant_id: 'asst_',
  file_id: 'file-',
  vector_store_id: 'vs_',
  batch_id: 'vsfb_',
  upload_id: 'upload_',
}

/** Bodies that pass the schema or nearly so, with odd text inside. */
const message = fc.record(
  {
    role: fc.constantFrom('user', 'assistant'),
    content: fc.oneof(text, fc.array(fc.record({ type: fc.constant('text'), text }))),
    metadata: fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), value),
  },
  { requiredKeys: ['role', 'content'] },
)
const body = fc.oneof(
  value,
  message,
  fc.record({ messages: fc.array(message, { maxLength: 2 }), metadata: fc.dictionary(text, text) }),
  fc.record({
    model: text,
    name: text,
    tools: fc.array(
      fc.record({
        type: fc.constant('function'),
        function: fc.record({ name: fc.constant('f'), parameters: fc.dictionary(text, value) }),
      }),
      { maxLength: 2 },
    ),
  }),
)

test('whatever is sent anywhere, the answer is JSON and never a failure of ours', async () => {
  const seen = new Map<number, number>()
  // The table's keys are the operation names.
  const names = (Object.keys(operations) as OperationName[]).filter(
    (name) => !('streams' in operations[name]),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), text, text, body, async (name, id, query, sent) => {
      const { method } = operations[name]
      const path = pathOf(name).replaceAll(/\{(\w+)\}/g, (_, param: string) =>
        param === 'thread_id' && id.length % 2 === 1
          ? thread.id
          : `${PREFIX[param] ?? ''}${encodeURIComponent(id.toWellFormed())}`,
      )
      const search = new URLSearchParams({ after: query, [query]: id, 'metadata[a]': query })
      const url = `${path}${method === 'GET' ? `?${search}` : ''}`
      const response = await app.request(method, url, method === 'POST' ? sent : undefined)
      const answer: unknown = await response.json()
      expect([response.status, answer]).toEqual([expect.any(Number), expect.any(Object)])
      expect(response.status).toBeLessThan(500)
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1)
      // What was accepted can be read back.
      if (response.status === 200 && name === 'createMessage') {
        expect((await app.request('GET', `/v1/threads/${thread.id}/messages`)).status).toBe(200)
      }
      if (method === 'DELETE' && path.endsWith(thread.id)) {
        thread = await app.json<Thread>('POST', '/v1/threads')
      }
    }),
    { numRuns: 1500 },
  )
  // Odd requests that never get far prove nothing.
  expect(seen.get(200)).toBeGreaterThan(20)
  expect(seen.get(404)).toBeGreaterThan(20)
}, 60_000)
