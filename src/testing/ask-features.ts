import { expect } from 'vitest'

import { everyRunParameter, thrice, weather, withMessages } from './every-parameter.ts'
import type { Asking } from './sdk-server.ts'

/** What the SDKs do beside asking, by the names under which the compatibility page tells of it. */
export const askFeatures: Record<string, (on: Asking) => Promise<void>> = {
  'streams: `create` with `stream: true`': async (on) => {
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
  },

  'streams: `runs.stream`, `createAndRunStream`, `submitToolOutputsStream`': async (on) => {
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
  },

  'polling: `createAndPoll`, `uploadAndPoll`, at the server’s pace': async (on) => {
    const thread = await on.client.beta.threads.create()
    const assistant = { assistant_id: on.assistantId }
    expect((await on.client.beta.threads.runs.createAndPoll(thread.id, assistant)).status).toBe(
      'completed',
    )
    const file = await on.sdk.toFile(Buffer.from('text'), 'a.md')
    const read = await on.client.vectorStores.files.uploadAndPoll(on.storeId, file)
    expect(read.status).toBe('completed')
  },

  'paging: `for await` over every page': async (on) => {
    const thread = await on.client.beta.threads.create()
    const { messages } = on.client.beta.threads
    const ids = await thrice(() => messages.create(thread.id, { role: 'user', content: 'string' }))
    const walked: string[] = []
    for await (const { id } of messages.list(thread.id, { limit: 1, order: 'asc' })) walked.push(id)
    expect(walked).toEqual(ids)
  },

  'errors: each as its own class, with code, parameter and request id': async (on) => {
    const refused = (path: string) => expect(on.client.get(path)).rejects
    await refused('/_stainless_unknown_path').toThrow(on.sdk.NotFoundError)
    await expect(
      on.client.beta.assistants.list({}, { path: '/_stainless_unknown_path' }),
    ).rejects.toThrow(on.sdk.NotFoundError)
    await expect(on.client.beta.threads.retrieve('thread_id')).rejects.toMatchObject({
      status: 404,
      requestID: expect.stringMatching(/^req_/),
    })
    const [model] = (await on.client.models.list()).data
    await expect(on.client.models.delete(model?.id ?? '')).rejects.toThrow(
      on.sdk.PermissionDeniedError,
    )
    await expect(on.client.models.delete('ft:gpt-4o-mini:acemeco:suffix:abc123')).rejects.toThrow(
      on.sdk.NotFoundError,
    )
  },

  'answers: `asResponse`, `withResponse`, `_request_id`': async (on) => {
    const promise = on.client.beta.threads.create()
    const raw = await promise.asResponse()
    const { data, response } = await promise.withResponse()
    expect([response, data]).toEqual([raw, await promise])
    expect((await promise)._request_id).toBe(raw.headers.get('x-request-id'))
  },
}
