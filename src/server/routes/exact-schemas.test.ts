import { afterEach, expect, test } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { Run } from '#contract/run.ts'
import { createModels } from '#server/models/registry.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

let app: TestApp
afterEach(() => app.close())

const HEADERS = {
  'content-type': 'application/json',
  'openai-beta': 'assistants=v2',
  authorization: 'Bearer any',
}
/** Numbers that JavaScript would write in another way. */
const SCHEMA =
  '{"type":"object","properties":{"id":{"type":"integer","maximum":9223372036854775807,"minimum":-1E+3,"default":1.0,"enum":[-0,0.10]}},"x":12345678901234567890}'
const TOOLS = `"tools":[{"type":"file_search"},{"type":"function","function":{"name":"f","parameters":${SCHEMA}}}]`
const FORMAT = `"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":${SCHEMA}}}`

const send = async (method: string, path: string, body?: string, headers = {}): Promise<string> => {
  const init = { method, headers: { ...HEADERS, ...headers }, ...(body && { body }) }
  const response = await app.app.request(`/v1${path}`, init)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return text
}
const timesIn = (text: string) => text.split(SCHEMA).length - 1

const ANSWER = sse(chunk({ content: 'Hi' }, { finish_reason: 'stop' }))
const begun = async () => {
  const asked = await endpoint(ANSWER)
  const config = {
    modelBaseUrl: asked.baseUrl,
    modelApiKey: undefined,
    modelAliases: {},
    modelContext: undefined,
  }
  app = await newTestApp(config, { models: createModels(config, { now: () => 0 }) })
  return asked
}

test('the schemas of an assistant keep their digits, however it is read', async () => {
  await begun()
  const key = { 'idempotency-key': 'once' }
  const made = await send('POST', '/assistants', `{"model":"m",${TOOLS},${FORMAT}}`, key)
  const { id } = JSON.parse(made) as Assistant
  const read = await send('GET', `/assistants/${id}`)
  const listed = await send('GET', '/assistants')
  const again = await send('POST', '/assistants', `{"model":"m",${TOOLS},${FORMAT}}`, key)
  const renamed = await send('POST', `/assistants/${id}`, '{"name":"n","temperature":1.0}')
  const changed = await send('POST', `/assistants/${id}`, `{${TOOLS},${FORMAT}}`)
  for (const text of [made, read, listed, again, renamed, changed]) expect(timesIn(text)).toBe(2)
  expect(JSON.parse(renamed)).toMatchObject({ temperature: 1 })
})

test('an assistant’s schemas reach its run, the events of it, and the endpoint', async () => {
  const { texts } = await begun()
  const { id } = JSON.parse(
    await send(
      'POST',
      '/assistants',
      `{"model":"m",${TOOLS.replace('{"type":"file_search"},', '')},${FORMAT}}`,
    ),
  ) as Assistant
  const thread = '"thread":{"messages":[{"role":"user","content":"1.0"}]}'
  const events = await send(
    'POST',
    '/threads/runs',
    `{"assistant_id":"${id}",${thread},"stream":true}`,
  )
  const told = events.split('\n').filter((line) => line.includes('"thread.run"'))
  expect(told.length).toBeGreaterThan(2)
  for (const line of told) expect(timesIn(line)).toBe(2)
  expect(texts.map(timesIn)).toContain(2)
  const run = JSON.parse(told[0]?.slice('data: '.length) ?? '') as Run
  expect(timesIn(await send('GET', `/threads/${run.thread_id}/runs`))).toBe(2)
})

test('a run’s own schemas keep their digits', async () => {
  const { texts } = await begun()
  const { id } = JSON.parse(await send('POST', '/assistants', '{"model":"m"}')) as Assistant
  const { id: thread } = JSON.parse(await send('POST', '/threads', '{}')) as { id: string }
  const own = `{"assistant_id":"${id}","stream":true,${TOOLS},${FORMAT}}`
  const events = await send('POST', `/threads/${thread}/runs`, own)
  expect(events).toContain('"status":"completed"')
  expect(texts.map(timesIn)).toContain(2)
})

test('without an endpoint, bounds of any digits are kept to', async () => {
  app = await newTestApp()
  const { id } = JSON.parse(await send('POST', '/assistants', '{"model":"m"}')) as Assistant
  const parameters = '{"type":"object","properties":{"n":{"type":"integer","minimum":18.0}}}'
  const tools = `"tools":[{"type":"function","function":{"name":"f","parameters":${parameters}}}]`
  const thread = '"thread":{"messages":[{"role":"user","content":"Call f."}]}'
  const events = await send(
    'POST',
    '/threads/runs',
    `{"assistant_id":"${id}",${thread},${tools},"tool_choice":"required","stream":true}`,
  )
  expect(events).toContain('"arguments":"{\\"n\\":18}"')
})
