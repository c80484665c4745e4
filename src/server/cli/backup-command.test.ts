import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { SettingError } from '#server/config.ts'
import { openLocalBytes } from '#server/files/local-bytes.ts'
import { copyDatabase } from '#server/store/engines/sqlite/backup.ts'
import { openStore } from '#server/store/open.ts'
import { buildFile, buildThread } from '#testing/builders.ts'

import { backupData } from './backup-command.ts'

let dir: string
/** Where copies go. */
let away: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-backup-'))
  away = await mkdtemp(join(tmpdir(), 'clew-backup-away-'))
})
afterEach(async () => {
  for (const each of [dir, away]) await rm(each, { recursive: true, force: true })
})

const newData = async () => (await openStore({ path: join(dir, 'clew.db') })).close()

test('a copy made beside an open store holds its threads and files, and no later ones', async () => {
  const store = await openStore({ path: join(dir, 'clew.db') })
  const bytes = await openLocalBytes(join(dir, 'files'))
  await bytes.write('file-1', new Blob(['kept']).stream(), 100)
  const [thread, later] = [buildThread(), buildThread()]
  await store.insertThread(thread, [])
  expect(await backupData(dir, join(away, 'copy'))).toEqual([{ place: '', copied: 1, missing: [] }])
  await store.insertThread(later, [])
  await store.close()

  const copy = await openStore({ path: join(away, 'copy/clew.db') })
  expect(await copy.getThread(thread.id)).toEqual(thread)
  expect(await copy.getThread(later.id)).toBeUndefined()
  await copy.close()
  const file = await (await openLocalBytes(join(away, 'copy/files'))).read('file-1')
  expect(await new Response(file).text()).toBe('kept')
  expect((await readdir(join(away, 'copy'))).toSorted()).toEqual([
    'clew.db',
    'files',
    'server.lock',
  ])
  for (const folder of ['copy', 'copy/files']) {
    expect((await stat(join(away, folder))).mode & 0o777).toBe(0o700)
  }
})

test('a file that comes while the database is copied is in the copy', async () => {
  await newData()
  const bytes = await openLocalBytes(join(dir, 'files'))
  await bytes.write('file-1', new Blob(['before']).stream(), 100)
  const copied = await backupData(dir, join(away, 'copy'), async (from, to) => {
    await bytes.write('file-2', new Blob(['meanwhile']).stream(), 100)
    await copyDatabase(from, to)
  })
  expect(copied).toEqual([{ place: '', copied: 2, missing: [] }])
  expect(await readFile(join(away, 'copy/files/file-2'), 'utf8')).toBe('meanwhile')
  expect((await readdir(join(away, 'copy/files'))).toSorted()).toEqual(['file-1', 'file-2'])
})

const newFiles = async (...ids: string[]) => {
  const store = await openStore({ path: join(dir, 'clew.db') })
  const bytes = await openLocalBytes(join(dir, 'files'))
  for (const id of ids) {
    await bytes.write(id, new Blob([id]).stream(), 100)
    await store.insertFile(buildFile({ id }))
  }
  return { store, bytes }
}
const clewBackup = () => {
  const main = join(import.meta.dirname, '../main.ts')
  const command = [main, 'backup', '--data', dir, join(away, 'copy')]
  return spawnSync(process.execPath, command, { encoding: 'utf8', cwd: dir })
}

test('files whose bytes are missing are named, and the rest is copied', async () => {
  const { store, bytes } = await newFiles('file-1', 'file-2', 'file-3', 'file-4', 'file-5')
  await store.close()
  for (const id of ['file-1', 'file-2', 'file-4', 'file-5']) await bytes.delete(id)
  const { status, stdout, stderr } = clewBackup()
  expect(stdout).toBe(`Copied the database and 1 file to ${join(away, 'copy')}\n`)
  expect(stderr).toMatch(
    /^clew: this is no full copy: the bytes of 4 files are missing \(file-1, file-2, file-4 and 1 more\) in .*files\. The rest is in .*copy, with which a server starts\.\n$/,
  )
  expect(status).toBe(1)
  expect(await readdir(join(away, 'copy/files'))).toEqual(['file-3'])
  await (await openStore({ path: join(away, 'copy/clew.db') })).close()
})

test('where the folder of files is gone, each of them is missing', async () => {
  await (await newFiles('file-1')).store.close()
  await rm(join(dir, 'files'), { recursive: true })
  expect(await backupData(dir, join(away, 'copy'))).toEqual([
    { place: '', copied: 0, missing: ['file-1'] },
  ])
})

test('a file that comes and goes while the database is copied is not missing', async () => {
  const { store, bytes } = await newFiles('file-1')
  const backup = await backupData(dir, join(away, 'copy'), async (from, to) => {
    await bytes.write('file-2', new Blob(['short']).stream(), 100)
    await store.insertFile(buildFile({ id: 'file-2' }))
    await copyDatabase(from, to)
    await store.deleteFile('file-2')
    await bytes.delete('file-2')
  })
  expect(backup).toEqual([{ place: '', copied: 1, missing: [] }])
  await store.close()
})

test('nothing to copy, and a copy over data, are refused', async () => {
  await expect(backupData(join(dir, 'none'), join(away, 'copy'))).rejects.toThrow('no data in')
  await newData()
  await mkdir(join(away, 'other'))
  await writeFile(join(away, 'other/clew.db'), '')
  await expect(backupData(dir, join(away, 'other'))).rejects.toThrow('holds data already')
})

test('the data folder itself, by any name, and what lies in it are no place for a copy', async () => {
  await newData()
  await symlink(dir, `${dir}-link`)
  for (const itself of [dir, `${dir}/.`, `${dir}-link`]) {
    await expect(backupData(dir, itself)).rejects.toThrow(
      new SettingError(`${itself} is the data folder itself; name another folder.`),
    )
  }
  await rm(`${dir}-link`)
  for (const inside of ['inner', 'inner/copy', 'files', 'files/copy']) {
    await expect(backupData(dir, join(dir, inside))).rejects.toThrow(
      new SettingError(
        `${join(dir, inside)} lies in the data folder, which it is to be a copy of; name a folder elsewhere.`,
      ),
    )
  }
  expect(await readdir(dir)).toEqual(['clew.db'])
})

test('of two copies into one folder the second is refused, and the first is whole', async () => {
  await newData()
  const bytes = await openLocalBytes(join(dir, 'files'))
  await bytes.write('file-1', new Blob(['kept']).stream(), 100)
  const copy = join(away, 'copy')
  let second: unknown
  await backupData(dir, copy, async (from, to) => {
    second = await backupData(dir, copy).catch((error: unknown) => error)
    await copyDatabase(from, to)
  })
  expect(second).toEqual(
    new SettingError(
      `another backup, or a server, is using ${copy}; wait until it is done, or name another folder.`,
    ),
  )
  await (await openStore({ path: join(copy, 'clew.db') })).close()
  expect(await readFile(join(copy, 'files/file-1'), 'utf8')).toBe('kept')
  await expect(backupData(dir, copy)).rejects.toThrow('holds data already')
})

test('two begun at once leave one whole copy', async () => {
  await newData()
  const copy = join(away, 'copy')
  const both = await Promise.allSettled([backupData(dir, copy), backupData(dir, copy)])
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await (await openStore({ path: join(copy, 'clew.db') })).close()
})

test('a folder without a name is refused', () => {
  const main = join(import.meta.dirname, '../main.ts')
  const command = [main, 'backup', '--data', dir, '']
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', cwd: dir })
  expect(stderr).toMatch(/^clew: name one folder\.\n\nUsage: clew backup/)
  expect(status).toBe(1)
})

test('a copy that breaks off is none, and the next one goes on from it', async () => {
  await newData()
  const bytes = await openLocalBytes(join(dir, 'files'))
  await bytes.write('file-1', new Blob(['kept']).stream(), 100)
  const copy = join(away, 'copy')
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
  })
  const broken = backupData(dir, copy, async (_, to) => {
    await writeFile(to, 'half')
    throw full
  })
  await expect(broken).rejects.toThrow(/^no backup was made: ENOSPC.* room in .*copy/)
  await expect(broken).rejects.toThrow(SettingError)
  expect(await readdir(copy)).toEqual(['files', 'server.lock'])
  // What a killed one leaves is not taken for whole.
  await writeFile(join(copy, 'clew.db.partial'), 'half')
  await mkdir(join(copy, 'files/.incoming'))
  await writeFile(join(copy, 'files/.incoming/file-1'), 'ke')
  await rm(join(copy, 'files/file-1'))
  expect(await backupData(dir, copy)).toEqual([{ place: '', copied: 1, missing: [] }])
  await (await openStore({ path: join(copy, 'clew.db') })).close()
  expect(await readFile(join(copy, 'files/file-1'), 'utf8')).toBe('kept')
  expect((await readdir(copy)).toSorted()).toEqual(['clew.db', 'files', 'server.lock'])
})

test.each<[string, (whole: Buffer) => Uint8Array, RegExp]>([
  [
    'text',
    () => Buffer.from('no database '.repeat(1000)),
    /clew\.db is not a database; put a backup in its place/,
  ],
  ['nothing', () => Buffer.alloc(0), /clew\.db is not a Clew database\./],
  ['half of one', (whole) => whole.subarray(0, whole.length / 2), /clew\.db is damaged; put/],
  ['zeros in it', (whole) => whole.fill(0, 4096 * 12, 4096 * 14), /clew\.db is damaged; put/],
])('a database that is %s is not copied, and said so', async (_, damage, words) => {
  await newData()
  const path = join(dir, 'clew.db')
  await writeFile(path, damage(await readFile(path)))
  const failed = backupData(dir, join(away, 'copy'))
  await expect(failed).rejects.toThrow(words)
  await expect(failed).rejects.toThrow(SettingError)
  await expect(failed).rejects.toThrow(/^no backup was made: /)
  expect(await readdir(join(away, 'copy'))).toEqual(['files', 'server.lock'])
})

test('where the folder cannot be held, that is said', async () => {
  await newData()
  await mkdir(join(away, 'copy/server.lock'), { recursive: true })
  const failed = backupData(dir, join(away, 'copy'))
  await expect(failed).rejects.toThrow(/^no backup was made: unable to open .* may write there/)
  await expect(failed).rejects.toThrow(SettingError)
})

test.skipIf(!existsSync('/proc/self'))('where no folder can be made, that is said', async () => {
  await newData()
  await expect(backupData(dir, '/proc/clew/copy')).rejects.toThrow(/^no backup was made: ENOENT/)
})

/** A process whose files may not grow is to it the same as a disk without room. */
const canLimit = spawnSync('prlimit', ['--version']).status === 0
test.skipIf(!canLimit)(
  'a disk without room is told in a sentence, and no copy is left',
  async () => {
    await newData()
    const main = join(import.meta.dirname, '../main.ts')
    const command = [process.execPath, main, 'backup', '--data', dir, join(away, 'copy')]
    const { status, stderr } = spawnSync('prlimit', ['--fsize=20480', ...command], {
      encoding: 'utf8',
    })
    expect(stderr).toMatch(/^clew: no backup was made: .*\n$/)
    expect(status).toBe(1)
    expect(await readdir(join(away, 'copy'))).toEqual(['files', 'server.lock'])
  },
)

const addMirror = async (name: string) => {
  const folder = join(dir, 'upstreams', name)
  await mkdir(join(folder, 'files'), { recursive: true })
  const store = await openStore({ path: join(folder, 'clew.db') })
  const thread = buildThread()
  await store.putMirrored({ threads: [thread], files: [buildFile()] })
  return { folder, thread, store }
}
const threadIn = async (folder: string, id: string) => {
  const copy = await openStore({ path: join(folder, 'clew.db') })
  const thread = await copy.getThread(id)
  await copy.close()
  return thread
}

test('copies of other servers are copied too, also while they are open, each told', async () => {
  const { store, bytes } = await newFiles('file-1')
  const [one, two] = [await addMirror('a.example'), await addMirror('b.example_8484')]
  const later = buildThread()
  const { status, stdout, stderr } = clewBackup()
  await one.store.putMirrored({ threads: [later] })
  for (const each of [store, one.store, two.store]) await each.close()
  const copy = join(away, 'copy')
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).toBe(
    `Copied the database and 1 file to ${copy}\n` +
      `Copied the database and 0 files of upstreams/a.example to ${copy}/upstreams/a.example\n` +
      `Copied the database and 0 files of upstreams/b.example_8484 to ${copy}/upstreams/b.example_8484\n`,
  )
  expect((await readdir(copy)).toSorted()).toEqual(['clew.db', 'files', 'server.lock', 'upstreams'])
  expect(await threadIn(join(copy, 'upstreams/a.example'), one.thread.id)).toEqual(one.thread)
  expect(await threadIn(join(copy, 'upstreams/a.example'), later.id)).toBeUndefined()
  expect(await threadIn(join(copy, 'upstreams/b.example_8484'), two.thread.id)).toEqual(two.thread)
  expect(await bytes.read('file-1')).toBeDefined()
  for (const folder of ['upstreams', 'upstreams/a.example', 'upstreams/a.example/files']) {
    expect((await stat(join(copy, folder))).mode & 0o777).toBe(0o700)
  }
})

test('a folder that holds copies of other servers alone is backed up, once', async () => {
  const { store, thread, folder } = await addMirror('a.example')
  await store.close()
  await writeFile(join(folder, 'upstream.txt'), 'https://a.example/v1\n')
  // Of a server that never answered.
  await mkdir(join(dir, 'upstreams/b.example'))
  const copy = join(away, 'copy')
  const place = 'upstreams/a.example'
  expect(await backupData(dir, copy)).toEqual([{ place, copied: 0, missing: [] }])
  expect((await readdir(copy)).toSorted()).toEqual(['server.lock', 'upstreams'])
  expect(await readdir(join(copy, 'upstreams'))).toEqual(['a.example'])
  expect(await threadIn(join(copy, place), thread.id)).toEqual(thread)
  // It is the copy of the same server.
  expect(await readFile(join(copy, place, 'upstream.txt'), 'utf8')).toBe('https://a.example/v1\n')
  await expect(backupData(dir, copy)).rejects.toThrow('holds data already')
})

test('of a copy of another server, and of a backup of it, no bytes are missing but of files that it got since', async () => {
  const { store, folder } = await addMirror('a.example')
  const [first, second] = [join(away, 'first'), join(away, 'second')]
  expect(await backupData(folder, first)).toEqual([{ place: '', copied: 0, missing: [] }])
  expect(await backupData(first, second)).toEqual([{ place: '', copied: 0, missing: [] }])
  // By a server that was started on it.
  await store.insertFile(buildFile({ id: 'file-own' }))
  await store.close()
  expect(await backupData(dir, join(away, 'third'))).toEqual([
    { place: 'upstreams/a.example', copied: 0, missing: ['file-own'] },
  ])
})

test('a copy that breaks off after some of its databases is none, and the next one begins them anew', async () => {
  await newData()
  const { store } = await addMirror('a.example')
  const copy = join(away, 'copy')
  const broken = backupData(dir, copy, async (from, to) => {
    await copyDatabase(from, to)
    if (from === join(dir, 'clew.db')) throw Object.assign(new Error('EIO'), { code: 'EIO' })
  })
  await expect(broken).rejects.toThrow(/^no backup was made: EIO/)
  expect(await readdir(copy)).toEqual(['files', 'server.lock'])
  // What a killed one leaves.
  await mkdir(join(copy, 'upstreams.partial/gone.example'), { recursive: true })
  const later = buildThread()
  await store.putMirrored({ threads: [later] })
  await store.close()
  expect(await backupData(dir, copy)).toHaveLength(2)
  expect(await readdir(join(copy, 'upstreams'))).toEqual(['a.example'])
  expect(await threadIn(join(copy, 'upstreams/a.example'), later.id)).toEqual(later)
  expect((await readdir(copy)).toSorted()).toEqual(['clew.db', 'files', 'server.lock', 'upstreams'])
})

test('a copy of another server that is damaged, or lost its database, leaves no backup', async () => {
  await newData()
  const { store, folder } = await addMirror('a.example')
  await store.close()
  await writeFile(join(folder, 'clew.db'), 'no database '.repeat(1000))
  const copy = join(away, 'copy')
  await expect(backupData(dir, copy)).rejects.toThrow(/a\.example\/clew\.db is not a database/)
  expect(await readdir(copy)).toEqual(['server.lock'])
  await rm(join(folder, 'clew.db'))
  await writeFile(join(folder, 'files/file-1'), 'kept')
  await expect(backupData(dir, copy)).rejects.toThrow(
    /a\.example\/clew\.db is missing or empty, though there are files beside it/,
  )
})
