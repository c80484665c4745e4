import { expect, test } from 'vitest'

import type { Upload } from '#contract/upload.ts'
import { keepMade } from '#server/files/keep-made.ts'
import { StoreGone } from '#server/refusals/failures.ts'
import { refused, uploadForm } from '#testing/checked.ts'
import { answerOf, keyedApp, partForm } from '#testing/keyed-app.ts'

const { app, send, idOf } = keyedApp()

/** A write that is committed, and whose sync then fails: the row is there for whoever reads it. */
const unsynced = (name: 'insertFile' | 'insertUploadPart' | 'completeUpload') => {
  const { store } = app().services
  // The cast: whatever the write is given goes through.
  const write = store[name] as (...given: unknown[]) => Promise<unknown>
  const failing = async (...given: unknown[]) => {
    await write(...given)
    throw new StoreGone()
  }
  Object.assign(store, { [name]: failing })
  return () => Object.assign(store, { [name]: write })
}
const textOf = async (id: string) => {
  const bytes = await app().services.bytes.read(id)
  return bytes && new Response(bytes).text()
}
const GONE = { status: 500, code: 'database_gone' }

test('a file whose row was written keeps its bytes', async () => {
  unsynced('insertFile')
  const sent = () => send('/v1/files', uploadForm({ name: 'a.txt', content: 'one' }))
  expect(await refused(sent())).toMatchObject(GONE)
  const { id } = await answerOf('createFile', sent())
  expect(await textOf(id)).toBe('one')
})

test('so do the part of an upload, and the file that it becomes', async () => {
  const asked = { filename: 'a', purpose: 'batch', bytes: 5, mime_type: 'text/plain' }
  const path = `/v1/uploads/${await idOf('/v1/uploads', asked)}`
  const restore = unsynced('insertUploadPart')
  const part = () => send(`${path}/parts`, partForm('parts'))
  expect(await refused(part())).toMatchObject(GONE)
  const { id } = await answerOf('addUploadPart', part())
  expect(await textOf(id)).toBe('parts')
  restore()
  unsynced('completeUpload')
  const complete = () => send(`${path}/complete`, { part_ids: [id] }, 'key-2')
  expect(await refused(complete())).toMatchObject(GONE)
  const { file } = (await answerOf('completeUpload', complete())) as unknown as Upload
  expect(await textOf(file?.id ?? '')).toBe('parts')
})

test('so does a file that a run has made', async () => {
  unsynced('insertFile')
  const made = keepMade(app().services, 'plot.png', [new Uint8Array([104, 105])])
  await expect(made).rejects.toBeInstanceOf(StoreGone)
  const { data } = await app().services.store.listFiles({ limit: 1, order: 'desc' })
  expect(await textOf(data[0]?.id ?? '')).toBe('hi')
})

test('what was refused leaves no bytes', async () => {
  const ids: string[] = []
  const { bytes, store } = app().services
  const write = bytes.write.bind(bytes)
  bytes.write = (id, ...given) => (ids.push(id), write(id, ...given))
  Object.assign(store, { insertFile: () => Promise.reject(new StoreGone()) })
  const sent = send('/v1/files', uploadForm({ name: 'a.txt', content: 'one' }))
  expect(await refused(sent)).toMatchObject(GONE)
  await expect(keepMade(app().services, 'a', [])).rejects.toBeInstanceOf(StoreGone)
  expect(ids).toHaveLength(2)
  expect(await Promise.all(ids.map(textOf))).toEqual([undefined, undefined])
})
