import { expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { sweep } from '#server/files/sweep.ts'
import { refused, uploadFile, uploadForm } from '#testing/checked.ts'
import { answerOf, keyedApp } from '#testing/keyed-app.ts'

const { app, countOf, newAssistant, newThread, send, settled } = keyedApp()

test('what is repeated is made once', async () => {
  const thread = await newThread()
  const path = `/v1/threads/${thread}/messages`
  const body = { role: 'user', content: 'x' }
  for (let sent = 0; sent < 3; sent += 1) await send(path, body)
  expect(await countOf(path)).toBe(2)
  await send(path, body, 'key-2')
  await app().request('POST', path, body)
  expect(await countOf(path)).toBe(4)
})

test('a run is made once with its messages, also when it has ended since', async () => {
  const assistant_id = await newAssistant()
  const thread = await newThread()
  const path = `/v1/threads/${thread}/runs`
  const body = { assistant_id, additional_messages: [{ role: 'user', content: 'x' }] }
  const first = await answerOf('createRun', send(path, body))
  await settled(thread, first.id)
  expect(await answerOf('createRun', send(path, body))).toEqual(first)
  expect(await countOf(path)).toBe(1)
  expect(await countOf(`/v1/threads/${thread}/messages`)).toBe(3)
})

test('the first answer stands whatever became of what was made', async () => {
  const first = await answerOf('createThread', send('/v1/threads', {}))
  await app().request('DELETE', `/v1/threads/${first.id}`)
  expect(await answerOf('createThread', send('/v1/threads', {}))).toEqual(first)
  expect(await countOf('/v1/threads')).toBe(0)
})

test('a repetition checks nothing that may have changed since', async () => {
  const file_id = await uploadFile(app())
  const path = `/v1/threads/${await newThread()}/messages`
  const attachments = [{ file_id, tools: [{ type: 'code_interpreter' }] }]
  const body = { role: 'user', content: 'x', attachments }
  const first = await answerOf('createMessage', send(path, body))
  await app().request('DELETE', `/v1/files/${file_id}`)
  expect(await answerOf('createMessage', send(path, body))).toEqual(first)
})

test('a key is for one request: neither another path nor another operation takes it', async () => {
  const [a, b] = [await newThread(), await newThread()]
  const body = { role: 'user', content: 'x' }
  await send(`/v1/threads/${a}/messages`, body)
  const reused = { status: 400, code: 'idempotency_key_reused' }
  expect(await refused(send(`/v1/threads/${b}/messages`, body))).toMatchObject(reused)
  expect(await refused(send('/v1/threads', {}))).toMatchObject(reused)
})

test('a form is told by its fields, its name and its bytes', async () => {
  const file = { name: 'a.txt', content: 'one' }
  await send('/v1/files', uploadForm(file))
  const others = [
    uploadForm({ ...file, name: 'b.txt' }),
    uploadForm({ ...file, content: 'one ' }),
    uploadForm(file, { purpose: 'batch' }),
  ]
  for (const form of others) {
    expect(await refused(send('/v1/files', form))).toMatchObject({ code: 'idempotency_key_reused' })
  }
  expect(await countOf('/v1/files')).toBe(1)
})

test('a refusal keeps nothing: the key can be sent again', async () => {
  const path = '/v1/assistants'
  expect((await send(path, { model: 5 })).status).toBe(400)
  expect((await send(path, { model: 'm' })).status).toBe(200)
  const thread = await newThread()
  const run = { assistant_id: await newAssistant({ model: 'scripted-stall' }) }
  const { id } = await app().json<Run>('POST', `/v1/threads/${thread}/runs`, run)
  const message = { role: 'user', content: 'x' }
  const messages = `/v1/threads/${thread}/messages`
  expect((await send(messages, message, 'key-2')).status).toBe(400)
  await app().request('POST', `/v1/threads/${thread}/runs/${id}/cancel`)
  await settled(thread, id)
  expect((await send(messages, message, 'key-2')).headers.get('idempotent-replayed')).toBeNull()
})

test('a key holds for a day, and its answer is swept up after it', async () => {
  const first = await answerOf('createThread', send('/v1/threads', {}))
  app().clock.advance(86_399_000)
  await sweep(app().services)
  expect(await answerOf('createThread', send('/v1/threads', {}))).toEqual(first)
  app().clock.advance(1000)
  expect(await app().services.store.forgetAnswers(10)).toBe(1)
  const next = await answerOf('createThread', send('/v1/threads', {}))
  expect(next.id).not.toBe(first.id)
  app().clock.advance(86_400_000)
  await sweep(app().services)
  expect(await app().services.store.forgetAnswers(10)).toBe(0)
})

test.each(['', 'x'.repeat(256)])('no key is %j', async (key) => {
  expect(await refused(send('/v1/threads', {}, key))).toMatchObject({
    status: 400,
    code: 'invalid_value',
  })
})

test('what makes nothing heeds no key', async () => {
  const thread = await newThread()
  const modify = (value: string) =>
    send(`/v1/threads/${thread}`, { metadata: { a: value } }).then(
      (response) => response.json() as Promise<Thread>,
    )
  expect(await modify('1')).toMatchObject({ metadata: { a: '1' } })
  expect(await modify('2')).toMatchObject({ metadata: { a: '2' } })
  const { data } = await app().json<{ data: Message[] }>('GET', `/v1/threads/${thread}/messages`)
  expect(data).toHaveLength(1)
})
