import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type OperationName, operations, pathOf } from '#contract/operations.ts'
import { ROLE_NAMES, may } from '#contract/rights.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'

// The table's keys are the operation names.
const names = Object.keys(operations) as OperationName[]

describe.each(ROLE_NAMES)('a console whose readers are %s', (role) => {
  let app: TestApp
  beforeAll(async () => {
    app = await newTestApp({ role })
  })
  afterAll(() => app.close())

  const ask = async (name: OperationName, headers: Record<string, string>) => {
    const { method } = operations[name]
    const path = pathOf(name).replaceAll(
      /\{(\w+?)(_id)?\}/g,
      (_, noun: string) => PREFIX[noun] ?? 'x',
    )
    const stop = new AbortController()
    const response = await app.app.request(path, {
      method,
      headers: { 'openai-beta': 'assistants=v2', ...headers },
      ...(method === 'POST' && { body: '{' }),
      signal: stop.signal,
    })
    const answer = response.headers.get('content-type')?.includes('json')
      ? ((await response.json()) as { error?: { message: string } })
      : undefined
    stop.abort()
    return { status: response.status, message: answer?.error?.message ?? '' }
  }

  test.each(names)('%s', async (name) => {
    const { right } = operations[name]
    const { status, message } = await ask(name, { 'sec-fetch-site': 'same-origin' })
    if (may(role, right)) return expect(status).not.toBe(403)
    expect(status).toBe(403)
    expect(message).toContain(`needs the right '${right}', which the role ${role} does not have`)
  })

  test('a client with a key may write', async () => {
    expect((await app.request('POST', '/v1/threads', {})).status).toBe(200)
  })
})

const PREFIX: Record<string, string> = {
  thread: 'thread_x',
  message: 'msg_x',
  run: 'run_x',
  step: 'step_x',
  assistant: 'asst_x',
  vector_store: 'vs_x',
  batch: 'vsfb_x',
  upload: 'upload_x',
  person: 'person_x',
  label: 'label_x',
  review: 'review_x',
}
