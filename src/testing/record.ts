// `npm run record`: records what this server answers, for tests of whatever reads the wire. What was
// recorded once stays readable: stores keep events and objects of older versions.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { type TestApp, newTestApp } from './app.ts'
import type { RecordedObject } from './recorded.ts'
import { logs, madeFile, png, sandboxByHand } from './sandbox-by-hand.ts'
import { createInstantModels } from './scripted-models.ts'

const FOLDER = join(import.meta.dirname, 'recordings')
const objects: RecordedObject[] = []

interface Named {
  id: string
}

const kindOf = (body: object) =>
  'error' in body ? 'error' : 'object' in body ? String(body.object) : ''

/** Asks, and keeps the answer. */
const recorder = (app: TestApp) => {
  const ask = async <T = Named>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await app.request(method, `/v1${path}`, body)
    const answer = (await response.json()) as T & object
    const via = `${method} /v1${path} ${response.status}`
    objects.push({ source: 'clew', via, object: kindOf(answer), body: answer })
    return answer
  }
  const stream = async (name: string, path: string, body: object) => {
    const response = await app.request('POST', `/v1${path}`, { ...body, stream: true })
    const text = await response.text()
    writeFileSync(join(FOLDER, `clew__${name}.sse`), text)
    const id = /"id":"(run_\w+)"/.exec(text)?.[1] ?? ''
    const threadId = /"thread_id":"(thread_\w+)"/.exec(text)?.[1] ?? ''
    const run = await ask<Run>('GET', `/threads/${threadId}/runs/${id}`)
    const steps = await ask<{ data: RunStep[] }>('GET', `/threads/${threadId}/runs/${id}/steps`)
    for (const step of steps.data) {
      await ask('GET', `/threads/${threadId}/runs/${id}/steps/${step.id}`)
    }
    await ask('GET', `/threads/${threadId}/messages`)
    return run
  }
  return { ask, stream }
}

const record = async (app: TestApp) => {
  const { ask, stream } = recorder(app)
  const file = async (name: string, text: string) => {
    const form = new FormData()
    form.set('purpose', 'assistants')
    form.set('file', new Blob([text]), name)
    return ask('POST', '/files', form)
  }
  const rules = await file('rules.md', '# Refunds\n\nRefunds take five working days.\n')
  await ask('GET', '/files')
  const spare = await file('spare.txt', 'spare')
  await ask('DELETE', `/files/${spare.id}`)

  const store = await ask('POST', '/vector_stores', { name: 'Rules' })
  await ask('POST', `/vector_stores/${store.id}/files`, { file_id: rules.id })
  while (
    (await ask<{ status: string }>('GET', `/vector_stores/${store.id}/files/${rules.id}`))
      .status === 'in_progress'
  ) {
    objects.pop()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }

  const weather = {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  }
  const plain = await ask('POST', '/assistants', { model: 'scripted', name: 'Plain' })
  const able = await ask('POST', '/assistants', {
    model: 'scripted',
    name: 'Able',
    tools: [weather, { type: 'file_search' }, { type: 'code_interpreter' }],
    tool_resources: { file_search: { vector_store_ids: [store.id] } },
    metadata: { team: 'support' },
  })
  await ask('POST', `/assistants/${plain.id}`, { instructions: 'Answer briefly.' })
  await ask('GET', `/assistants?limit=1`)
  await ask('GET', `/assistants/${able.id}`)

  const thread = async (content: string) =>
    (await ask('POST', '/threads', { messages: [{ role: 'user', content }] })).id
  const run = async (name: string, said: string, more: object = {}, id = plain.id) =>
    stream(name, `/threads/${await thread(said)}/runs`, { assistant_id: id, ...more })

  await run('answer', 'Where is my parcel?')
  await run('failed', 'Where is my parcel?', { model: 'scripted-fail' })
  await run('refused', 'Where is my parcel?', { model: 'scripted-rate-limit' })
  await run('cut', 'Where is my parcel?', { model: 'scripted-cut' })
  await run('filtered', 'Where is my parcel?', { model: 'scripted-filter' })
  const call = { type: 'function', function: { name: 'get_weather' } }
  const waiting = await run('function', 'The weather?', { tool_choice: call }, able.id)
  const calls = waiting.required_action?.submit_tool_outputs?.tool_calls ?? []
  await stream('outputs', `/threads/${waiting.thread_id}/runs/${waiting.id}/submit_tool_outputs`, {
    tool_outputs: calls.map(({ id }) => ({ tool_call_id: id, output: '{"degrees":7}' })),
  })
  const searched = await run(
    'file-search',
    'How long do refunds take?',
    { tool_choice: { type: 'file_search' } },
    able.id,
  )
  const code = { tool_choice: { type: 'code_interpreter' } }
  await run('code', 'What is two and two?', code, able.id)
  await stream('thread-and-run', '/threads/runs', {
    assistant_id: plain.id,
    thread: { messages: [{ role: 'user', content: 'Hello' }] },
  })

  const { thread_id: id } = searched
  await ask('GET', '/threads')
  await ask('POST', `/threads/${id}`, { metadata: { order: '2217' } })
  await ask('GET', `/threads/${id}`)
  await ask('GET', `/threads/${id}/runs`)
  const message = await ask('POST', `/threads/${id}/messages`, {
    role: 'user',
    content: [
      { type: 'text', text: 'And this picture?' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
    ],
    attachments: [{ file_id: rules.id, tools: [{ type: 'file_search' }] }],
  })
  await ask('GET', `/threads/${id}/messages/${message.id}`)
  await ask('DELETE', `/threads/${id}/messages/${message.id}`)
  await ask('DELETE', `/threads/${id}`)
  await ask('DELETE', `/assistants/${plain.id}`)
  await ask('GET', `/threads/${id}`)
  await ask('POST', '/assistants', {})
}

mkdirSync(FOLDER, { recursive: true })
const sandbox = sandboxByHand(() => ({
  outputs: [logs('4\n'), png()],
  files: [madeFile('a.csv', 'a')],
}))
const app = await newTestApp({}, { models: createInstantModels(), sandbox })
try {
  await record(app)
} finally {
  await app.close()
}
const lines = objects.map((each) => JSON.stringify(each))
writeFileSync(join(FOLDER, 'objects.ndjson'), `${lines.join('\n')}\n`)
