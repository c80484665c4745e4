import { AssistantsClient, AzureKeyCredential } from '@azure/openai-assistants'
import { OpenAIAssistantRunnable } from '@langchain/classic/experimental/openai_assistant'
// Without a page, and with a thread of its own for each: see below.
// oxlint-disable-next-line no-restricted-imports
import { expect, test } from '@playwright/test'
import { AssistantResponse } from 'ai-3'
import { AzureOpenAI, OpenAI } from 'openai'
import { AzureOpenAI as AzureOpenAI4, OpenAI as OpenAI4 } from 'openai-4'
import { OpenAI as OpenAI440 } from 'openai-4-40'
import { OpenAI as OpenAI5 } from 'openai-5'
import { OpenAI as OpenAI6 } from 'openai-6'

import { type OwnServer, startOwnServer } from './own-server.ts'

/** What each client is to bring back, over its own transport from the built server. */
const ANSWER = 'scripted model'
const model = 'scripted-instant'
const messages = [{ role: 'user' as const, content: 'Hello' }]

// One server for all, and no page: these are none of the console's.
test.describe.configure({ mode: 'default' })
let server: OwnServer
// oxlint-disable-next-line no-restricted-properties
test.beforeAll(async () => {
  server = await startOwnServer()
})
test.afterAll(() => server.dispose())

const keyed = (url: string) => ({ apiKey: 'any', baseURL: `${url}/v1`, maxRetries: 0 })
const azure = (url: string) => ({
  apiKey: 'any',
  endpoint: url,
  apiVersion: '2024-05-01-preview',
  maxRetries: 0,
})

/** The casts: what is used of them all has the same names and answers since 4.40. */
const sdks: Record<string, (url: string) => OpenAI> = {
  'openai 4.40': (url) => new OpenAI440(keyed(url)) as unknown as OpenAI,
  'openai 4': (url) => new OpenAI4(keyed(url)) as unknown as OpenAI,
  'openai 5': (url) => new OpenAI5(keyed(url)) as unknown as OpenAI,
  'openai 6': (url) => new OpenAI6(keyed(url)) as unknown as OpenAI,
  'openai 7': (url) => new OpenAI(keyed(url)),
  'AzureOpenAI 4': (url) => new AzureOpenAI4(azure(url)) as unknown as OpenAI,
  'AzureOpenAI 7': (url) => new AzureOpenAI(azure(url)),
}

for (const [name, open] of Object.entries(sdks)) {
  test(`${name} streams a run of the built server and reads its answer`, async () => {
    const { assistants, threads } = open(server.url).beta
    const { id: assistant_id } = await assistants.create({ model })
    const { id } = await threads.create({ messages })
    const stream = threads.runs.stream(id, { assistant_id })
    let told = ''
    stream.on('textDelta', ({ value }) => (told += value ?? ''))
    expect((await stream.finalRun()).status).toBe('completed')
    const [answer] = (await threads.messages.list(id)).data
    const [part] = answer?.content ?? []
    expect(part?.type === 'text' && part.text.value).toBe(told)
    expect(told).toContain(ANSWER)
  })
}

test('@azure/openai-assistants runs a thread of the built server', async () => {
  const of = new AssistantsClient(server.url, new AzureKeyCredential('any'), {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  })
  const { id: assistantId } = await of.createAssistant({ model })
  const thread = await of.createThread()
  await of.createMessage(thread.id, 'user', 'Hello')
  const { id } = await of.createRun(thread.id, { assistantId })
  await expect.poll(async () => (await of.getRun(thread.id, id)).status).toBe('completed')
  const [answer] = (await of.listMessages(thread.id)).data
  expect(answer?.content).toMatchObject([
    { type: 'text', text: { value: expect.stringContaining(ANSWER) } },
  ])
})

test('LangChain has its assistant answered by the built server', async () => {
  const agent = await OpenAIAssistantRunnable.createAssistant({
    model,
    clientOptions: keyed(server.url),
    asAgent: true,
    pollIntervalMs: 1,
  })
  const answer = await agent.invoke({ content: 'Hello' })
  expect(Array.isArray(answer) ? answer : answer.returnValues['output']).toContain(ANSWER)
})

test('ai 3 forwards a stream of the built server', async () => {
  const { assistants, threads } = new OpenAI4(keyed(server.url)).beta
  const { id: assistant_id } = await assistants.create({ model })
  const { id: threadId } = await threads.create({ messages })
  const response = AssistantResponse({ threadId, messageId: 'm' }, async ({ forwardStream }) => {
    // Its types are of the newest SDK; of the stream it reads the events alone.
    const run = await forwardStream(threads.runs.stream(threadId, { assistant_id }) as never)
    expect(run?.status).toBe('completed')
  })
  const pieces = (await response.text()).split('\n').filter((line) => line.startsWith('0:'))
  expect(pieces.map((line) => String(JSON.parse(line.slice(2)))).join('')).toContain(ANSWER)
})
