import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { askFiles } from '#testing/ask-files.ts'
import { askThreads } from '#testing/ask-threads.ts'
import { type Exercised, compatibilityPage, compatibilitySummary } from '#testing/compatibility.ts'
import { everyRunParameter, thrice, weather, withMessages } from '#testing/every-parameter.ts'
import { type Asking, type SdkServer, serveSdk } from '#testing/sdk-server.ts'
import { SDKS } from '#testing/sdks.ts'
import { expectWritten } from '#testing/written-docs.ts'

/**
 * Every operation through every SDK, first with what is required alone, then with every optional
 * parameter at once, as the SDKs' own generated suites ask; but of objects that are there.
 */
const exercised: Exercised[] = []

describe.each(SDKS)('the SDK, $version', ({ sdk, version }) => {
  let server: SdkServer
  let on: Asking
  const features = new Set<string>()
  /** A test whose passing is a feature of the compatibility page. */
  const feature = (name: string, does: () => Promise<void>) =>
    test(name, async () => {
      await does()
      features.add(name)
    })

  beforeAll(async () => {
    server = await serveSdk({ sdk })
    const { client } = server
    const file = await sdk.toFile(Buffer.from('# my file contents'), 'README.md')
    const fileId = (await client.files.create({ file, purpose: 'assistants' })).id
    const storeId = (await client.vectorStores.create({ file_ids: [fileId] })).id
    const assistantId = (await client.beta.assistants.create({ model: 'gpt-4o' })).id
    on = { sdk, client, fileId, storeId, assistantId }
  })
  afterAll(async () => {
    exercised.push({ client: `openai ${version}`, operations: server.checked.seen, features })
    await server.close()
    expect(server.checked.findings()).toEqual([])
  })

  const asks = Object.entries({ ...askThreads, ...askFiles })
  test.each(asks)('%s', async (_, ask) => ask(on))

  feature('streams: `create` with `stream: true`', async () => {
    const { threads } = on.client.beta
    const thread = await threads.create()
    const body = { assistant_id: on.assistantId, ...everyRunParameter, ...withMessages(on.fileId) }
    const events: string[] = []
    const streams = [
      await threads.runs.create(thread.id, { ...body, stream: true }),
      await threads.createAndRun({
        assistant_id: on.assistantId,
        ...everyRunParameter,
        stream: true,
      }),
    ]
    for (const stream of streams) for await (const { event } of stream) events.push(event)
    expect(events).toEqual(expect.arrayContaining(['thread.created', 'thread.run.queued']))
  })
  feature('streams: `runs.stream`, `createAndRunStream`, `submitToolOutputsStream`', async () => {
    const { threads } = on.client.beta
    const thread = await threads.create()
    const run = threads.runs.stream(thread.id, { assistant_id: on.assistantId })
    expect((await run.finalRun()).status).toBe('completed')
    const first = threads.createAndRunStream({
      assistant_id: on.assistantId,
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
    const thread = await on.client.beta.threads.create()
    const assistant = { assistant_id: on.assistantId }
    expect((await on.client.beta.threads.runs.createAndPoll(thread.id, assistant)).status).toBe(
      'completed',
    )
    const file = await sdk.toFile(Buffer.from('text'), 'a.md')
    const read = await on.client.vectorStores.files.uploadAndPoll(on.storeId, file)
    expect(read.status).toBe('completed')
  })
  feature('paging: `for await` over every page', async () => {
    const thread = await on.client.beta.threads.create()
    const { messages } = on.client.beta.threads
    const ids = await thrice(() => messages.create(thread.id, { role: 'user', content: 'string' }))
    const walked: string[] = []
    for await (const { id } of messages.list(thread.id, { limit: 1, order: 'asc' })) walked.push(id)
    expect(walked).toEqual(ids)
  })
  feature('errors: each as its own class, with code, parameter and request id', async () => {
    const refused = (path: string) => expect(on.client.get(path)).rejects
    await refused('/_stainless_unknown_path').toThrow(sdk.NotFoundError)
    await expect(
      on.client.beta.assistants.list({}, { path: '/_stainless_unknown_path' }),
    ).rejects.toThrow(sdk.NotFoundError)
    await expect(on.client.beta.threads.retrieve('thread_id')).rejects.toMatchObject({
      status: 404,
      requestID: expect.stringMatching(/^req_/),
    })
    const [model] = (await on.client.models.list()).data
    await expect(on.client.models.delete(model?.id ?? '')).rejects.toThrow(
      sdk.PermissionDeniedError,
    )
    await expect(on.client.models.delete('ft:gpt-4o-mini:acemeco:suffix:abc123')).rejects.toThrow(
      sdk.NotFoundError,
    )
  })
  feature('answers: `asResponse`, `withResponse`, `_request_id`', async () => {
    const promise = on.client.beta.threads.create()
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
