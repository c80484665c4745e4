import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openLocalBytes } from '#server/files/local-bytes.ts'
import { openStore } from '#server/store/open.ts'
import { buildThread } from '#testing/builders.ts'

import { backupData } from './backup-command.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-backup-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test('a copy made beside an open store holds its threads and files, and no later ones', async () => {
  const store = await openStore({ path: join(dir, 'clew.db') })
  const bytes = await openLocalBytes(join(dir, 'files'))
  await bytes.write('file-1', new Blob(['kept']).stream(), 100)
  const [thread, later] = [buildThread(), buildThread()]
  await store.insertThread(thread, [])
  expect(await backupData(dir, join(dir, 'copy'))).toBe(1)
  await store.insertThread(later, [])
  await store.close()

  const copy = await openStore({ path: join(dir, 'copy/clew.db') })
  expect(await copy.getThread(thread.id)).toEqual(thread)
  expect(await copy.getThread(later.id)).toBeUndefined()
  await copy.close()
  const file = await (await openLocalBytes(join(dir, 'copy/files'))).read('file-1')
  expect(await new Response(file).text()).toBe('kept')
})

test('nothing to copy, and a copy over data, are refused', async () => {
  await expect(backupData(join(dir, 'none'), join(dir, 'copy'))).rejects.toThrow('no data in')
  await (await openStore({ path: join(dir, 'clew.db') })).close()
  await expect(backupData(dir, dir)).rejects.toThrow('holds data already')
})
