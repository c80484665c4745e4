import { createReadStream } from 'node:fs'
import { connect } from 'node:net'

import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { MAX_MESSAGE_CHARACTERS } from '#contract/limits.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { SDKS } from '#testing/sdks.ts'
import { type Served, serveApp } from '#testing/serve.ts'

/** What is long goes through one of them. */
const NEWEST = SDKS.at(-1)?.major

describe.each(SDKS)('the SDK, $version', ({ major, sdk }) => {
  const testOnce = major === NEWEST ? test : () => undefined

  const { AuthenticationError, BadRequestError, NotFoundError, PermissionDeniedError, toFile } = sdk
  let app: TestApp
  let served: Served
  let client: OpenAI
  beforeAll(async () => {
    app = await newTestApp()
    served = await serveApp(app.app)
    client = new sdk.OpenAI({ apiKey: 'sk-any', baseURL: `${served.url}/v1`, maxRetries: 0 })
  })
  afterAll(async () => {
    await served.close()
    await app.close()
  })

  /** Walks every page of a list, as users of the SDK do. */
  const walk = async <T extends { id: string }>(pages: AsyncIterable<T>): Promise<string[]> => {
    const ids: string[] = []
    for await (const { id } of pages) ids.push(id)
    return ids
  }

  describe('assistants', () => {
    test('from creation to deletion', async () => {
      const { assistants } = client.beta
      const made = await assistants.create({
        model: 'gpt-4',
        name: 'Clerk',
        tools: [{ type: 'code_interpreter' }],
      })
      expect(made._request_id).toMatch(/^req_/)
      expect(await assistants.retrieve(made.id)).toMatchObject({ id: made.id, name: 'Clerk' })
      expect(await assistants.update(made.id, { metadata: { a: 'b' } })).toMatchObject({
        name: 'Clerk',
        metadata: { a: 'b' },
      })
      expect(await walk(assistants.list())).toContain(made.id)
      expect(await assistants.delete(made.id)).toMatchObject({ deleted: true })
      await expect(assistants.retrieve(made.id)).rejects.toThrow(NotFoundError)
    })
  })

  describe('threads', () => {
    test('from creation to deletion', async () => {
      const { threads } = client.beta
      const empty = await threads.create()
      expect(empty).toMatchObject({ metadata: {}, tool_resources: {} })
      const thread = await threads.create({
        messages: [{ role: 'user', content: 'hi' }],
        metadata: { a: 'b' },
      })
      expect(await threads.retrieve(thread.id)).toMatchObject({ metadata: { a: 'b' } })
      expect(await threads.update(thread.id, { metadata: { c: 'd' } })).toMatchObject({
        metadata: { c: 'd' },
      })
      expect(await threads.delete(thread.id)).toMatchObject({ deleted: true })
    })

    test('our list, by the SDK’s own means', async () => {
      const thread = await client.beta.threads.create({ metadata: { list: 'me' } })
      const page = await client.get('/threads', {
        query: { metadata: { list: 'me' }, include: ['summary'], order_by: 'last_active_at' },
        headers: { 'OpenAI-Beta': 'assistants=v2' },
      })
      expect(page).toMatchObject({ data: [{ id: thread.id, summary: { message_count: 0 } }] })
    })
  })

  describe('messages', () => {
    test('from creation to deletion', async () => {
      const { messages } = client.beta.threads
      const thread = await client.beta.threads.create()
      const image = await client.files.create({
        file: await toFile(new Uint8Array([1, 2, 3]), 'a.png'),
        purpose: 'vision',
      })
      const made = await messages.create(thread.id, {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_file', image_file: { file_id: image.id, detail: 'high' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
        ],
        attachments: [{ file_id: image.id, tools: [{ type: 'code_interpreter' }] }],
      })
      const at = { thread_id: thread.id }
      expect(await messages.retrieve(made.id, at)).toEqual(
        expect.objectContaining({ content: made.content }),
      )
      expect(await messages.update(made.id, { ...at, metadata: { a: 'b' } })).toMatchObject({
        metadata: { a: 'b' },
      })
      expect(await messages.delete(made.id, at)).toMatchObject({ deleted: true })
      await expect(messages.retrieve(made.id, at)).rejects.toThrow(
        `No message found with id '${made.id}'.`,
      )
    })

    test('walking pages: both orders, from a cursor on, up to a cursor', async () => {
      const { messages } = client.beta.threads
      const thread = await client.beta.threads.create()
      const ids: string[] = []
      for (let at = 0; at < 23; at += 1) {
        ids.push((await messages.create(thread.id, { role: 'user', content: `${at}` })).id)
      }
      const newest = ids.toReversed()
      const list = (query: object) => walk(messages.list(thread.id, { limit: 5, ...query }))
      expect(await list({})).toEqual(newest)
      expect(await list({ order: 'asc' })).toEqual(ids)
      expect(await list({ order: 'asc', after: ids[7] })).toEqual(ids.slice(8))
      expect(await list({ after: newest[7] })).toEqual(newest.slice(8))
      // The SDK keeps `before` and adds `after`: it has to end, with nothing twice and nothing lost.
      const page = await messages.list(thread.id, { limit: 5, order: 'asc', before: ids[12] })
      expect(page.data.map(({ id }) => id)).toEqual(ids.slice(7, 12))
      expect(await list({ order: 'asc', before: ids[12] })).toEqual(ids.slice(7, 12))
      expect(await list({ before: newest[12] })).toEqual(newest.slice(7, 12))
      expect(await list({ order: 'asc', after: ids[2], before: ids[15] })).toEqual(ids.slice(3, 15))
      expect(await list({ limit: 23 })).toEqual(newest)
      await expect(messages.list(thread.id, { after: 'msg_none' })).rejects.toThrow(NotFoundError)
    })

    testOnce(
      'walking pages that are shorter than asked for, for their messages are long',
      async () => {
        const { messages } = client.beta.threads
        const thread = await client.beta.threads.create()
        const text = 'x'.repeat(MAX_MESSAGE_CHARACTERS)
        const content = Array.from({ length: 4 }, () => ({ type: 'text' as const, text }))
        const ids: string[] = []
        for (let at = 0; at < 6; at += 1) {
          ids.push((await messages.create(thread.id, { role: 'user', content })).id)
        }
        const first = await messages.list(thread.id, { limit: 100 })
        expect(first.data.length).toBeLessThan(6)
        expect(await walk(messages.list(thread.id, { limit: 100 }))).toEqual(ids.toReversed())
        expect(await walk(messages.list(thread.id, { limit: 100, order: 'asc' }))).toEqual(ids)
      },
    )

    test('twenty clients at once write each message once', async () => {
      const { messages } = client.beta.threads
      const thread = await client.beta.threads.create()
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          messages.create(thread.id, { role: 'user', content: `${at}` }),
        ),
      )
      const walked = await walk(messages.list(thread.id, { limit: 3 }))
      expect(walked.toSorted()).toEqual(made.map(({ id }) => id).toSorted())
    })

    test('the longest text there may be', async () => {
      const thread = await client.beta.threads.create()
      const content = 'é'.repeat(256_000)
      const made = await client.beta.threads.messages.create(thread.id, { role: 'user', content })
      expect(made.content[0]).toEqual({ type: 'text', text: { value: content, annotations: [] } })
    })
  })

  describe('files', () => {
    test('from upload to deletion', async () => {
      const file = await client.files.create({
        file: createReadStream(import.meta.filename),
        purpose: 'batch',
        expires_after: { anchor: 'created_at', seconds: 3600 },
      })
      expect(file).toMatchObject({ filename: 'sdk.test.ts', expires_at: file.created_at + 3600 })
      expect(await client.files.waitForProcessing(file.id)).toMatchObject({ status: 'processed' })
      expect(await walk(client.files.list({ purpose: 'batch' }))).toEqual([file.id])
      const content = await client.files.content(file.id)
      expect(await content.text()).toContain('from upload to deletion')
      expect(await client.files.delete(file.id)).toMatchObject({ object: 'file', deleted: true })
    })

    testOnce(
      'a large one goes through without being held',
      async () => {
        const megabyte = new Uint8Array(1024 * 1024).fill(7)
        const file = await client.files.create({
          file: new File(
            Array.from({ length: 48 }, () => megabyte),
            'large.bin',
          ),
          purpose: 'vision',
        })
        expect(file.bytes).toBe(48 * 1024 * 1024)
        const content = await client.files.content(file.id)
        expect((await content.arrayBuffer()).byteLength).toBe(file.bytes)
        // Nearly a hundred megabytes through both ends in one process: a busy machine takes its time.
      },
      30_000,
    )

    test('what is kept back', async () => {
      const file = await client.files.create({
        file: await toFile(Buffer.from('a'), 'a'),
        purpose: 'assistants',
      })
      await expect(client.files.content(file.id)).rejects.toThrow(
        'Not allowed to download files of purpose: assistants',
      )
    })

    test('an upload that breaks off leaves nothing', async () => {
      const before = await walk(client.files.list())
      const { port } = new URL(served.url)
      const socket = connect(Number(port), '127.0.0.1')
      const closed = new Promise((resolve) => socket.on('close', resolve))
      socket.write(
        [
          'POST /v1/files HTTP/1.1',
          'Host: 127.0.0.1',
          'Authorization: Bearer x',
          'Content-Type: multipart/form-data; boundary=b',
          'Content-Length: 1000000',
          '',
          '--b',
          'Content-Disposition: form-data; name="file"; filename="a"',
          '',
          'half',
        ].join('\r\n'),
        () => socket.resetAndDestroy(),
      )
      await closed
      expect(await walk(client.files.list())).toEqual(before)
    })
  })

  test('models', async () => {
    const [model] = (await client.models.list()).data
    expect(await client.models.retrieve(model?.id ?? '')).toEqual(
      expect.objectContaining({ id: model?.id }),
    )
    // The script answers under any name.
    expect(await client.models.retrieve('gpt-4o')).toMatchObject({ id: 'gpt-4o' })
    await expect(client.models.delete('none')).rejects.toThrow(NotFoundError)
  })

  describe('refusals reach the SDK as its own errors', () => {
    test('with their text, code, parameter and request id', async () => {
      const thread = await client.beta.threads.create()
      const sent = client.beta.threads.messages.create(thread.id, {
        // @ts-expect-error what no type allows, code in the wild sends
        role: 'system',
        content: 'x',
      })
      const error = await sent.catch((refusal: unknown) => refusal)
      expect(error).toBeInstanceOf(BadRequestError)
      expect(error).toMatchObject({
        status: 400,
        message: "400 Invalid value: 'system'. Supported values are: 'user' and 'assistant'.",
        code: 'invalid_value',
        param: 'role',
        type: 'invalid_request_error',
        requestID: expect.stringMatching(/^req_[0-9a-f]{32}$/),
      })
    })

    test('a body too large is refused while it is being sent', async () => {
      const thread = await client.beta.threads.create()
      const content = 'x'.repeat(40 * 1024 * 1024)
      await expect(
        client.beta.threads.messages.create(thread.id, { role: 'user', content }),
      ).rejects.toMatchObject({ status: 413 })
    })

    test('ids that cannot be', async () => {
      await expect(client.beta.threads.retrieve('undefined')).rejects.toThrow(
        "400 Invalid 'thread_id': 'undefined'. Expected an ID that begins with 'thread'.",
      )
    })

    test('no key, or a page of another origin', async () => {
      const nobody = new sdk.OpenAI({ apiKey: ' ', baseURL: `${served.url}/v1`, maxRetries: 0 })
      await expect(nobody.models.list()).rejects.toThrow(AuthenticationError)
      await expect(
        client.models.list({ headers: { origin: 'https://evil.example' } }),
      ).rejects.toThrow(PermissionDeniedError)
    })

    test('an unknown path', async () => {
      await expect(client.get('/_stainless_unknown_path')).rejects.toThrow(NotFoundError)
    })
  })
})
