import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import OpenAI, { toFile } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

const MAIN = join(import.meta.dirname, '../main.ts')

let dir: string
let server: ChildProcess
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-killed-'))
})
afterEach(() => {
  server.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const startServer = async (): Promise<OpenAI> => {
  server = spawn(process.execPath, [MAIN, '--port', '0', '--data', dir], {
    env: { PATH: process.env['PATH'], CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of server.stdout ?? []) {
    said += String(chunk)
    const url = /http:\/\/[\w.:]+/.exec(said)?.[0]
    if (url) return new OpenAI({ apiKey: 'sk-any', baseURL: `${url}/v1`, maxRetries: 0 })
  }
  throw new Error(`no server: ${said}`)
}

const text = (name: string) =>
  Array.from({ length: 40_000 }, (_, at) => `Line ${at} of ${name}.`).join('\n')

test('kill -9 while files are read: the next start reads them, whole and once', async () => {
  const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt']
  let client = await startServer()
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
  }
  expect(now.file_counts.in_progress).toBeGreaterThan(0)
  server.kill('SIGKILL')
  await once(server, 'exit')

  client = await startServer()
  const done = await client.vectorStores.fileBatches.poll(store.id, batch.id)
  expect(done).toMatchObject({ status: 'completed', file_counts: { completed: 4, total: 4 } })
  for (const { id, filename } of files) {
    const parts = await client.vectorStores.files.content(id, at)
    expect(parts.data.map((part) => part.text).join('')).toBe(text(filename))
  }
}, 60_000)
