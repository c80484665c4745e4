import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const YES = sse(chunk({ content: 'Yes.' }), STOP)
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

/** How often an endpoint is asked whose first answer is this, and how that ends. */
const asked = async (first: Answer) => {
  const { baseUrl, bodies } = await endpoint(first, YES)
  const { events, error } = await collect(modelAt(baseUrl))
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  return { times: bodies.length, text, error }
}

describe('an error that is told with status 200 before the first token', () => {
  test.each<[string, unknown]>([
    ['a limit', { error: { code: 429, message: 'Rate limit exceeded' } }],
    ['a limit by its name', { error: { type: 'rate_limit_error', message: 'no' } }],
    ['a limit of Google’s', [{ error: { status: 'RESOURCE_EXHAUSTED', message: 'no' } }]],
    ['a limit without a code', { error: 'Too many requests' }],
    ['a limit with code 0', { error: { code: 0, message: 'Rate limit reached' } }],
    ['a limit with a code of its own', { code: 1302, msg: 'Too many requests, slow down' }],
    ['a status without words', { error: { code: 503 } }],
    ['a status alone', { error: 429 }],
    ['overload', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
    ['a router’s 502', { error: { code: 502, message: 'Provider returned error' } }],
    ['vLLM’s 500', { object: 'error', type: 'InternalServerError', message: 'no', code: 500 }],
    ['one by a word', { error: { code: 'server_error', message: 'no' } }],
    ['a choice’s own', { choices: [{ delta: {}, error: { code: 503, message: 'no' } }] }],
  ])('is repeated like that status: %s', async (_, error) => {
    const role = chunk({ role: 'assistant', content: '' })
    const bodies = [frame(error), `: PROCESSING\n\n${role}${frame(error)}`, JSON.stringify(error)]
    for (const body of bodies) {
      expect(await asked(sse(body))).toEqual({ times: 2, text: 'Yes.', error: undefined })
    }
  })

  test.each<[unknown, string, string]>([
    [
      { error: { code: 400, message: 'no' } },
      'invalid_prompt',
      'The model endpoint answered 400: no',
    ],
    [
      { error: { code: 401, message: 'no' } },
      'server_error',
      'The model endpoint answered 401: no',
    ],
    [{ error: { message: 'no' } }, 'server_error', 'The model endpoint broke off: no'],
    [
      { error: { code: 'insufficient_quota', message: 'no' } },
      'rate_limit_exceeded',
      'The model endpoint answered 429: no',
    ],
  ])('is not where the status is not: %j', async (said, code, message) => {
    expect(await asked(sse(frame(said)))).toMatchObject({ times: 1, error: { code, message } })
  })

  test('after a token it is not', async () => {
    const error = frame({ error: { code: 429, message: 'no' } })
    for (const first of [{ content: 'H' }, { reasoning_content: 'h' }]) {
      expect(await asked(sse(chunk(first), error))).toMatchObject({
        times: 1,
        error: { code: 'rate_limit_exceeded', message: 'The model endpoint broke off: no' },
      })
    }
  })

  test('is repeated as often as a status, and as late as it is asked', async () => {
    const limit = { error: { code: 429, message: 'Slow down.' } }
    const { baseUrl, bodies } = await endpoint(
      refuse(200, JSON.stringify(limit), { 'retry-after-ms': '1' }),
    )
    const { error } = await collect(modelAt(baseUrl, { retryDelay: 60_000 }))
    expect(error).toMatchObject({ code: 'rate_limit_exceeded' })
    expect(bodies).toHaveLength(3)
  })

  test('is learnt from', async () => {
    const said = { error: { code: 400, message: 'max_tokens: use max_completion_tokens' } }
    const { baseUrl, bodies } = await endpoint(sse(frame(said)), YES)
    await collect(modelAt(baseUrl), ask({ max_completion_tokens: 5 }))
    expect(bodies[1]).toMatchObject({ max_completion_tokens: 5 })
  })
})
