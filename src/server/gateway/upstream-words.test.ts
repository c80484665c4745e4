import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'

const OWN_KEY = 'sk-inside-of-tests-0123456789'
const CLIENTS_KEY = 'sk-of-a-client-9876543210-abc'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A server in front of one that repeats the key it is sent in these headers, or in the words of its status. */
const frontOf = async (
  told: (key: string) => Record<string, string>,
  { upstreamKey, status = 200 }: { upstreamKey?: string | undefined; status?: number } = {},
): Promise<TestApp> => {
  const upstream = createServer((request, response) => {
    const key = (request.headers.authorization ?? '').replace('Bearer ', '')
    response.writeHead(status, `It is ${key}`, {
      'content-type': 'application/json',
      ...told(key),
    })
    response.end('{}')
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo // it listens on a port
  const front = await newTestApp({ upstreamUrl: `http://127.0.0.1:${port}/v1`, upstreamKey })
  ends.push(
    async () => upstream.close(),
    () => front.close(),
  )
  return front
}

/** All that is told of an answer. */
const allOf = async (response: Response) =>
  JSON.stringify([response.status, [...response.headers], await response.text()])

describe.each<[string, string | undefined]>([
  ['the key of the server', OWN_KEY],
  ['the key of a client', undefined],
])('%s', (_, upstreamKey) => {
  const key = upstreamKey ?? CLIENTS_KEY
  const asked = async (front: TestApp, path: string) => {
    const headers = { authorization: `Bearer ${CLIENTS_KEY}` }
    return allOf(await front.request('GET', path, undefined, headers))
  }

  test.each<[string, string, (key: string) => Record<string, string>]>([
    [
      'charset',
      'upstream_charset',
      (given) => ({ 'content-type': `application/json; charset=${given}` }),
    ],
    ['page', 'upstream_page', (given) => ({ 'content-type': `text/html; x=${given}` })],
    ['packing', 'upstream_encoding', (given) => ({ 'content-encoding': given })],
    [
      'packing in capitals',
      'upstream_encoding',
      (given) => ({ 'content-encoding': given.toUpperCase() }),
    ],
    ['redirect', 'upstream_redirected', (given) => ({ location: `https://x.example/${given}` })],
  ])('is in no words of a refusal of its %s', async (__, code, told) => {
    const status = code === 'upstream_redirected' ? 302 : 200
    const text = await asked(await frontOf(told, { upstreamKey, status }), '/v1/assistants')
    expect(text).toContain(code)
    expect(text.toLowerCase()).not.toContain(key)
  })

  test('is in no name of a file', async () => {
    for (const told of [
      (given: string) => `attachment; filename="${given}.txt"`,
      (given: string) => `attachment; filename=${given}.txt`,
      (given: string) => `attachment; filename*=UTF-8''${given.replace('s', '%73')}.txt`,
      (given: string) => `attachment; filename*=UTF-8''${given.replace('s', '%2573')}.txt`,
    ]) {
      const headers = (given: string) => ({
        'content-type': 'application/pdf',
        'content-disposition': told(given),
      })
      const front = await frontOf(headers, { upstreamKey })
      const text = await asked(front, '/v1/files/file-a/content')
      expect(text).toContain('filename=')
      expect(text).not.toContain(key.slice(1))
    }
  })

  test('is in no header that passes, nor its name', async () => {
    const front = await frontOf((given) => ({ [`openai-${given}`]: '1', 'openai-x': given }), {
      upstreamKey,
    })
    const text = await asked(front, '/v1/assistants')
    expect(text).toContain('["openai-x","[key]"]')
    expect(text).not.toContain(key)
  })
})
