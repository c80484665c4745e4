import type OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Exercised, compatibilityPage, compatibilitySummary } from '#testing/compatibility.ts'
import {
  between,
  chunking_strategy,
  codeInterpreter,
  everyRunParameter,
  include,
  metadata,
  ranking_options,
  thrice,
  tools,
  weather,
} from '#testing/every-parameter.ts'
import { type SdkServer, serveSdk } from '#testing/sdk-server.ts'
import { SDKS } from '#testing/sdks.ts'
import { expectWritten } from '#testing/written-docs.ts'

/**
 * Every operation through every SDK, first with what is required alone, then with every optional
 * parameter at once, as the SDKs' own generated suites ask; but of objects that are there.
 */
const exercised: Exercised[] = []

describe.each(SDKS)('the SDK, $version', ({ sdk, version }) => {
  let server: SdkServer
  let client: OpenAI
  let fileId: string
  let storeId: string
  let assistantId: string
  const features = new Set<string>()
  /** A test whose passing is a feature of the compatibility page. */
  const feature = (name: string, does: () => Promise<void>) =>
    test(name, async () => {
      await does()
      features.add(name)
    })

  beforeAll(async () => {
    server = await serveSdk({ sdk })
    client = server.client
    const file = await sdk.toFile(Buffer.from('# my file contents'), 'README.md')
    fileId = (await client.files.create({ file, purpose: 'assistants' })).id
    storeId = (await client.vectorStores.create({ file_ids: [fileId] })).id
    assistantId = (await client.beta.assistants.create({ model: 'gpt-4o' })).id
  })
  afterAll(async () => {
    exercised.push({ client: `openai ${version}`, operations: server.checked.seen, features })
    await server.close()
    expect(server.checked.findings()).toEqual([])
  })

  const attachments = () => {
    const attachment = { file_id: fileId, tools: [codeInterpreter, codeInterpreter] }
    return [attachment, attachment, attachment]
  }
  const files = () => [fileId, fileId, fileId]

  test('assistants', async () => {
    const { assistants } = client.beta
    const all = {
      description: 'description',
      instructions: 'instructions',
      metadata,
      name: 'name',
      reasoning_effort: 'none' as const,
      response_format: 'auto' as const,
      temperature: 1,
      tools: [codeInterpreter, codeInterpreter, codeInterpreter],
      top_p: 1,
    }
    const made = await assistants.create({
      model: 'gpt-4o',
      ...all,
      tool_resources: {
        code_interpreter: { file_ids: files() },
        file_search: { vector_stores: [{ chunking_strategy, file_ids: files(), metadata }] },
      },
    })
    expect(made).toMatchObject({ ...all, tool_resources: { code_interpreter: {} } })
    await assistants.retrieve(made.id)
    expect(await assistants.update(made.id, {})).toEqual(made)
    const resources = { file_search: { vector_store_ids: [storeId] } }
    const tool_resources = { code_interpreter: { file_ids: files() }, ...resources }
    const changed = { ...all, model: 'string', tools, tool_resources: resources }
    expect(await assistants.update(made.id, { ...changed, tool_resources })).toMatchObject(changed)
    await assistants.list()
    const ids = await thrice(() => assistants.create({ model: 'string' }))
    expect((await assistants.list(between(ids))).data.map(({ id }) => id)).toEqual([ids[1]])
    await assistants.delete(made.id)
  })

  test('threads and messages', async () => {
    const { threads } = client.beta
    await threads.create()
    const message = {
      role: 'user' as const,
      content: 'string',
      attachments: attachments(),
      metadata,
    }
    const thread = await threads.create({
      messages: [message, { ...message, role: 'assistant' }],
      metadata,
      tool_resources: {
        code_interpreter: { file_ids: files() },
        file_search: { vector_store_ids: [storeId] },
      },
    })
    await threads.retrieve(thread.id)
    expect(await threads.update(thread.id, {})).toEqual(thread)
    const tool_resources = {
      code_interpreter: { file_ids: [fileId] },
      file_search: { vector_store_ids: [storeId] },
    }
    expect(await threads.update(thread.id, { metadata, tool_resources })).toMatchObject({
      metadata,
      tool_resources,
    })
    const { messages } = threads
    const made = await messages.create(thread.id, { content: 'string', role: 'user' })
    const full = await messages.create(thread.id, message)
    expect(full).toMatchObject({ metadata, attachments: attachments() })
    const at = { thread_id: thread.id }
    expect(await messages.retrieve(made.id, at)).toMatchObject({ id: made.id })
    expect(await messages.update(made.id, at)).toEqual(made)
    expect(await messages.update(made.id, { ...at, metadata })).toMatchObject({ metadata })
    await messages.list(thread.id)
    const page = await messages.list(thread.id, {
      ...between([made.id]),
      before: full.id,
      run_id: 'run_id',
    })
    expect(page.data).toEqual([])
    await messages.delete(made.id, at)
    await threads.delete(thread.id)
  })

  const withMessages = () => ({
    additional_instructions: 'additional_instructions',
    additional_messages: [
      { content: 'string', role: 'user' as const, attachments: attachments(), metadata },
    ],
    include,
    reasoning_effort: 'none' as const,
  })

  test('runs and their steps', async () => {
    const { threads } = client.beta
    const { runs } = threads
    const thread = await threads.create()
    const at = { thread_id: thread.id }
    const ended = async (run: { id: string }) => runs.poll(run.id, at, { pollIntervalMs: 1 })
    const plain = await ended(await runs.create(thread.id, { assistant_id: assistantId }))
    const full = await runs.create(thread.id, {
      assistant_id: assistantId,
      ...everyRunParameter,
      ...withMessages(),
      stream: false,
    })
    const { truncation_strategy: _, instructions, ...echoed } = everyRunParameter
    expect(full).toMatchObject({ ...echoed, status: 'queued' })
    expect(full.instructions).toContain(instructions)
    await ended(full)
    await runs.retrieve(plain.id, at)
    expect(await runs.update(plain.id, at)).toMatchObject({ id: plain.id, metadata: {} })
    expect(await runs.update(plain.id, { ...at, metadata })).toMatchObject({ metadata })
    await runs.list(thread.id)
    const page = await runs.list(thread.id, { ...between([plain.id]), before: full.id })
    expect(page.data).toEqual([])
    const steps = (await runs.steps.list(plain.id, at)).data
    const step = steps[0]?.id ?? ''
    await runs.steps.retrieve(step, { ...at, run_id: plain.id })
    await runs.steps.retrieve(step, { ...at, run_id: plain.id, include })
    const all = { ...at, ...between([step]), before: step, include }
    expect((await runs.steps.list(plain.id, all)).data).toEqual([])
    const { id } = await threads
      .createAndRun({ assistant_id: assistantId, model: 'scripted-stall' })
      .then((run) => runs.cancel(run.id, { thread_id: run.thread_id }))
    expect(id).toMatch(/^run_/)
  })

  test('a thread and its run at once, with everything', async () => {
    const message = {
      content: 'string',
      role: 'user' as const,
      attachments: attachments(),
      metadata,
    }
    const run = await client.beta.threads.createAndRun({
      assistant_id: assistantId,
      ...everyRunParameter,
      thread: {
        messages: [message, message],
        metadata,
        tool_resources: {
          code_interpreter: { file_ids: files() },
          file_search: { vector_stores: [{ chunking_strategy, file_ids: files(), metadata }] },
        },
      },
      tool_resources: {
        code_interpreter: { file_ids: files() },
        file_search: { vector_store_ids: [storeId] },
      },
      stream: false,
    })
    expect(run).toMatchObject({ metadata, tool_choice: 'none' })
  })

  test('tool outputs', async () => {
    const { threads } = client.beta
    const assistant = { assistant_id: assistantId, tools: [weather], model: 'scripted-tools' }
    const waiting = await threads.createAndRunPoll(assistant, { pollIntervalMs: 1 })
    const [call] = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
    const at = { thread_id: waiting.thread_id }
    const outputs = (tool_outputs: { tool_call_id?: string; output?: string }[]) =>
      threads.runs.submitToolOutputs(waiting.id, { ...at, tool_outputs, stream: false })
    // What the suites send where anything will do is not what this run waits for.
    await expect(outputs([{}, {}, {}])).rejects.toThrow(sdk.BadRequestError)
    const output = { tool_call_id: call?.id ?? '', output: 'string' }
    expect(await outputs([output])).toMatchObject({ id: waiting.id })
  })

  test('files and models', async () => {
    const file = await sdk.toFile(Buffer.from('# my file contents'), 'README.md')
    const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
    const make = () => client.files.create({ file, purpose: 'vision', expires_after })
    const ids = await thrice(make)
    const [first = ''] = ids
    await client.files.retrieve(first)
    await client.files.list()
    const { before: _, ...query } = between(ids)
    const page = await client.files.list({ ...query, purpose: 'vision' })
    expect(page.data.map(({ id }) => id)).toEqual([ids[1]])
    expect(await (await client.files.content(first)).text()).toBe('# my file contents')
    await client.files.delete(first)
    const [model] = (await client.models.list()).data
    await client.models.retrieve(model?.id ?? '')
  })

  test('chat completions and embeddings', async () => {
    const messages = [{ role: 'user' as const, content: 'string' }]
    const { completions } = client.chat
    const { choices } = await completions.create({ model: 'gpt-4o', messages })
    let text = ''
    const stream = await completions.create({ model: 'gpt-4o', messages, stream: true })
    for await (const {
      choices: [choice],
    } of stream)
      text += choice?.delta.content ?? ''
    expect(text).toBe(choices[0]?.message.content)
    const asked = { model: 'text-embedding-3-small', input: ['string', 'other'] }
    const { data } = await client.embeddings.create(asked)
    expect(data.map(({ embedding }) => embedding.length)).toEqual([1536, 1536])
  })

  test('uploads', async () => {
    const { uploads } = client
    const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
    const of = { filename: 'filename', mime_type: 'mime_type', purpose: 'assistants' as const }
    const empty = await uploads.create({ ...of, bytes: 0 })
    await uploads.cancel(empty.id)
    const { id } = await uploads.create({ ...of, bytes: 12, expires_after })
    const data = await sdk.toFile(Buffer.from('Example data'), 'README.md')
    const part = await uploads.parts.create(id, { data })
    const md5 = 'c98a9d83b4e6f5dc76ae4fbb7a4d3a35'
    await expect(uploads.complete(id, { part_ids: [part.id], md5 })).rejects.toThrow(/md5/)
    const done = await uploads.complete(id, { part_ids: [part.id] })
    expect(done).toMatchObject({ status: 'completed', file: { bytes: 12 } })
  })

  test('vector stores', async () => {
    const { vectorStores } = client
    await vectorStores.create({})
    const expires_after = { anchor: 'last_active_at' as const, days: 1 }
    const all = { description: 'description', expires_after, metadata, name: 'name' }
    const { description: _, ...echoed } = all
    const made = await vectorStores.create({ ...all, chunking_strategy, file_ids: files() })
    expect(made).toMatchObject(echoed)
    await vectorStores.retrieve(made.id)
    expect(await vectorStores.update(made.id, {})).toMatchObject(echoed)
    expect(
      await vectorStores.update(made.id, { expires_after, metadata, name: 'name' }),
    ).toMatchObject(echoed)
    await vectorStores.list()
    const ids = await thrice(() => vectorStores.create({}))
    expect((await vectorStores.list(between(ids))).data.map(({ id }) => id)).toEqual([ids[1]])
    await vectorStores.search(storeId, { query: 'string' })
    await vectorStores.search(storeId, {
      query: ['string', 'file'],
      filters: { key: 'key', type: 'eq', value: 'string' },
      max_num_results: 1,
      ranking_options,
      rewrite_query: true,
    })
    await vectorStores.delete(made.id)
  })

  test('files of vector stores, alone and in batches', async () => {
    const { vectorStores } = client
    const { id } = await vectorStores.create({})
    const at = { vector_store_id: id }
    const attributes = { foo: 'string', bar: 1, baz: true }
    const options = { attributes, chunking_strategy }
    await vectorStores.files.create(id, { file_id: fileId })
    expect(await vectorStores.files.create(id, { file_id: fileId, ...options })).toMatchObject({
      attributes,
    })
    await vectorStores.files.retrieve(fileId, at)
    await vectorStores.files.update(fileId, { ...at, attributes })
    await vectorStores.files.list(id)
    const none = { after: fileId, before: fileId, limit: 1, order: 'asc' as const }
    await vectorStores.files.list(id, { ...none, filter: 'in_progress' })
    await vectorStores.files.poll(id, fileId, { pollIntervalMs: 1 })
    await vectorStores.files.content(fileId, at)
    await vectorStores.fileBatches.create(id, { file_ids: [fileId] })
    const batch = await vectorStores.fileBatches.create(id, { file_ids: files(), ...options })
    await vectorStores.fileBatches.create(id, { files: [{ file_id: fileId, ...options }] })
    await vectorStores.fileBatches.retrieve(batch.id, at)
    await vectorStores.fileBatches.listFiles(batch.id, at)
    await vectorStores.fileBatches.listFiles(batch.id, { ...at, ...none, filter: 'completed' })
    await vectorStores.fileBatches.poll(id, batch.id, { pollIntervalMs: 1 })
    // Long enough to be still under way.
    const more = await sdk.toFile(Buffer.from('more '.repeat(400_000)), 'more.md')
    const other = await client.files.create({ file: more, purpose: 'assistants' })
    const begun = await vectorStores.fileBatches.create(id, { file_ids: [other.id] })
    await vectorStores.fileBatches.cancel(begun.id, at)
    await vectorStores.files.delete(fileId, at)
  })

  feature('streams: `create` with `stream: true`', async () => {
    const { threads } = client.beta
    const thread = await threads.create()
    const body = { assistant_id: assistantId, ...everyRunParameter, ...withMessages() }
    const events: string[] = []
    const streams = [
      await threads.runs.create(thread.id, { ...body, stream: true }),
      await threads.createAndRun({ assistant_id: assistantId, ...everyRunParameter, stream: true }),
    ]
    for (const stream of streams) for await (const { event } of stream) events.push(event)
    expect(events).toEqual(expect.arrayContaining(['thread.created', 'thread.run.queued']))
  })
  feature('streams: `runs.stream`, `createAndRunStream`, `submitToolOutputsStream`', async () => {
    const { threads } = client.beta
    const thread = await threads.create()
    const run = threads.runs.stream(thread.id, { assistant_id: assistantId })
    expect((await run.finalRun()).status).toBe('completed')
    const first = threads.createAndRunStream({
      assistant_id: assistantId,
      tools: [weather],
      model: 'scripted-tools',
    })
    const waiting = await first.finalRun()
    const calls = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
    const second = threads.runs.submitToolOutputsStream(waiting.id, {
      thread_id: waiting.thread_id,
      tool_outputs: calls.map(({ id }) => ({ tool_call_id: id, output: 'string' })),
    })
    expect((await second.finalMessages()).length).toBeGreaterThan(0)
  })
  feature('polling: `createAndPoll`, `uploadAndPoll`, at the server’s pace', async () => {
    const thread = await client.beta.threads.create()
    const assistant = { assistant_id: assistantId }
    expect((await client.beta.threads.runs.createAndPoll(thread.id, assistant)).status).toBe(
      'completed',
    )
    const file = await sdk.toFile(Buffer.from('text'), 'a.md')
    const read = await client.vectorStores.files.uploadAndPoll(storeId, file)
    expect(read.status).toBe('completed')
  })
  feature('paging: `for await` over every page', async () => {
    const thread = await client.beta.threads.create()
    const { messages } = client.beta.threads
    const ids = await thrice(() => messages.create(thread.id, { role: 'user', content: 'string' }))
    const walked: string[] = []
    for await (const { id } of messages.list(thread.id, { limit: 1, order: 'asc' })) walked.push(id)
    expect(walked).toEqual(ids)
  })
  feature('errors: each as its own class, with code, parameter and request id', async () => {
    const refused = (path: string) => expect(client.get(path)).rejects
    await refused('/_stainless_unknown_path').toThrow(sdk.NotFoundError)
    await expect(
      client.beta.assistants.list({}, { path: '/_stainless_unknown_path' }),
    ).rejects.toThrow(sdk.NotFoundError)
    await expect(client.beta.threads.retrieve('thread_id')).rejects.toMatchObject({
      status: 404,
      requestID: expect.stringMatching(/^req_/),
    })
    const [model] = (await client.models.list()).data
    await expect(client.models.delete(model?.id ?? '')).rejects.toThrow(sdk.PermissionDeniedError)
    await expect(client.models.delete('ft:gpt-4o-mini:acemeco:suffix:abc123')).rejects.toThrow(
      sdk.NotFoundError,
    )
  })
  feature('answers: `asResponse`, `withResponse`, `_request_id`', async () => {
    const promise = client.beta.threads.create()
    const raw = await promise.asResponse()
    const { data, response } = await promise.withResponse()
    expect([response, data]).toEqual([raw, await promise])
    expect((await promise)._request_id).toBe(raw.headers.get('x-request-id'))
  })
})

test('the compatibility tables say what was exercised', () => {
  expectWritten('docs/compatibility.md', compatibilityPage(exercised))
  expectWritten('README.md', compatibilitySummary(exercised), 'compatibility')
})
