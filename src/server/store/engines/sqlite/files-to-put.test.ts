import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildAssistant, buildFile, buildVectorStore } from '#testing/builders.ts'

let directory: string
let path: string
let store: Store
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-to-put-'))
  path = join(directory, 'clew.db')
  store = await openStore({ path })
})
afterEach(async () => {
  await store.close()
  await rm(directory, { recursive: true })
})

const bring = async () => {
  const files = Array.from({ length: 500 }, () => buildFile())
  await Promise.all(files.map((file) => store.insertFile(file)))
  const made = buildVectorStore({
    files: files.map(({ id }) => ({
      file_id: id,
      created_at: 0,
      chunking: null,
      attributes: null,
    })),
  })
  await store.insertAssistant(buildAssistant(), { made })
  return made.id
}
const countsOf = async (id: string) => (await store.getVectorStore(id))?.file_counts

test('files that wait are put in after a restart', async () => {
  const id = await bring()
  await store.close()
  store = await openStore({ path })
  expect(await countsOf(id)).toMatchObject({ in_progress: 500 })
  while (await store.putWaitingFiles()) continue
  expect(await countsOf(id)).toMatchObject({ in_progress: 500 })
  expect(await store.listFilesToRead(1000, [])).toHaveLength(500)
})

test('those that cannot be read let the others through', async () => {
  const damaged = await bring()
  const db = new DatabaseSync(path)
  db.exec("UPDATE vector_store_files_to_put SET files = '['")
  db.close()
  const id = await bring()
  while (await store.putWaitingFiles()) continue
  expect(await countsOf(damaged)).toMatchObject({ in_progress: 200, total: 200 })
  expect(await countsOf(id)).toMatchObject({ in_progress: 500, total: 500 })
})
