import { setTimeout as sleep } from 'node:timers/promises'

import { toFile } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'

let server: KillableServer
beforeEach(() => {
  server = new KillableServer()
})
afterEach(() => server.remove())

const text = (name: string) =>
  Array.from({ length: 40_000 }, (_, at) => `Line ${at} of ${name}.`).join('\n')

test('kill -9 while files are read: the next start reads them, whole and once', async () => {
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt']
  let client = await server.start()
  const store = await client.vectorStores.create({})
  const files = await Promise.all(
    names.map(async (name) =>
      client.files.create({
        file: await toFile(Buffer.from(text(name)), name),
        purpose: 'assistants',
      }),
    ),
  )
  const file_ids = files.map(({ id }) => id)
  const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids })
  expect(batch.status).toBe('in_progress')
  const at = { vector_store_id: store.id }
  // In the middle of it: one file is done, others are not.
  let now = batch
  while (now.file_counts.completed === 0) {
    now = await client.vectorStores.fileBatches.retrieve(batch.id, at)
    // Reading has the processor meanwhile.
    await sleep(10)
  }
  expect(now.file_counts.in_progress).toBeGreaterThan(0)
  await server.kill()

  client = await server.start()
  const done = await client.vectorStores.fileBatches.poll(store.id, batch.id)
  expect(done).toMatchObject({ status: 'completed', file_counts: { completed: 4, total: 4 } })
  for (const { id, filename } of files) {
    const parts = await client.vectorStores.files.content(id, at)
    expect(parts.data.map((part) => part.text).join('')).toBe(text(filename))
  }
}, 180_000)
