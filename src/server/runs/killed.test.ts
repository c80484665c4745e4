import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import OpenAI from 'openai'
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

test('kill -9 in mid-run: after the next start the run is over, its text kept, its thread free', async () => {
  const first = await startServer()
  const assistant = await first.beta.assistants.create({ model: 'scripted' })
  const stream = await first.beta.threads.createAndRun({
    assistant_id: assistant.id,
    stream: true,
    thread: { messages: [{ role: 'user', content: 'Where is my order?' }] },
  })
  let read = ''
  let place = { thread_id: '', run_id: '' }
  const reading = (async () => {
    for await (const { event, data } of stream) {
      if (event === 'thread.run.created') place = { thread_id: data.thread_id, run_id: data.id }
      if (event !== 'thread.message.delta') continue
      const [part] = data.delta.content ?? []
      if (part?.type === 'text') read += part.text?.value ?? ''
      if (read.length > 12) server.kill('SIGKILL')
    }
  })()
  await Promise.all([once(server, 'exit'), reading.catch(() => undefined)])
  expect(read.length).toBeGreaterThan(12)

  const { runs, messages } = (await startServer()).beta.threads
  const { thread_id, run_id } = place
  const run = await runs.retrieve(run_id, { thread_id })
  expect(run).toMatchObject({
    status: 'failed',
    last_error: {
      code: 'server_error',
      message: 'The server stopped while the run was in progress.',
    },
  })
  const [message] = (await messages.list(thread_id)).data
  expect(message).toMatchObject({
    role: 'assistant',
    status: 'incomplete',
    incomplete_details: { reason: 'run_failed' },
  })
  const part = message?.content[0]
  const kept = part?.type === 'text' ? part.text.value : ''
  // Everything that a client has seen was durable first.
  expect(kept.slice(0, read.length)).toBe(read)
  const [step] = (await runs.steps.list(run_id, { thread_id })).data
  expect(step).toMatchObject({ status: 'failed' })
  await messages.create(thread_id, { role: 'user', content: 'Still there?' })
})
