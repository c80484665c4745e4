import { expect, test, vi } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { uploadFile } from '#testing/checked.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

import type { StoreChange } from '../store/store.ts'
import { startSweeping, sweep } from './sweep.ts'

test('files past their time are gone from lists at once, and their bytes with the next sweep', async () => {
  const app = await newTestApp()
  const kept = await uploadFile(app)
  const life = { 'expires_after[anchor]': 'created_at', 'expires_after[seconds]': '3600' }
  const gone = await uploadFile(app, { purpose: 'vision', ...life })
  app.clock.advance(3_600_000)
  const list = async () =>
    (await app.json<{ data: { id: string }[] }>('GET', '/v1/files')).data.map(({ id }) => id)
  expect(await list()).toEqual([kept])
  expect(await app.services.bytes.read(gone)).toBeDefined()
  await sweep(app.services)
  expect(await app.services.bytes.read(gone)).toBeUndefined()
  expect(await app.services.store.getFile(gone)).toBeUndefined()
  expect(await app.services.bytes.read(kept)).toBeDefined()
  await app.close()
})

test('bytes that outlived their file go at the next start; those that nobody knows stay', async () => {
  const app = await newTestApp()
  const { bytes, store } = app.services
  const [kept, ...gone] = [await uploadFile(app), await uploadFile(app), await uploadFile(app)]
  // A process that is killed between the two leaves the bytes.
  for (const id of gone) await store.deleteFile(id)
  // Of a file that an older database, put in the place of a damaged one, does not have.
  const unknown = 'file-ofanewerdatabase'
  await bytes.write(unknown, some(), 100)
  const stop = startSweeping(app.services)
  await stop()
  const there = async (id: string) => (await bytes.read(id)) !== undefined
  expect(await Promise.all([kept, ...gone, unknown].map(there))).toEqual([true, false, false, true])
  await app.close()
})

async function* some() {
  yield Buffer.from('secret')
}

test('passages of a vector store go when it expires; the store stays, expired', async () => {
  const app = await newTestApp()
  const { store } = await newVectorStoreOf(
    app,
    { 'a.txt': 'passage' },
    { expires_after: { anchor: 'last_active_at', days: 1 } },
  )
  app.clock.advance(86_400_000)
  await sweep(app.services)
  while (await app.services.store.purgeChunks(10)) continue
  const query = { vectorStoreIds: [store.id], terms: ['passage'], limit: 5 }
  expect(await app.services.store.findByWords(query)).toEqual([])
  expect(await app.services.store.getVectorStore(store.id)).toMatchObject({
    status: 'expired',
    usage_bytes: 0,
  })
  await app.close()
})

test('it sweeps at the start, then each minute until it is stopped', async () => {
  const app = await newTestApp()
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    let sweeps = 0
    const listExpiredFiles = async () => {
      sweeps += 1
      return []
    }
    const nothing = {
      expireUploads: async () => [],
      deleteUploadParts: async () => {},
      forgetAnswers: async () => 0,
      forgetChanges: async () => 0,
      clearOldLogs: async () => 0,
      listDeletedFiles: async () => [],
      purgeThreads: async () => false,
      expireVectorStores: async () => 0,
    }
    const store = { ...app.services.store, ...nothing, listExpiredFiles }
    const stop = startSweeping({ ...app.services, store })
    for (const expected of [1, 2, 3]) {
      expect(sweeps).toBe(expected)
      await vi.advanceTimersByTimeAsync(60_000)
    }
    await stop()
    const last = sweeps
    await vi.advanceTimersByTimeAsync(180_000)
    expect(sweeps).toBe(last)
  } finally {
    vi.useRealTimers()
    await app.close()
  }
})

test.each(Array.from({ length: 8 }, (_, ticks) => ticks))(
  'a thread that is deleted %i ticks after the last look is purged, too',
  async (ticks) => {
    const app = await newTestApp()
    let isLeft = false
    const onChange = vi.fn<(listener: (change: StoreChange) => void) => () => void>(() => () => {})
    const purgeThreads = async () => (isLeft = false)
    const store = { ...app.services.store, onChange, purgeThreads }
    const stop = startSweeping({ ...app.services, store })
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
    isLeft = true
    onChange.mock.lastCall?.[0]({ type: 'thread.deleted', thread_id: 'thread_1' })
    await new Promise(setImmediate)
    expect(isLeft).toBe(false)
    await stop()
    await app.close()
  },
)
