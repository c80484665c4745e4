import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'

import { AgentsClient, type SubmitToolOutputsAction } from '@azure/ai-agents'
import { AssistantsClient, AzureKeyCredential } from '@azure/openai-assistants'
import { OpenAIAssistantRunnable } from '@langchain/classic/experimental/openai_assistant'
import { AssistantResponse } from 'ai-3'
import { AzureOpenAI } from 'openai'
import { AzureOpenAI as AzureOpenAI4, OpenAI as OpenAI4, toFile } from 'openai-4'
import { OpenAI as OpenAI440, toFile as toFile440 } from 'openai-4-40'
import { VERSION as version440 } from 'openai-4-40/version'
import { VERSION as version4 } from 'openai-4/version'
import { VERSION as version7 } from 'openai/version'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'

import { serveClient } from '#testing/client-server.ts'
import { type Exercised, clientsPage, clientsSummary } from '#testing/compatibility.ts'
import { weather } from '#testing/every-parameter.ts'
import { GO_OPENAI, goOpenai } from '#testing/go-openai.ts'
import { expectWritten } from '#testing/written-docs.ts'

/** Clients other than the official SDK's present majors, each over its own transport. */
const exercised: Exercised[] = []
let server: Awaited<ReturnType<typeof serveClient>>
beforeEach(async () => {
  server = await serveClient()
})

/** One client's test, after which every answer has to have been to the letter. */
const client = (name: string, does: () => Promise<string[]>) =>
  test(name, async () => {
    const features = new Set(await does())
    exercised.push({ client: name, operations: new Set(server.seen), features })
  })
afterEach(() => server.close())

const model = 'gpt-4o'
const FEATURES = ['positional arguments', 'streams', 'polling', 'paging', 'uploads by its own form']
const ASKS = [{ role: 'user' as const, content: 'get_weather in Oslo' }]
const keyed = () => ({ apiKey: 'any', baseURL: `${server.url}/v1`, maxRetries: 0 })
const azure = () => ({
  apiKey: 'any',
  endpoint: server.url,
  apiVersion: '2024-05-01-preview',
  maxRetries: 0,
})
const packageVersion = (name: string) => {
  const path = join(import.meta.dirname, '../../../node_modules', name, 'package.json')
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string } // every package has one
  return version
}

describe('the SDK of version 4, whose arguments go by place', () => {
  const threadsOf = async (of: OpenAI4) => {
    const { assistants, threads } = of.beta
    const assistant = await assistants.create({ model, tools: [weather] })
    const thread = await threads.create({ messages: ASKS })
    const waiting = await threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id })
    const calls = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
    const tool_outputs = calls.map(({ id }) => ({ tool_call_id: id, output: '21 degrees' }))
    const deltas: string[] = []
    const stream = threads.runs
      .submitToolOutputsStream(thread.id, waiting.id, { tool_outputs })
      .on('textDelta', ({ value }) => deltas.push(value ?? ''))
    const [message] = await stream.finalMessages()
    const [part] = message?.content ?? []
    expect(part?.type === 'text' && part.text.value).toBe(deltas.join(''))
    expect(deltas.join('')).toContain('21 degrees')
    expect((await threads.runs.retrieve(thread.id, waiting.id)).status).toBe('completed')
    const types: string[] = []
    for await (const { id } of threads.runs.steps.list(thread.id, waiting.id, { limit: 1 })) {
      types.push((await threads.runs.steps.retrieve(thread.id, waiting.id, id)).type)
    }
    expect(types).toEqual(['message_creation', 'tool_calls'])
    const made = await threads.messages.create(thread.id, { role: 'user', content: 'More' })
    await threads.messages.update(thread.id, made.id, { metadata: { a: 'b' } })
    expect(await threads.messages.retrieve(thread.id, made.id)).toMatchObject({
      metadata: { a: 'b' },
    })
    const texts: string[] = []
    for await (const { id } of threads.messages.list(thread.id, { limit: 1 })) texts.push(id)
    expect(texts).toHaveLength(3)
    const other = await threads.runs.create(thread.id, {
      assistant_id: assistant.id,
      model: 'scripted-stall',
    })
    expect((await threads.runs.cancel(thread.id, other.id)).status).toBe('cancelling')
    expect((await threads.runs.list(thread.id)).data).toHaveLength(2)
    const events: string[] = []
    const asked = { assistant_id: assistant.id, thread: { messages: ASKS }, tools: [] }
    for await (const { event } of await threads.createAndRun({ ...asked, stream: true })) {
      events.push(event)
    }
    expect(events.at(0)).toBe('thread.created')
    expect(events).toContain('thread.run.completed')
    await threads.update(thread.id, { metadata: { a: 'b' } })
    await threads.retrieve(thread.id)
    await threads.del(thread.id)
    await assistants.update(assistant.id, { name: 'n' })
    await assistants.retrieve(assistant.id)
    expect((await assistants.list()).data).toHaveLength(1)
    await assistants.del(assistant.id)
    await expect(threads.retrieve(thread.id)).rejects.toMatchObject({ status: 404 })
    const completion = await of.chat.completions.create({ model, messages: ASKS })
    expect(completion.choices[0]?.message.content).toContain('scripted model')
    await of.embeddings.create({ model, input: 'text' })
  }

  interface Stores {
    create(body: object): Promise<{ id: string }>
    retrieve(id: string): Promise<object>
    update(id: string, body: object): Promise<object>
    list(): Promise<{ data: unknown[] }>
    del(id: string): Promise<object>
    files: {
      createAndPoll(id: string, body: object): Promise<{ id: string; status: string }>
      retrieve(id: string, fileId: string): Promise<object>
      list(id: string): Promise<{ data: unknown[] }>
      del(id: string, fileId: string): Promise<object>
    }
    fileBatches: {
      createAndPoll(id: string, body: object): Promise<{ id: string; status: string }>
      retrieve(id: string, batchId: string): Promise<object>
      listFiles(id: string, batchId: string): Promise<{ data: unknown[] }>
    }
  }
  const filesOf = async (of: OpenAI4, vectorStores: Stores, file: unknown) => {
    const made = await of.files.create({ file: file as never, purpose: 'assistants' }) // each version's own class
    expect(await of.files.retrieve(made.id)).toEqual(made)
    expect((await of.files.list()).data).toHaveLength(1)
    const { id } = await vectorStores.create({ name: 'n' })
    const poll = await vectorStores.files.createAndPoll(id, { file_id: made.id })
    expect(poll.status).toBe('completed')
    await vectorStores.files.retrieve(id, made.id)
    expect((await vectorStores.files.list(id)).data).toHaveLength(1)
    const batch = await vectorStores.fileBatches.createAndPoll(id, { file_ids: [made.id] })
    expect(batch.status).toBe('completed')
    await vectorStores.fileBatches.retrieve(id, batch.id)
    expect((await vectorStores.fileBatches.listFiles(id, batch.id)).data).toHaveLength(1)
    await vectorStores.update(id, { name: 'other' })
    await vectorStores.retrieve(id)
    expect((await vectorStores.list()).data).toHaveLength(1)
    await vectorStores.files.del(id, made.id)
    await vectorStores.del(id)
    await of.files.del(made.id)
    const [first] = (await of.models.list()).data
    await of.models.retrieve(first?.id ?? '')
  }
  client(`openai ${version4}`, async () => {
    const of = new OpenAI4(keyed())
    await threadsOf(of)
    // What its methods answer is what is read of it here.
    const stores = of.vectorStores as unknown as Stores
    await filesOf(of, stores, await toFile(Buffer.from('# Fares'), 'fares.md'))
    return FEATURES
  })

  client(`openai ${version440}`, async () => {
    const of = new OpenAI440(keyed()) as unknown as OpenAI4 // the same names, fewer
    await threadsOf(of)
    const { vectorStores } = of.beta as unknown as { vectorStores: Stores } // where that version has them
    await filesOf(of, vectorStores, await toFile440(Buffer.from('# Fares'), 'fares.md'))
    return FEATURES
  })

  client(`AzureOpenAI ${version4}`, async () => {
    const of = new AzureOpenAI4(azure())
    await threadsOf(of)
    return FEATURES.slice(0, 4)
  })
})

client(`AzureOpenAI ${version7}`, async () => {
  const of = new AzureOpenAI(azure())
  const { assistants, threads } = of.beta
  const { id } = await assistants.create({ model })
  const run = threads.createAndRunStream({ assistant_id: id, thread: { messages: ASKS } })
  expect((await run.finalRun()).status).toBe('completed')
  const polled = await threads.createAndRunPoll({ assistant_id: id, thread: { messages: ASKS } })
  expect((await threads.messages.list(polled.thread_id)).data).toHaveLength(2)
  const stream = await of.chat.completions.create({ model, messages: ASKS, stream: true })
  let text = ''
  for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
  expect(text).toContain('scripted model')
  const { data } = await of.embeddings.create({ model: 'e', input: ['a', 'b'] })
  expect(data).toHaveLength(2)
  return ['streams', 'polling']
})

client(`@azure/openai-assistants ${packageVersion('@azure/openai-assistants')}`, async () => {
  const of = new AssistantsClient(server.url, new AzureKeyCredential('any'), {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  })
  const assistant = await of.createAssistant({ model, name: 'n', tools: [weather] })
  const thread = await of.createThread()
  await of.createMessage(thread.id, 'user', 'get_weather in Oslo')
  const { id } = await of.createRun(thread.id, { assistantId: assistant.id })
  const settled = async () => {
    for (;;) {
      const run = await of.getRun(thread.id, id)
      if (!['queued', 'in_progress'].includes(run.status)) return run
    }
  }
  const [call] = (await settled()).requiredAction?.submitToolOutputs?.toolCalls ?? []
  await of.submitToolOutputsToRun(thread.id, id, [{ toolCallId: call?.id, output: '21 degrees' }])
  expect((await settled()).status).toBe('completed')
  const [message] = (await of.listMessages(thread.id)).data
  expect(message?.content).toMatchObject([
    { type: 'text', text: { value: expect.stringContaining('21 degrees') } },
  ])
  expect((await of.listRunSteps(thread.id, id)).data).toHaveLength(2)
  expect((await of.listAssistants()).data).toHaveLength(1)
  await of.deleteThread(thread.id)
  await of.deleteAssistant(assistant.id)
  return []
})

const allOf = async <Item>(list: AsyncIterable<Item>): Promise<Item[]> => {
  const items: Item[] = []
  for await (const item of list) items.push(item)
  return items
}

client(`@azure/ai-agents ${packageVersion('@azure/ai-agents')}`, async () => {
  const of = new AgentsClient(
    `${server.url}/openai`,
    { getToken: async () => null },
    { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } },
  )
  // It sends its tokens by TLS alone, which stands in front of Clew: here the key goes as Azure's other clients send it.
  of.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' })
  of.pipeline.addPolicy({
    name: 'key',
    sendRequest: (request, next) => {
      request.headers.set('api-key', 'any')
      return next(request)
    },
  })
  const pollingOptions = { intervalInMs: 1 }
  const agent = await of.createAgent(model, { name: 'n', tools: [weather] })
  await of.updateAgent(agent.id, { name: 'other' })
  expect((await of.getAgent(agent.id)).name).toBe('other')
  const { id } = await of.threads.create({ messages: ASKS })
  const waiting = await of.runs.create(id, agent.id)
  const settled = async () => {
    for (;;) {
      const run = await of.runs.get(id, waiting.id)
      if (!['queued', 'in_progress'].includes(run.status)) return run
    }
  }
  const { requiredAction } = await settled()
  const [call] = (requiredAction as SubmitToolOutputsAction).submitToolOutputs.toolCalls // of its own one kind
  const outputs = [{ toolCallId: call?.id ?? '', output: '21 degrees' }]
  await of.runs.submitToolOutputs(id, waiting.id, outputs)
  expect((await settled()).status).toBe('completed')
  const told: string[] = []
  for await (const { event } of await of.runs.create(id, agent.id, { tools: [] }).stream()) {
    told.push(event)
  }
  expect(told.at(0)).toBe('thread.run.created')
  expect(told).toContain('thread.run.completed')
  expect(told.at(-1)).toBe('done')
  await of.messages.create(id, 'user', 'More')
  const polled = await of.runs.createAndPoll(id, agent.id, { tools: [], pollingOptions })
  expect(polled.status).toBe('completed')
  const read = await allOf(of.messages.list(id, { order: 'asc' }))
  expect(read.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'assistant',
    'user',
    'assistant',
  ])
  expect(read[1]?.content).toMatchObject([
    { type: 'text', text: { value: expect.stringContaining('21 degrees') } },
  ])
  const steps = await allOf(of.runSteps.list(id, waiting.id))
  expect(steps.map(({ type }) => type)).toEqual(['message_creation', 'tool_calls'])
  const file = await of.files.upload(Readable.from(['# Fares']), 'assistants', {
    fileName: 'fares.md',
  })
  const store = await of.vectorStores.createAndPoll({ fileIds: [file.id], pollingOptions })
  expect(store.fileCounts).toMatchObject({ completed: 1, total: 1 })
  expect(await allOf(of.vectorStoreFiles.list(store.id))).toHaveLength(1)
  await of.vectorStores.delete(store.id)
  await of.files.delete(file.id)
  await of.threads.delete(id)
  expect(await allOf(of.listAgents())).toHaveLength(1)
  await of.deleteAgent(agent.id)
  await expect(of.threads.get(id)).rejects.toMatchObject({ statusCode: 404 })
  return ['streams', 'polling', 'uploads by its own form']
})

describe('Go, whose requests are written here as its source writes them: its tools are no part of ours', () => {
  const does = async (kind: 'open_ai' | 'azure') => {
    const go = goOpenai(server.url, kind)
    const assistant = await go.post('/assistants', { tools: [weather], model, name: 'n' })
    await go.post(`/assistants/${assistant.id}`, { model, metadata: { a: 'b' } })
    expect(await go.get(`/assistants/${assistant.id}`)).toMatchObject({ metadata: { a: 'b' } })
    expect((await go.get('/assistants?limit=20&order=desc')).data).toHaveLength(1)
    const ran = { assistant_id: assistant.id }
    const run = await go.post('/threads/runs', { ...ran, thread: { messages: ASKS } })
    const runs = `/threads/${run.thread_id}/runs`
    const settled = async () => {
      for (;;) {
        const { status, ...rest } = await go.get(`${runs}/${run.id}`)
        if (!['queued', 'in_progress'].includes(status)) return { status, ...rest }
      }
    }
    const calls = (await settled()).required_action?.submit_tool_outputs.tool_calls ?? []
    const tool_outputs = calls.map(({ id }) => ({ tool_call_id: id, output: '21 degrees' }))
    await go.post(`${runs}/${run.id}/submit_tool_outputs`, { tool_outputs })
    expect((await settled()).status).toBe('completed')
    expect((await go.get(`${runs}/${run.id}/steps?limit=10&order=asc`)).data).toHaveLength(2)
    const messages = `/threads/${run.thread_id}/messages`
    const { id } = await go.post(messages, { role: 'user', content: 'More' })
    await go.post(`${messages}/${id}`, { metadata: { a: 'b' } })
    expect((await go.get(`${messages}?limit=10&order=asc&run_id=${run.id}`)).data).toHaveLength(1)
    await go.delete(`${messages}/${id}`)
    const other = await go.post(runs, { ...ran, model: 'scripted-stall' })
    expect((await go.post(`${runs}/${other.id}/cancel`)).status).toBe('cancelling')
    await go.post(`/threads/${run.thread_id}`, { metadata: {} })
    expect(await go.delete(`/threads/${run.thread_id}`)).toMatchObject({ deleted: true })
    const file = await go.upload('/files', 'assistants', 'fares.md', '# Fares')
    const store = await go.post('/vector_stores', { name: 'n', file_ids: [file.id] })
    expect((await go.get(`/vector_stores/${store.id}/files`)).data).toHaveLength(1)
    await go.delete(`/vector_stores/${store.id}`)
    await go.delete(`/files/${file.id}`)
    await go.delete(`/assistants/${assistant.id}`)
    await expect(go.get(`/assistants/${assistant.id}`)).rejects.toMatchObject({ status: 404 })
    return ['uploads by its own form', 'polling']
  }
  client(GO_OPENAI, () => does('open_ai'))
  client(`${GO_OPENAI}, Azure`, () => does('azure'))
})

client(`@langchain/classic ${packageVersion('@langchain/classic')}`, async () => {
  const agent = await OpenAIAssistantRunnable.createAssistant({
    model,
    tools: [weather],
    clientOptions: keyed(),
    asAgent: true,
    pollIntervalMs: 1,
  })
  agent.pollIntervalMs = 1
  const actions = await agent.invoke({ content: 'get_weather in Oslo' })
  if (!Array.isArray(actions)) throw new Error('no calls were made')
  const steps = actions.map((action) => ({ action, observation: '21 degrees' }))
  const answer = await agent.invoke({ steps })
  if (Array.isArray(answer)) throw new Error('calls were made again')
  expect(answer.returnValues['output']).toContain('21 degrees')
  const [first] = actions
  await agent.invoke({ content: 'And now?', threadId: first?.threadId })
  expect((await agent.getAssistant()).id).toBe(agent.assistantId)
  await agent.deleteAssistant()
  return ['polling']
})

client(`ai ${packageVersion('ai-3')} AssistantResponse`, async () => {
  const of = new OpenAI4(keyed())
  const { id } = await of.beta.assistants.create({ model })
  const thread = await of.beta.threads.create()
  const { id: messageId } = await of.beta.threads.messages.create(thread.id, {
    role: 'user',
    content: 'Hi',
  })
  const response = AssistantResponse(
    { threadId: thread.id, messageId },
    async ({ forwardStream }) => {
      const stream = of.beta.threads.runs.stream(thread.id, { assistant_id: id })
      // Its types are of the newest SDK; of the stream it reads the events alone.
      const run = await forwardStream(stream as never)
      expect(run?.status).toBe('completed')
    },
  )
  const parts = (await response.text()).trim().split('\n')
  const text = parts
    .filter((part) => part.startsWith('0:'))
    .map((part) => JSON.parse(part.slice(2)))
  expect(text.join('')).toContain('scripted model')
  expect(parts.some((part) => part.startsWith('3:'))).toBe(false)
  return ['streams']
})

afterAll(() => {
  expect(exercised).toHaveLength(10)
  expectWritten('docs/compatibility-clients.md', clientsPage(exercised))
  expectWritten('README.md', clientsSummary(exercised), 'clients')
})
