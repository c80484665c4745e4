import { afterEach, beforeEach, expect, test } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'

let server: KillableServer
beforeEach(() => {
  server = new KillableServer()
})
afterEach(() => server.remove())

test('kill -9 in mid-run: after the next start the run is over, its text kept, its thread free', async () => {
  const first = await server.start()
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
      if (read.length > 12) await server.kill()
    }
  })()
  await reading.catch(() => undefined)
  expect(read.length).toBeGreaterThan(12)

  const { runs, messages } = (await server.start()).beta.threads
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
