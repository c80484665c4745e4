import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { StoreDamaged } from '#server/refusals/failures.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { found, indexed, pageOf } from '#server/store/suite/find-texts.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { damageTable } from '#testing/damage.ts'

import { Database } from './database.ts'

const kept = buildThread()
const gone = buildThread()
const said = (thread_id: string, text: string) => buildMessage({ thread_id, text })
const first = said(kept.id, 'one parcel')
const second = said(kept.id, 'another parcel')

let directory: string
/** A database whose index is whole. */
let whole: string
let path: string
let store: Store
let warned: string[]
const onWarning = ({ name, message }: Error) => {
  if (name === 'SearchWarning') warned.push(message)
}
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-damaged-index-'))
  whole = join(directory, 'whole.db')
  store = await openStore({ path: whole, threads: false })
  await store.insertThread(kept, [first, second])
  await store.insertThread(gone, [said(gone.id, 'a lost parcel')])
  await indexed(store)
  await vi.waitFor(
    async () => expect(await store.overviewProgress()).toEqual({ isWhole: true }),
    20_000,
  )
  await store.close()
})
afterAll(() => rm(directory, { recursive: true }))
beforeEach(({ task }) => {
  path = join(directory, `${task.id}.db`)
  warned = []
  process.on('warning', onWarning)
})
afterEach(async () => {
  process.off('warning', onWarning)
  await store.close()
})

/** A store whose index was whole, and then was damaged while nobody had it open. */
const openDamaged = async (damage: () => void | Promise<void>, { threads = false } = {}) => {
  await copyFile(whole, path)
  await damage()
  store = await openStore({ path, threads })
}

const foreignly = (sql: string) => () => {
  const db = new Database(path)
  db.undefended(() => db.exec(sql))
  db.close()
}

const DAMAGES: [string, () => void | Promise<void>][] = [
  ['words that are lost', foreignly('DELETE FROM search_terms_data')],
  ['documents of which FTS5 knows nothing', foreignly('DELETE FROM search_terms_docsize')],
  ['a table of FTS5 that is gone', foreignly('DROP TABLE search_terms_idx')],
  ['a page of words', () => damageTable(path, 'search_terms_data')],
  ['a page of documents', () => damageTable(path, 'search_documents')],
  ['a page of one index of documents', () => damageTable(path, 'search_documents_by_message')],
  ['a page of what waits', () => damageTable(path, 'search_waiting')],
]

test.each(DAMAGES)('%s: what is deleted is deleted and not found', async (_, damage) => {
  await openDamaged(damage)
  await expectDeleted()
})

test('what waits is taken in at once after damage to it', async () => {
  await openDamaged(() => damageTable(path, 'search_waiting'))
  await indexed(store)
  expect(await found(store, 'parcel')).toHaveLength(3)
  expect(warned).toEqual([expect.stringContaining('the index of texts was damaged')])
})

test('a thread that takes in much makes the index anew where it meets damage', async () => {
  await openDamaged(() => damageTable(path, 'search_terms_data'), { threads: true })
  await store.insertMessages(kept.id, [said(kept.id, 'a long parcel '.repeat(1000))], {})
  await indexed(store)
  expect(await found(store, 'parcel')).toHaveLength(4)
})

const expectDeleted = async () => {
  await expect(store.deleteThread(gone.id)).resolves.toBeDefined()
  await expect(store.deleteMessage(kept.id, first.id)).resolves.toBeDefined()
  expect(await found(store, 'lost')).toEqual([])
  expect(await store.getThread(gone.id)).toBeUndefined()
  await store.insertMessages(kept.id, [said(kept.id, 'a new parcel')], {})
  await indexed(store)
  expect((await found(store, 'parcel')).map(({ snippet }) => snippet.text).toSorted()).toEqual([
    'a new parcel',
    'another parcel',
  ])
}

test('a search that meets damage finds nothing, tells so once, and has the index made anew', async () => {
  await openDamaged(() => damageTable(path, 'search_terms_data'))
  expect(await pageOf(store, 'parcel')).toMatchObject({ data: [], total: 0 })
  expect(await store.searchProgress()).toEqual({ isWhole: false })
  await indexed(store)
  expect(await found(store, 'parcel')).toHaveLength(3)
  expect(warned).toEqual([expect.stringContaining('the index of texts was damaged')])
})

test('damage of messages is told, and the index stays as it was', async () => {
  await openDamaged(() => damageTable(path, 'messages'))
  await expect(store.deleteMessage(kept.id, first.id)).rejects.toBeInstanceOf(StoreDamaged)
  expect(await store.searchProgress()).toEqual({ isWhole: true })
  await store.updateThread(kept.id, (now) => ({ ...now, metadata: { title: 'still found' } }))
  await indexed(store)
  expect(await found(store, 'in:title still')).toHaveLength(1)
  expect(warned).toEqual([])
})
