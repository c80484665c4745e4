import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { App } from './app-env.ts'
import { consoleFiles } from './console-files.ts'

const root = mkdtempSync(join(tmpdir(), 'clew-console-'))
const dir = join(root, 'console')
let app: App
beforeAll(() => {
  mkdirSync(join(dir, 'assets'), { recursive: true })
  writeFileSync(join(dir, 'index.html'), `<!doctype html><title>Clew</title>${' '.repeat(3000)}`)
  writeFileSync(join(dir, 'theme.js'), 'document')
  writeFileSync(join(dir, 'assets/main-abc.js'), `//${'x'.repeat(3000)}`)
  writeFileSync(join(dir, 'assets/main-abc.js.br'), 'precompressed')
  writeFileSync(join(root, 'secret'), 'secret')
  app = consoleFiles(dir)
})
afterAll(() => rmSync(root, { recursive: true }))

const navigation = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate' }
const get = async (path: string, headers: HeadersInit = {}) => app.request(path, { headers })

describe('pages', () => {
  test.each(['/', '/threads/thread_abc', '/threads/thread_abc/runs/run_x?tab=events'])(
    '%s is the console',
    async (path) => {
      const response = await get(path, navigation)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<title>Clew</title>')
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(response.headers.get('cache-control')).toBe('no-cache')
    },
  )

  test('let nothing in from elsewhere', async () => {
    const { headers } = await get('/', navigation)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/unsafe/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('are sent again only when they changed', async () => {
    const tag = (await get('/', navigation)).headers.get('etag') ?? ''
    expect(tag).not.toBe('')
    expect((await get('/', { ...navigation, 'if-none-match': tag })).status).toBe(304)
  })

  test.each([undefined, '"another"', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'come whole, also where a part of version %s is asked for',
    async (version) => {
      const asked = { ...navigation, range: 'bytes=0-1', ...(version && { 'if-range': version }) }
      for (const path of ['/', '/theme.js', '/assets/main-abc.js']) {
        const [whole, response] = [await get(path, navigation), await get(path, asked)]
        expect([response.status, response.headers.get('content-range')]).toEqual([200, null])
        expect(response.headers.get('etag')).toBe(whole.headers.get('etag'))
        expect(await response.text()).toBe(await whole.text())
      }
    },
  )

  test('are compressed where the browser can take it', async () => {
    const { headers } = await get('/', { ...navigation, 'accept-encoding': 'gzip' })
    expect(headers.get('content-encoding')).toBe('gzip')
  })
})

describe('files', () => {
  test('with a hash in their name are kept for good, as the build compressed them', async () => {
    const response = await get('/assets/main-abc.js', { 'accept-encoding': 'gzip, br' })
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-encoding')).toBe('br')
    expect(await response.text()).toBe('precompressed')
  })

  test('are no pages, also where a browser goes to one that is gone', async () => {
    expect((await get('/assets/gone-123.js', navigation)).status).toBe(404)
  })

  test('without one are asked for again', async () => {
    const { headers } = await get('/theme.js')
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('content-type')).toMatch(/javascript/)
  })

  test.each(['/assets/gone-123.js', '/theme2.js', '/threads/x'])(
    '%s is no page when something loads it',
    async (path) => {
      const response = await get(path, { accept: '*/*', 'sec-fetch-mode': 'no-cors' })
      expect(response.status).toBe(404)
      expect(response.headers.get('cache-control')).toBe('no-cache')
    },
  )

  test.each(['/../secret', '/..%2fsecret', '/%2e%2e/secret', '/assets/..%5c..%5csecret'])(
    '%s does not lead out',
    async (path) => {
      expect(await (await get(path)).text()).not.toBe('secret')
    },
  )
})

test('a server without a built console still answers', async () => {
  expect(
    (await consoleFiles(join(root, 'none')).request('/', { headers: navigation })).status,
  ).toBe(404)
})
