import { afterEach, beforeEach, expect, test } from 'vitest'

import { KillableServer } from '#testing/killable-server.ts'

let server: KillableServer
beforeEach(() => {
  server = new KillableServer()
})
afterEach(() => server.remove())

type Client = Awaited<ReturnType<KillableServer['start']>>

const once = (key: string) => ({ headers: { 'Idempotency-Key': key } })

/** Makes one of each, with a key of its own. */
const make = async ({ beta, files }: Client, threadId: string, assistantId: string) => {
  const thread = await beta.threads.create({ metadata: { a: 'b' } }, once('key-thread'))
  const message = { role: 'user' as const, content: 'Hi' }
  const made = await beta.threads.messages.create(threadId, message, once('key-message'))
  const run = await beta.threads.createAndRun(
    { assistant_id: assistantId, thread: { messages: [message] } },
    once('key-run'),
  )
  const content = new File(['text'], 'a.txt')
  const file = await files.create({ file: content, purpose: 'assistants' }, once('key-file'))
  return { thread: thread.id, message: made.id, run: run.id, file: file.id }
}

test('kill -9 after the answer: the same key is answered with the same object, and nothing is made twice', async () => {
  const first = await server.start()
  const assistant = await first.beta.assistants.create({ model: 'scripted' })
  const thread = await first.beta.threads.create()
  const made = await make(first, thread.id, assistant.id)
  await server.kill()

  const second = await server.start()
  expect(await make(second, thread.id, assistant.id)).toEqual(made)
  expect((await second.beta.threads.messages.list(thread.id)).data).toHaveLength(1)
  expect((await second.files.list()).data).toHaveLength(1)
  const other = second.beta.threads.create({ metadata: { a: 'c' } }, once('key-thread'))
  await expect(other).rejects.toMatchObject({ status: 400, code: 'idempotency_key_reused' })
})
