import { afterEach, expect, test, vi } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { uploadFile } from '#testing/checked.ts'

let app: TestApp
afterEach(() => app.close())

/** An endpoint that never answers for some texts, and timers that a test lets go off. */
const newApp = async () => {
  const due = new Set<() => void>()
  const failing = new Set<() => void>()
  let hanging = 0
  const timers = {
    after: (_: number, callback: () => void) => {
      due.add(callback)
      return () => due.delete(callback)
    },
  }
  const embed = (texts: readonly string[], signal?: AbortSignal) => {
    if (!texts.some((text) => text.includes('bomb'))) {
      return Promise.resolve(texts.map(() => new Float32Array([1, 0])))
    }
    hanging += 1
    const { promise, reject } = Promise.withResolvers<never>()
    const giveUp = () => reject(new Error('given up'))
    failing.add(giveUp)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp)
    return promise
  }
  app = await newTestApp({}, { timers, embeddings: { id: 'by-hand', embed } })
  return {
    /** How many files were begun that never end. */
    hanging: () => hanging,
    /** Those that never end have no vectors, then. */
    failAll: () => {
      for (const fail of failing) fail()
    },
    endSlice: () => {
      for (const callback of due) callback()
    },
  }
}

const put = async (texts: string[]) => {
  const file_ids: string[] = []
  for (const [at, text] of texts.entries()) {
    file_ids.push(await uploadFile(app, undefined, { name: `${at}.txt`, content: text }))
  }
  return app.json<{ id: string }>('POST', '/v1/vector_stores', { file_ids })
}
const counts = async ({ id }: { id: string }) =>
  (await app.json<{ file_counts: object }>('GET', `/v1/vector_stores/${id}`)).file_counts
const patient = { timeout: 20_000 }

test('a short file is read though files that never end came first', async () => {
  await newApp()
  const bombs = await put(Array.from({ length: 2 }, () => 'a bomb '.repeat(20)))
  const short = await put(['a few words'])
  await expect.poll(() => counts(short), patient).toMatchObject({ completed: 1 })
  expect(await counts(bombs)).toMatchObject({ in_progress: 2 })
})

test('shorter ones that never end are broken off after their slice, each but once', async () => {
  const { hanging, endSlice } = await newApp()
  const store = await put([...Array.from({ length: 5 }, () => 'bomb'), 'a few words'])
  for (const begun of [3, 4, 5]) {
    await expect.poll(hanging, patient).toBe(begun)
    endSlice()
  }
  await expect.poll(() => counts(store), patient).toMatchObject({ completed: 1, in_progress: 5 })
})

test('each store has its turn', async () => {
  const { hanging, endSlice } = await newApp()
  const bombs = await put(Array.from({ length: 9 }, () => 'bomb'))
  await expect.poll(hanging, patient).toBe(3)
  const other = await put(['a few words'])
  endSlice()
  await expect.poll(() => counts(other), patient).toMatchObject({ completed: 1 })
  expect(await counts(bombs)).toMatchObject({ in_progress: 9 })
})

test('a file that is deleted while it is read lets its reader go', async () => {
  const { hanging } = await newApp()
  const bombs = await put(Array.from({ length: 3 }, () => 'bomb'))
  await expect.poll(hanging, patient).toBe(3)
  const short = await put(['a few words'])
  expect(await counts(short)).toMatchObject({ in_progress: 1 })
  const { data } = await app.json<{ data: { id: string }[] }>(
    'GET',
    `/v1/vector_stores/${bombs.id}/files`,
  )
  await app.request('DELETE', `/v1/files/${data[0]?.id}`)
  await expect.poll(() => counts(short), patient).toMatchObject({ completed: 1 })
  expect(await counts(bombs)).toMatchObject({ in_progress: 2, total: 2 })
})

test('one that was broken off and has left its store since is forgotten', async () => {
  const { hanging, endSlice, failAll } = await newApp()
  const list = vi.spyOn(app.services.store, 'listFilesToRead')
  const bomb = 'a bomb '.repeat(20)
  await put([bomb, bomb])
  await expect.poll(hanging, patient).toBe(2)
  const { id } = await put([bomb])
  await expect.poll(hanging, patient).toBe(3)
  endSlice()
  expect((await app.request('DELETE', `/v1/vector_stores/${id}`)).status).toBe(200)
  failAll()
  await put([bomb, bomb, bomb])
  await expect.poll(hanging, patient).toBe(6)
  // The two that are being read, when the last one was chosen.
  const [, except] = list.mock.calls.findLast(([limit]) => limit > 2) ?? []
  expect(except).toHaveLength(2)
})
