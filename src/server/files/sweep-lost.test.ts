import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { uploadFile } from '#testing/checked.ts'

import { sweepLost } from './sweep-lost.ts'
import { startSweeping } from './sweep.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
  // Files have the time of the disk.
  app.clock.advance(Date.now() - app.clock.now())
})
afterEach(() => app.close())

const never = new AbortController().signal
const HOUR = 3_600_000

async function* some() {
  yield Buffer.from('secret')
}
const listed = async () => {
  const ids: string[] = []
  for await (const id of app.services.bytes.list()) ids.push(id)
  return ids.toSorted()
}

test('bytes of which nothing tells are removed, a day after they were stored', async () => {
  const { bytes, store } = app.services
  const kept = await uploadFile(app)
  const deleted = await uploadFile(app)
  const { id: upload } = await app.json<{ id: string }>('POST', '/v1/uploads', {
    filename: 'a.txt',
    bytes: 6,
    mime_type: 'text/plain',
    purpose: 'assistants',
  })
  const form = new FormData()
  form.set('data', new File(['secret'], 'part'))
  const part = await app.json<{ id: string }>('POST', `/v1/uploads/${upload}/parts`, form)
  // A process that is killed leaves them behind: one that was to be deleted, two that nobody knows yet.
  await store.deleteFile(deleted)
  for (const id of ['file-new', 'part_new', 'somebody-elses']) await bytes.write(id, some(), 100)
  const all = [deleted, kept, part.id, 'file-new', 'part_new', 'somebody-elses'].toSorted()
  expect(await listed()).toEqual(all)
  app.clock.advance(23 * HOUR)
  await sweepLost(app.services, never)
  expect(await listed()).toEqual(all)
  app.clock.advance(2 * HOUR)
  await sweepLost(app.services, never)
  expect(await listed()).toEqual([kept, part.id, 'somebody-elses'].toSorted())
})

test('a server looks for them at its start and once a day, and stops when it is told', async () => {
  const { bytes } = app.services
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    let looks = 0
    const list = () => {
      looks += 1
      return bytes.list()
    }
    const stop = startSweeping({ ...app.services, bytes: { ...bytes, list } })
    await vi.waitFor(() => expect(looks).toBe(1))
    for (let minutes = 0; minutes < 5; minutes += 1) {
      await vi.advanceTimersByTimeAsync(60_000)
      await new Promise(setImmediate)
    }
    expect(looks).toBe(1)
    app.clock.advance(24 * HOUR)
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(60_000)
      expect(looks).toBe(2)
    })
    await stop()
  } finally {
    vi.useRealTimers()
  }
})
