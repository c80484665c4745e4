import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { StoreFull } from '#server/refusals/failures.ts'
import { actingAs } from '#server/store/actor.ts'
import type { StoreChange } from '#server/store/store.ts'

import { Database } from './database.ts'
import { Writer } from './writer.ts'

let db: Database
let heard: StoreChange[]
let syncs: { done: () => void; fail: (error: Error) => void }[]

const putOnRecord = (change: StoreChange, actor: string) => {
  if ('thread_id' in change) db.run('INSERT INTO record VALUES (?, ?)', change.thread_id, actor)
}
const record = () => db.all('SELECT word, actor FROM record ORDER BY rowid')

/** A writer whose syncs end when the test says so. */
const slowWriter = (): Writer =>
  new Writer(
    db,
    () => new Promise((done, fail) => syncs.push({ done, fail })),
    (change) => heard.push(change),
    putOnRecord,
  )
const writer = (): Writer =>
  new Writer(
    db,
    async () => undefined,
    (change) => heard.push(change),
    putOnRecord,
  )

beforeEach(() => {
  db = new Database(':memory:')
  db.exec('CREATE TABLE words (word TEXT PRIMARY KEY) STRICT')
  db.exec('CREATE TABLE record (word TEXT NOT NULL, actor TEXT NOT NULL) STRICT')
  heard = []
  syncs = []
})
afterEach(() => db.close())

const words = (): string[] =>
  db.all<{ word: string }>('SELECT word FROM words ORDER BY rowid').map(({ word }) => word)
const insert = (word: string) => (emit: (change: StoreChange) => void) => {
  db.run('INSERT INTO words VALUES (?)', word)
  emit({ type: 'thread.created', thread_id: word })
  return word.toUpperCase()
}
/** The next turn of the event loop but one: the transaction of this turn is over. */
const committed = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}

test('what is kept is on record in the same transaction, and nothing else is', async () => {
  const { write } = writer()
  const failing = write((emit) => {
    insert('lost')(emit)
    throw new Error('changed its mind')
  })
  await Promise.allSettled([write(insert('a')), failing, actingAs('key', () => write(insert('b')))])
  expect(record()).toEqual([
    { word: 'a', actor: 'server' },
    { word: 'b', actor: 'key' },
  ])
})

test('a change that cannot be put on record is not made', async () => {
  db.exec('DROP TABLE record')
  const { write } = writer()
  await expect(write(insert('a'))).rejects.toThrow('no such table')
  expect(words()).toEqual([])
  expect(heard).toEqual([])
})

test('writes of one turn are one transaction; one that fails undoes itself alone', async () => {
  const { write } = writer()
  const outcomes = await Promise.allSettled([
    write(insert('a')),
    write((emit) => {
      insert('lost')(emit)
      throw new Error('changed its mind')
    }),
    write(insert('a')),
    write(insert('b')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect(outcomes[0]).toMatchObject({ value: 'A' })
  expect(outcomes[1]).toMatchObject({ reason: new Error('changed its mind') })
  expect(words()).toEqual(['a', 'b'])
  expect(heard).toEqual(['a', 'b'].map((thread_id) => ({ type: 'thread.created', thread_id })))
})

test('nothing is acknowledged before it is synced, and one sync does for all that waited', async () => {
  const { write } = slowWriter()
  const settled: string[] = []
  const ask = (word: string) => write(insert(word)).then((value) => settled.push(value))
  const first = ask('a')
  await committed()
  expect(words()).toEqual(['a'])
  const later = [ask('b'), ask('c')]
  await committed()
  expect(words()).toEqual(['a', 'b', 'c'])
  expect([settled, heard, syncs.length]).toEqual([[], [], 1])

  syncs[0]?.done()
  await first
  expect(settled).toEqual(['A'])
  await committed()
  expect(syncs).toHaveLength(2)
  syncs[1]?.done()
  await Promise.all(later)
  expect(settled).toEqual(['A', 'B', 'C'])
})

test('after a failed sync nothing is promised any more', async () => {
  const { write } = slowWriter()
  const first = write(insert('a'))
  await committed()
  syncs[0]?.fail(new Error('EIO'))
  await expect(first).rejects.toBeInstanceOf(StoreFull)
  await expect(write(insert('b'))).rejects.toMatchObject({ reason: 'EIO' })
  expect(words()).toEqual(['a'])
  expect(heard).toEqual([])
})

test('a full disk refuses what does not fit, keeps nothing half, and takes what fits', async () => {
  const { write } = writer()
  await write(insert('before'))
  db.exec('PRAGMA max_page_count = 12')
  const large = (word: string) =>
    write((emit) => {
      insert(word)(emit)
      insert(word + 'x'.repeat(100_000))(emit)
    })
  const outcomes = await Promise.allSettled([
    write(insert('small')),
    large('one'),
    write(insert('little')),
    large('two'),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'rejected',
  ])
  expect(outcomes[1]).toMatchObject({ reason: expect.any(StoreFull) })
  expect(words()).toEqual(['before', 'small', 'little'])
  expect(heard).toHaveLength(3)

  db.exec('PRAGMA max_page_count = 1000')
  await large('three')
  expect(words()).toHaveLength(5)
})

test('a long queue is cut into transactions, and others get their turn', async () => {
  const { write } = writer()
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      write((emit) => {
        const end = performance.now() + 2
        while (performance.now() < end) continue
        return insert(String(index))(emit)
      }),
    ),
  )
  clearInterval(counting)
  expect(words()).toHaveLength(30)
  expect(turns).toBeGreaterThan(3)
})

test('a lock that another process keeps is told, and writes go on once it is let go of', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'clew-held-')), 'clew.db')
  const [own, other] = [new Database(path), new Database(path)]
  own.exec('CREATE TABLE words (word TEXT PRIMARY KEY) STRICT')
  const synced = async () => undefined
  const held = new Writer(
    own,
    synced,
    () => undefined,
    () => undefined,
    { giveUpMs: 20 },
  )
  const write = () => held.write(() => own.run(`INSERT INTO words VALUES ('hello')`))
  other.exec('BEGIN IMMEDIATE')
  await expect(write()).rejects.toMatchObject({ status: 503, code: 'database_locked' })
  other.exec('COMMIT')
  await write()
  expect(other.all('SELECT word FROM words')).toEqual([{ word: 'hello' }])
  own.close()
  other.close()
  rmSync(dirname(path), { recursive: true })
})

test('drain waits for all that was asked for', async () => {
  const all = writer()
  for (let index = 0; index < 100; index++) void all.write(insert(String(index)))
  await all.drain()
  expect(words()).toHaveLength(100)
  expect(heard).toHaveLength(100)
})
