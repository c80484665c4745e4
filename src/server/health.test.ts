import { afterEach, expect, test, vi } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'

import { createHealth } from './health.ts'
import { StoreDamaged, StoreFull } from './refusals/failures.ts'

let app: TestApp
afterEach(() => app.close())

/** A check whose time and store are in hand. */
const checked = async () => {
  app = await newTestApp()
  let now = 1_000_000
  const setOwnValue = vi.fn<(key: string, value: string) => Promise<void>>(async () => {})
  const store = { ...app.services.store, setOwnValue }
  const health = createHealth({ ...app.services, store, clock: { now: () => now } })
  const pass = (ms: number) => (now += ms)
  const full = () => setOwnValue.mockRejectedValue(new StoreFull('no space'))
  const room = () => setOwnValue.mockResolvedValue()
  return { health, writes: setOwnValue, pass, full, room }
}

test('however often it is asked, it writes once in ten seconds', async () => {
  const { health, writes, pass } = await checked()
  for (let count = 0; count < 200; count += 1) {
    expect(await health.ask()).toEqual({ status: 'ok' })
    pass(40)
  }
  expect(writes).toHaveBeenCalledTimes(1)
  pass(2000)
  await Promise.all([health.ask(), health.ask()])
  expect(writes).toHaveBeenCalledTimes(2)
})

test('a full disk is told within the time, at once after a write that failed, and so is room', async () => {
  const { health, pass, full, room } = await checked()
  const status = async () => (await health.ask()).status
  expect(await status()).toBe('ok')
  full()
  expect(await status()).toBe('ok')
  health.doubt()
  expect(await status()).toBe('failing')
  room()
  pass(1000)
  expect(await status()).toBe('ok')
  full()
  pass(10_000)
  expect(await status()).toBe('failing')
})

test('a request that finds the disk full casts doubt on it', async () => {
  app = await newTestApp()
  const healthz = async () => (await app.request('GET', '/healthz')).status
  expect(await healthz()).toBe(200)
  const full = async () => Promise.reject(new StoreFull('no space'))
  Object.assign(app.services.store, { setOwnValue: full, insertThread: full })
  expect((await app.request('POST', '/v1/threads', {})).status).toBe(507)
  expect(await healthz()).toBe(503)
})

test('a request that finds the database damaged is told so, as is who looks after the server', async () => {
  app = await newTestApp()
  const damaged = new StoreDamaged(new Error('database disk image is malformed'))
  Object.assign(app.services.store, { getThread: async () => Promise.reject(damaged) })
  const refused = await app.request('GET', '/v1/threads/thread_abc')
  expect(refused.status).toBe(500)
  expect(await refused.json()).toMatchObject({
    error: { code: 'database_damaged', message: expect.stringContaining('put a backup') },
  })
  const health = await app.request('GET', '/healthz')
  expect(health.status).toBe(503)
  expect(await health.json()).toMatchObject({ reason: expect.stringContaining('damaged') })
})
