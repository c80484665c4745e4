import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildThread } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

let dir: string
let path: string
let store: Store
const clock = fixedClock()
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-moved-'))
  path = join(dir, 'clew.db')
  store = await openStore({ path, clock })
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

const write = () => store.insertThread(buildThread(), [])

test.each([
  ['moved', () => rename(path, join(dir, 'elsewhere.db'))],
  ['deleted', () => rm(path)],
  ['replaced', () => rm(path).then(() => writeFile(path, 'another'))],
])('a database that is %s while it is open takes no more writes', async (_, act) => {
  await write()
  await act()
  clock.advance(1000)
  await expect(write()).rejects.toMatchObject({ status: 500, code: 'database_gone' })
  await expect(write()).rejects.toMatchObject({ code: 'database_gone' })
})

test('one that stays where it was does', async () => {
  for (let times = 0; times < 3; times += 1) {
    clock.advance(1000)
    await write()
  }
})
