import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { type Answer, endpoint, refuse } from '#testing/scripted-endpoint.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

import { createOpenAICompatibleEmbeddings } from './openai-compatible-embeddings.ts'

/** What words mean, in two dimensions: about money, and about luggage. */
const MEANING: Record<string, [number, number]> = {
  refund: [1, 0],
  'money back': [0.9, 0.1],
  suitcase: [0, 1],
  bag: [0.1, 0.9],
}
const vectorOf = (text: string): number[] => {
  const known = Object.entries(MEANING).filter(([word]) => text.toLowerCase().includes(word))
  return known.reduce<[number, number]>(
    ([x, y], [, [dx, dy]]) => [x + dx * 3, y + dy * 3],
    [0.01, 0.01],
  )
}

/** An endpoint whose every answer is made of the request, which arrives before it is called. */
const embeddingEndpoint = async () => {
  const it: Awaited<ReturnType<typeof endpoint>> = await endpoint((response) => {
    const { input } = it.bodies.at(-1) as { input: string[] } // as the API has it
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        object: 'list',
        model: 'e',
        data: input.map((text, index) => ({ index, embedding: vectorOf(text) })),
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    )
  })
  return it
}

const modelOf = (baseUrl: string) =>
  createOpenAICompatibleEmbeddings({ baseUrl, apiKey: 'sk-secret-of-tests', model: 'e' })

test('texts become vectors of length 1, some at a time', async () => {
  const { baseUrl, bodies, headers } = await embeddingEndpoint()
  const texts = Array.from({ length: 40 }, (_, at) => (at === 39 ? 'refund' : 'suitcase'))
  const vectors = await modelOf(baseUrl).embed(texts)
  expect(vectors).toHaveLength(40)
  expect(vectors[39]?.[0]).toBeCloseTo(1, 2)
  for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  expect(bodies).toMatchObject([{ model: 'e' }, { model: 'e' }])
  expect(headers[0]?.authorization).toBe('Bearer sk-secret-of-tests')
})

test.each<[string, Answer[], number]>([
  ['is tried again after a failure', [refuse(503, '{}'), refuse(503, '{}')], 3],
  ['is not when the request is at fault', [refuse(400, '{"error":{"message":"no"}}')], 1],
])('an endpoint %s', async (_, answers, calls) => {
  const { baseUrl, bodies } = await endpoint(...answers)
  await expect(modelOf(baseUrl).embed(['x'])).rejects.toMatchObject({ name: 'ModelError' })
  expect(bodies).toHaveLength(calls)
})

const FILES = {
  'a.txt': 'You get your money back within a month.',
  'b.txt': 'One suitcase is included.',
  'c.txt': 'The office is closed on Sundays.',
}
const search = async (
  app: Awaited<ReturnType<typeof newTestApp>>,
  id: string,
  query: string,
  options: object = {},
) => {
  const path = `/v1/vector_stores/${id}/search`
  const { data } = await app.json<{ data: { filename: string; score: number }[] }>('POST', path, {
    query,
    ...options,
  })
  return data
}

test('with an embedding model, what means alike is found without a word in common', async () => {
  const { baseUrl } = await embeddingEndpoint()
  const app = await newTestApp({}, { embeddings: modelOf(baseUrl) })
  const { store } = await newVectorStoreOf(app, FILES)
  expect((await search(app, store.id, 'refund'))[0]?.filename).toBe('a.txt')
  const [best] = await search(app, store.id, 'Is a bag included?')
  expect(best?.filename).toBe('b.txt')
  expect(best?.score).toBeGreaterThan(0.9)
  await app.close()
})

test('a ranker brings words and meaning together; without one it is meaning alone', async () => {
  const { baseUrl } = await embeddingEndpoint()
  const app = await newTestApp({}, { embeddings: modelOf(baseUrl) })
  const { store } = await newVectorStoreOf(app, FILES)
  const found = async (ranker?: string) => {
    const results = await search(app, store.id, 'refund Sundays', { ranking_options: { ranker } })
    return results.map(({ filename }) => filename)
  }
  // The word is in one file, what it is about in another.
  for (const ranker of [undefined, 'auto', 'default-2024-11-15']) {
    expect(await found(ranker)).toEqual(['c.txt', 'a.txt', 'b.txt'])
  }
  expect(await found('none')).toEqual(['a.txt', 'c.txt', 'b.txt'])
  await app.close()
})

test('when the endpoint fails, files are still read and found by their words', async () => {
  const { baseUrl } = await endpoint(refuse(400, '{"error":{"message":"no"}}'))
  const app = await newTestApp({}, { embeddings: modelOf(baseUrl) })
  const { store } = await newVectorStoreOf(app, FILES)
  expect(store.file_counts).toMatchObject({ completed: 3 })
  expect(await search(app, store.id, 'refund')).toEqual([])
  expect(await search(app, store.id, 'suitcase')).toMatchObject([{ filename: 'b.txt' }])
  await app.close()
})

test('an endpoint that answers with what are no vectors fails the file, and nothing of it is kept', async () => {
  const { baseUrl, bodies } = await endpoint(refuse(200, '{"data":[]}'))
  const app = await newTestApp({}, { embeddings: modelOf(baseUrl) })
  const { store } = await newVectorStoreOf(app, { 'a.txt': 'Some suitcase.' })
  const path = `/v1/vector_stores/${store.id}/files`
  const { data } = await app.json<{ data: object[] }>('GET', path)
  const message = "The embedding model's answer cannot be used: it holds 0 vectors for 1 texts."
  expect(data).toMatchObject([{ status: 'failed', last_error: { code: 'server_error', message } }])
  expect(bodies).toHaveLength(1)
  expect(await search(app, store.id, 'suitcase')).toEqual([])
  await app.close()
})

test('what nests without end, or unpacks to far more than was sent, is none', async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, '['))
  const answers = [
    refuse(200, `{"data":${'['.repeat(100_000)}`),
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(bomb)
    },
  ]
  for (const answer of answers) {
    const { baseUrl } = await endpoint(answer)
    await expect(modelOf(baseUrl).embed(['x'])).rejects.toThrow(/no vectors|more than 16 MB/)
  }
})

test('a query is still searched by its words', async () => {
  const { baseUrl } = await embeddingEndpoint()
  const lying = { ...modelOf(baseUrl) }
  const app = await newTestApp({}, { embeddings: lying })
  const { store } = await newVectorStoreOf(app, FILES)
  const changed = modelOf((await endpoint(refuse(200, '{"data":[null]}'))).baseUrl)
  lying.embed = (texts) => changed.embed(texts)
  expect(await search(app, store.id, 'suitcase')).toMatchObject([{ filename: 'b.txt' }])
  await app.close()
})

test('an error that is told with status 200 is tried again as one', async () => {
  const said = JSON.stringify({ error: { code: 503, message: 'busy' } })
  const { baseUrl, bodies } = await endpoint(refuse(200, said))
  await expect(modelOf(baseUrl).embed(['x'])).rejects.toThrow('answered 503: busy')
  expect(bodies).toHaveLength(3)
})

test('neither key nor text of an error that repeats them, and no cause', async () => {
  const text = 'The wedding of our director is on the ninth of May in Bergen.'
  const key = 'sk-a-key-of-the-tests'
  const said = `bad input ${JSON.stringify(text)} of ${Buffer.from(key).toString('base64')}`
  const { baseUrl } = await endpoint(refuse(400, JSON.stringify({ error: { message: said } })))
  const model = createOpenAICompatibleEmbeddings({ baseUrl, apiKey: key, model: 'e' })
  const error = await model.embed([text]).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    message: 'The model endpoint answered 400: bad input "[text]" of [key]',
  })
  expect(error).not.toHaveProperty('cause')
})
