import { pino } from 'pino'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import { FrameTooLarge } from '#contract/sse.ts'
import { serveApp } from '#testing/serve.ts'

import { toLogged } from '../logged-error.ts'
import { cutWhereBroken } from './broken-answers.ts'

const printed = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info')]
afterEach(() => {
  for (const each of printed) {
    expect(each).not.toHaveBeenCalled()
    each.mockReset()
  }
})

const SENT = 'sk-what-was-sent'
class HTTPParserError extends Error {
  override name = 'HTTPParserError'
  readonly code = undefined
}
const parserError = () => {
  const cause = Object.assign(new Error(`no: ${SENT}`), { code: 'HPE_X', data: SENT })
  return new TypeError('terminated', { cause })
}

/** A body that says something, then fails. */
const failing = (error: () => unknown, { begins }: { begins: boolean }) => {
  let isBegun = !begins
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (isBegun) throw error()
      isBegun = true
      controller.enqueue(Buffer.from('Half an '))
    },
  })
}

const serving = async (answer: (request: Request) => Response) => {
  const lines: Record<string, unknown>[] = []
  const log = pino(
    { serializers: { err: toLogged } },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  )
  const served = await serveApp({ fetch: cutWhereBroken(async (request) => answer(request), log) })
  onTestFinished(() => served.close())
  return { url: served.url, lines }
}

test.each<[string, () => unknown, object]>([
  ['another server', parserError, { code: 'HPE_X' }],
  [
    'a parser that has no code',
    () => new TypeError('terminated', { cause: new HTTPParserError(SENT) }),
    { code: 'HTTPParserError' },
  ],
  ['an event that is too large', () => new FrameTooLarge(), { code: 'FrameTooLarge' }],
  ['a bug', () => new TypeError('a is no b'), { err: { message: 'a is no b' } }],
  ['what is no error', () => SENT, {}],
])('a body that breaks off by %s is cut, and told in one line', async (_, error, told) => {
  for (const begins of [true, false]) {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'req_1' }
    const { url, lines } = await serving(
      () => new Response(failing(error, { begins }), { status: 201, headers }),
    )
    const response = await fetch(url)
    expect(response.status).toBe(201)
    await expect(response.text()).rejects.toThrow('terminated')
    expect(lines).toMatchObject([
      { ...told, level: 40, requestId: 'req_1', msg: 'an answer broke off' },
    ])
    expect(JSON.stringify(lines)).not.toContain(SENT)
  }
})

test('one whose client leaves is no news', async () => {
  const gone = Promise.withResolvers<void>()
  const { url, lines } = await serving(
    ({ signal }) =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(Buffer.from('a'))
            // As `fetch` does.
            signal.addEventListener('abort', () => {
              controller.error(parserError())
              setImmediate(gone.resolve)
            })
          },
        }),
      ),
  )
  const leaving = new AbortController()
  const response = await fetch(url, { signal: leaving.signal })
  leaving.abort()
  await expect(response.text()).rejects.toThrow('abort')
  await gone.promise
  expect(lines).toEqual([])
})

test('texts keep their length, and whole streams are whole', async () => {
  const { url } = await serving(() => new Response('Whole.', { headers: { 'x-a': 'b' } }))
  const response = await fetch(url)
  expect([response.headers.get('content-length'), response.headers.get('x-a')]).toEqual(['6', 'b'])
  const bytes = Buffer.alloc(300_000, 'é')
  const { url: other } = await serving(() => new Response(new Blob([bytes]).stream()))
  expect(Buffer.from(await (await fetch(other)).arrayBuffer()).equals(bytes)).toBe(true)
})
