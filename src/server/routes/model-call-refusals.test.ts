import { inspect } from 'node:util'

import { describe, expect, test, vi } from 'vitest'

import { refused } from '#testing/checked.ts'
import { CHAT, KEY, SAID, json, passingApp } from '#testing/passing-app.ts'
import { endpoint } from '#testing/scripted-endpoint.ts'

const { app, before, chat } = passingApp()

test('what an endpoint repeats of a request is in the answer, and in no log', async () => {
  await before(json({ error: { message: 'Cannot read PATIENT-FILE-4711.' } }, 500))
  const error = vi.spyOn(app().services.log, 'error')
  expect((await refused(chat())).message).toContain('PATIENT-FILE-4711')
  expect(error).toHaveBeenCalledOnce()
  const [told] = error.mock.calls[0] ?? []
  expect(told).toMatchObject({ status: 500 })
  expect(inspect(told, { depth: 10 })).not.toContain('PATIENT')
})

describe('what an endpoint answers instead', () => {
  test.each([
    [
      400,
      400,
      {
        error: { message: 'Bad.', type: 'odd', code: 'context_length_exceeded', param: 'messages' },
      },
    ],
    [404, 404, { error: 'no such model' }],
    [422, 422, { detail: [{ loc: ['body', 'n'], msg: 'too many' }] }],
    [429, 429, [{ error: { message: 'Slow down.', status: 'RESOURCE_EXHAUSTED' } }]],
    [401, 502, { error: { message: `Incorrect API key provided: ${KEY}.` } }],
    [403, 502, { message: `Not with ${Buffer.from(KEY).toString('base64')}` }],
    [500, 500, { error: { message: 'x'.repeat(5000), code: KEY } }],
    [503, 503, ''],
    [200, 502, { error: { message: `Broken ${encodeURIComponent(KEY)}` } }],
    [200, 502, { anything: 'else' }],
  ])('an answer of %i is a refusal of %i in our form', async (status, seen, body) => {
    await before(json(body, status, { 'retry-after': '3', 'x-inside': 'y' }))
    for (const stream of [false, true]) {
      const answer = await chat({ ...CHAT, stream })
      expect(answer.headers.get('x-inside')).toBeNull()
      expect(answer.headers.get('retry-after')).toBe(status === 200 ? null : '3')
      const error = await refused(Promise.resolve(answer))
      expect(error.status).toBe(seen)
      expect(JSON.stringify(error)).not.toMatch(/sk-secret|c2stc2VjcmV0/)
      expect(error.message).toMatch(/^The model endpoint /)
      expect(error.message.length).toBeLessThanOrEqual(500)
      if (status === 400) {
        expect(error).toMatchObject({
          message: 'The model endpoint answered 400: Bad.',
          code: 'context_length_exceeded',
          param: 'messages',
          type: 'odd',
        })
      }
    }
  })

  test.each([200, 429, 500])('a code that is a number is told as a word (%i)', async (status) => {
    await before(json({ error: { message: 'Slow down.', code: 429 } }, status))
    for (const stream of [false, true]) {
      expect(await refused(chat({ ...CHAT, stream }))).toMatchObject({ code: '429' })
    }
  })

  test.each([
    ['7', '7'],
    ['0.5', '0.5'],
    ['Sat, 28 Nov 2026 12:00:00 GMT', 'Sat, 28 Nov 2026 12:00:00 GMT'],
    [KEY, null],
    [`7 ${KEY}`, null],
    ['soon', null],
    ['-1', null],
  ])('a wait of %j is told as %j', async (told, seen) => {
    await before(json({ error: 'wait' }, 429, { 'retry-after': told, 'retry-after-ms': told }))
    const { headers } = await chat(CHAT)
    expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([seen, seen])
  })

  test('a page is no answer, and no event', async () => {
    await before((response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>Sign in</html>')
    })
    for (const stream of [false, true]) {
      expect(await refused(chat({ ...CHAT, stream }))).toMatchObject({ status: 502 })
    }
  })

  test('a redirect is not followed', async () => {
    const elsewhere = await endpoint(json(SAID))
    await before(json('', 307, { location: `${elsewhere.baseUrl}/chat/completions` }))
    expect(await refused(chat())).toMatchObject({ status: 502 })
    expect(elsewhere.bodies).toEqual([])
  })

  test('one that is not there', async () => {
    await before(json(SAID), { modelBaseUrl: 'http://127.0.0.1:2/v1' })
    const message = 'The model endpoint could not be reached (ECONNREFUSED).'
    expect(await refused(chat())).toMatchObject({ status: 502, message })
  })
})
