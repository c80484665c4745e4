import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type OpenAI from 'openai'
import { APIError, InternalServerError, toFile } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'

/*
 * The system is told that no file of the server may grow: to a process that is the same as a disk
 * without room, and unlike one it can be had anywhere.
 */
const canLimit = spawnSync('prlimit', ['--version']).status === 0
const limitFiles = (pid: number, bytes: number | 'unlimited') => {
  const { status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`])
  if (status !== 0) throw new Error(String(stderr))
}

/** Longest that a run may take to be settled once there is room. */
const SETTLE_MS = 45_000

let server: KillableServer
let client: OpenAI
beforeEach(async () => {
  server = new KillableServer()
  client = await server.start()
})
afterEach(() => server.remove())

const health = async () => (await fetch(client.baseURL.replace(/\/v1$/, '/healthz'))).status
const upload = (text: string) => async () =>
  client.files.create({ file: await toFile(Buffer.from(text), 'a.txt'), purpose: 'user_data' })

const refusal = async (ask: () => Promise<unknown>): Promise<APIError> => {
  const error: unknown = await ask().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof APIError) return error
  throw new Error(`not refused: ${String(error)}`)
}

test.skipIf(!canLimit)(
  'a full disk: writes are refused and said so, nothing breaks, and all goes on when there is room',
  async () => {
    const { threads, assistants } = client.beta
    const assistant_id = (await assistants.create({ model: 'scripted' })).id
    const thread_id = (await threads.create({})).id
    const say = (content: string) => () =>
      threads.messages.create(thread_id, { role: 'user', content })
    const kept = await say('Before')()
    const file = await upload('before')()
    expect(await health()).toBe(200)

    // A run is under way when the disk fills up.
    const busy = await threads.create({ messages: [{ role: 'user', content: 'Tell me.' }] })
    const stream = await threads.runs.create(busy.id, { assistant_id, stream: true })
    const seen: string[] = []
    let runId = ''
    const watching = (async () => {
      for await (const { event, data } of stream) {
        seen.push(event)
        if (event === 'thread.run.created') runId = data.id
        if (event === 'thread.message.delta') limitFiles(server.pid, 4096)
      }
    })()
    // Its reader is told, rather than left waiting.
    await expect(watching).rejects.toThrow('no room left')

    for (const ask of [say('Lost'), upload('x'.repeat(100_000)), () => threads.create({})]) {
      const error = await refusal(ask)
      expect(error).toBeInstanceOf(InternalServerError)
      expect(error.status).toBe(507)
      expect(error).toMatchObject({ code: 'insufficient_storage', type: 'server_error' })
      expect(error.headers?.get('x-should-retry')).toBe('false')
    }
    expect(await health()).toBe(503)
    expect((await threads.messages.list(thread_id)).data.map(({ id }) => id)).toEqual([kept.id])

    limitFiles(server.pid, 'unlimited')
    await expect.poll(health, { timeout: SETTLE_MS }).toBe(200)
    const later = await say('After')()
    expect((await client.files.list()).data.map(({ id }) => id)).toEqual([file.id])
    const end = performance.now() + SETTLE_MS
    let run = await threads.runs.retrieve(runId, { thread_id: busy.id })
    while (run.status === 'in_progress' && performance.now() < end) {
      run = await threads.runs.retrieve(runId, { thread_id: busy.id })
    }
    expect(run).toMatchObject({ status: 'failed', last_error: { code: 'server_error' } })
    await threads.messages.create(busy.id, { role: 'user', content: 'Free?' })

    await server.kill()
    client = await server.start()
    const { data } = await client.beta.threads.messages.list(thread_id, { order: 'asc' })
    expect(data.map(({ id }) => id)).toEqual([kept.id, later.id])
    await server.kill()
    const db = new DatabaseSync(join(server.dir, 'clew.db'))
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    db.close()
  },
  60_000,
)
