import { afterEach, beforeEach } from 'vitest'

import type { OperationName } from '#contract/endpoints.ts'

import { type TestApp, newTestApp } from './app.ts'
import { accepted } from './checked.ts'
import { createInstantModels } from './scripted-models.ts'

/** One part of an upload. */
export const partForm = (content: string): FormData => {
  const form = new FormData()
  form.set('data', new Blob([content]))
  return form
}

export const answerOf = async (name: OperationName, response: Promise<Response>) =>
  accepted<{ id: string }>(name, response)

/** An app of each test's own, to which requests are sent with a key. */
export const keyedApp = () => {
  let app: TestApp
  beforeEach(async () => {
    app = await newTestApp({}, { models: createInstantModels() })
  })
  afterEach(() => app.close())

  const idOf = async (path: string, body: object = {}) =>
    (await app.json<{ id: string }>('POST', path, body)).id
  return {
    app: () => app,
    send: (path: string, body: unknown, key = 'key-1', headers: Record<string, string> = {}) =>
      app.request('POST', path, body, { ...headers, 'idempotency-key': key }),
    idOf,
    newAssistant: (fields: object = {}) => idOf('/v1/assistants', { model: 'm', ...fields }),
    newThread: () => idOf('/v1/threads', { messages: [{ role: 'user', content: 'Hi' }] }),
    /** Waits for the end of a run, or until it waits. */
    settled: async (thread: string, run: string) => {
      const path = `/v1/threads/${thread}/runs/${run}/events`
      await (await app.request('GET', path)).text()
    },
    countOf: async (path: string) => (await app.json<{ data: object[] }>('GET', path)).data.length,
  }
}
