import { afterEach } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { Config } from '#server/config.ts'
import { createModels } from '#server/models/registry.ts'

import { type TestApp, newTestApp } from './app.ts'
import { accepted } from './checked.ts'
import { type Answer, chunk, endpoint, sse, usage } from './scripted-endpoint.ts'

const apps: TestApp[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

type Body = Record<string, unknown>

/** The answer “Yes.”, which cost 7 and 3 tokens. */
export const YES = sse(chunk({ content: 'Yes.' }), chunk({}, { finish_reason: 'stop' }), usage)

/** The app before a scripted endpoint, with an assistant, told to help, and an empty thread. */
export const newEndpointApp = async (
  answers: Answer[] = [YES],
  { assistant = {}, ...settings }: Partial<Config> & { assistant?: Body } = {},
) => {
  const { baseUrl, bodies, texts } = await endpoint(...answers)
  const config = {
    modelBaseUrl: baseUrl,
    modelApiKey: undefined,
    modelAliases: {},
    modelContext: undefined,
    ...settings,
  }
  const app = await newTestApp(config, { models: createModels(config, { now: () => 0 }) })
  apps.push(app)
  const made = await accepted<Assistant>(
    'createAssistant',
    app.request('POST', '/v1/assistants', { model: 'm', instructions: 'Help.', ...assistant }),
  )
  const thread = await accepted<Thread>('createThread', app.request('POST', '/v1/threads', {}))
  const path = `/v1/threads/${thread.id}/runs`

  /** The run at its end, or waiting. */
  const settled = async ({ thread_id, id }: Run): Promise<Run> => {
    const { signal } = new AbortController()
    for await (const _ of app.services.runs.follow(thread_id, id, 0, signal)) {
      // read to the end
    }
    return accepted<Run>('getRun', app.request('GET', `/v1/threads/${thread_id}/runs/${id}`))
  }
  /** Makes a run and answers it at its end, or waiting. */
  const run = async (request: Body = {}): Promise<Run> => {
    const body = { assistant_id: made.id, ...request }
    return settled(await accepted<Run>('createRun', app.request('POST', path, body)))
  }
  return {
    app,
    assistant: made,
    thread,
    path,
    run,
    settled,
    /** The bodies of all requests to the endpoint. */
    sent: () => bodies as Body[], // chat completions: objects all
    /** The same as they came. */
    texts,
  }
}
