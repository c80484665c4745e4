import { afterEach } from 'vitest'

import type { Config } from '#server/config.ts'

import { type TestApp, newTestApp } from './app.ts'
import { type Answer, endpoint, refuse } from './scripted-endpoint.ts'

/** The server's key for its endpoint. */
export const KEY = 'sk-secret-of-tests'
export const HI = { messages: [{ role: 'user', content: 'Hi' }] }
export const CHAT = { model: 'gpt-4o', ...HI }
export const SAID = {
  id: 'c',
  object: 'chat.completion',
  choices: [{ message: { content: 'Hi.' } }],
}
export const DONE = 'data: [DONE]\n\n'

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  refuse(status, JSON.stringify(value), headers)

/** An app that passes chat completions and embeddings on, one after the other in a test. */
export const passingApp = () => {
  let app: TestApp | undefined
  const close = async () => {
    await app?.close()
    app = undefined
  }
  afterEach(close)
  const current = (): TestApp => {
    if (!app) throw new Error('nothing was put before an endpoint')
    return app
  }
  return {
    app: current,
    /** Puts an app before an endpoint that answers so. */
    before: async (answer: Answer, settings: Partial<Config> = {}) => {
      await close()
      const asked = await endpoint(answer)
      app = await newTestApp({ modelBaseUrl: asked.baseUrl, modelApiKey: KEY, ...settings })
      return asked
    },
    chat: (body: object = CHAT, path = '/v1/chat/completions') =>
      current().request('POST', path, body),
  }
}
