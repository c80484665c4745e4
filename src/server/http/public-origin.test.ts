import { afterEach, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'

let app: TestApp
afterEach(() => app.close())

const status = async (headers: Record<string, string>, path = '/v1/files') =>
  (await app.app.request(path, { headers })).status

const PUBLIC = 'https://clew.example.org'
const key = { authorization: 'Bearer any' }
const page = { origin: PUBLIC, 'sec-fetch-site': 'same-origin' }

describe('behind a proxy', () => {
  test.each([
    ['keeps the name', { host: 'clew.example.org' }],
    ['keeps it with the port that https means', { host: 'clew.example.org:443' }],
    ['asks by our own address', { host: '127.0.0.1:8484' }],
  ])('that %s, the console and clients are let in', async (_, sent) => {
    app = await newTestApp({ publicOrigin: PUBLIC })
    for (const path of ['/v1/files', '/api/session']) {
      expect(await status({ ...sent, ...page }, path)).toBe(200)
      expect(await status({ ...sent, 'sec-fetch-site': 'same-origin' }, path)).toBe(200)
      // A browser that does not say where a request comes from.
      expect(await status({ ...sent, origin: PUBLIC }, path)).toBe(200)
      expect(await status({ ...sent, ...key }, path)).toBe(200)
      expect(await status(sent, path)).toBe(401)
    }
  })

  test.each<Record<string, string>>([
    { host: 'clew.example.org:8443' },
    { host: 'www.clew.example.org' },
    { host: 'evil.example' },
    { host: 'evil.example', 'x-forwarded-host': 'clew.example.org' },
    { host: 'clew.example.org', origin: 'http://clew.example.org' },
    { host: 'clew.example.org', origin: 'https://evil.example' },
    { host: 'clew.example.org', 'sec-fetch-site': 'cross-site' },
    { host: '127.0.0.1', origin: 'https://clew.example.org.evil' },
  ])('%j is not', async (sent) => {
    app = await newTestApp({ publicOrigin: PUBLIC })
    expect(await status({ ...key, ...sent })).toBe(403)
  })

  test.each(['127.0.0.1:1', 'localhost:8080', '[::1]:9'])(
    'our own name %s is ours whatever its port, which may be forwarded',
    async (host) => {
      app = await newTestApp()
      expect(await status({ ...key, host })).toBe(200)
      expect(await status({ ...key, host, origin: `http://${host}` })).toBe(200)
      expect(await status({ ...key, host, origin: 'http://127.0.0.1:2' })).toBe(403)
    },
  )

  test('hints name the public address', async () => {
    app = await newTestApp({ publicOrigin: PUBLIC })
    const answer = await app.request('POST', '/threads', {}, { host: 'clew.example.org' })
    expect(await answer.text()).toContain(`${PUBLIC}/v1`)
  })

  test('of our own host, by https, is another server’s', async () => {
    app = await newTestApp()
    const host = 'localhost:8443'
    expect(await status({ ...key, host, origin: `https://${host}` })).toBe(403)
    await app.close()
    // A proxy of this machine that adds TLS is named by the setting.
    app = await newTestApp({ publicOrigin: `https://${host}` })
    expect(await status({ ...key, host, origin: `https://${host}` })).toBe(200)
    expect(await status({ ...key, host, origin: `http://${host}` })).toBe(403)
    const inner = { host: '127.0.0.1:8484', origin: `https://${host}` }
    expect(await status({ ...key, ...inner })).toBe(200)
  })

  test('without the setting its name is a foreign one', async () => {
    app = await newTestApp()
    expect(await status({ ...key, host: 'clew.example.org' })).toBe(403)
    expect(await status({ ...key, host: '127.0.0.1', origin: PUBLIC })).toBe(403)
  })
})

describe('an origin', () => {
  test.each<[string, string]>([
    ['localhost:8484', 'http://localhost:8484'],
    ['LOCALHOST:8484', 'http://localhost:8484'],
    ['127.0.0.1:8484', 'http://127.0.0.1:8484'],
    ['[::1]:8484', 'http://[::1]:8484'],
    ['localhost', 'http://localhost'],
    ['localhost:80', 'http://localhost'],
    ['clew.localhost:8484', 'http://clew.localhost:8484'],
  ])('of %s is %s', async (host, origin) => {
    app = await newTestApp()
    expect(await status({ ...key, host, origin })).toBe(200)
    // It needs no key: it is the console's page.
    expect(await status({ host, origin })).toBe(200)
  })

  test.each([
    'https://localhost:8484',
    'null',
    '',
    'file://',
    'file://localhost:8484',
    'ftp://localhost:8484',
    'ws://localhost:8484',
    'chrome-extension://localhost:8484',
    'http://localhost',
    'http://localhost:80',
    'http://localhost:8485',
    'http://localhost.:8484',
    'http://127.0.0.1:8484',
    'http://user@localhost:8484',
    'http://localhost:8484@evil.example',
    'http://evil.example:8484',
    'http://localhost:8484.evil.example',
    'http://localhost:8484/',
    'HTTP://localhost:8484',
    'http://LOCALHOST:8484',
    'http://localhost:08484',
    'http://localhost:8484 http://evil.example',
    'localhost:8484',
    '//localhost:8484',
  ])('%j is not that of localhost:8484', async (origin) => {
    app = await newTestApp()
    const sent = { host: 'localhost:8484', origin }
    expect(await status({ ...key, ...sent })).toBe(403)
    expect(await status(sent)).toBe(403)
  })
})
