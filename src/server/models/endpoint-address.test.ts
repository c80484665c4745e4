import { expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import { createPassedOn } from './passed-on.ts'
import { createOpenAICompatibleEmbeddings } from './providers/openai-compatible-embeddings.ts'

test('the query of an address stays behind the path of every operation', async () => {
  const asked = await endpoint(refuse(400, '{}'))
  const baseUrl = `${asked.baseUrl}?api-version=1`
  const { signal } = new AbortController()
  const passedOn = createPassedOn({
    baseUrl,
    apiKey: undefined,
    aliases: {},
    embeddingModel: undefined,
  })
  const model = modelAt(baseUrl)
  await collect(model, ask())
  await model.listModels()
  await passedOn.chat({ model: 'm', messages: [] }, signal).catch(() => undefined)
  const embeddings = createOpenAICompatibleEmbeddings({ baseUrl, apiKey: undefined, model: 'm' })
  await embeddings.embed(['a']).catch(() => undefined)
  expect(asked.paths).toEqual(
    ['chat/completions', 'models', 'chat/completions', 'embeddings'].map(
      (path) => `/v1/${path}?api-version=1`,
    ),
  )
})

const GIVEN = 'AIza-of/an+endpoint 0123456789'
const WITH_KEY = `?api-version=2024-12-01-preview&${new URLSearchParams({ key: GIVEN }).toString()}`
/** What an endpoint says that repeats its own address, as it came and as it is read. */
const said = `no: /v1${WITH_KEY} has ${GIVEN}, and 2024-12-01-preview`
const CLEAN = 'no: /v1?api-version=2024-12-01-preview&key=[key] has [key], and 2024-12-01-preview'
const refusing = () => endpoint(refuse(400, JSON.stringify({ error: { message: said } })))

test('a key in the query of an address is in no words of any operation', async () => {
  const { baseUrl: base } = await refusing()
  const baseUrl = `${base}${WITH_KEY}`
  const { signal } = new AbortController()
  const asking = { baseUrl, apiKey: undefined, aliases: {}, embeddingModel: undefined }
  const passedOn = createPassedOn(asking)
  const embeddings = createOpenAICompatibleEmbeddings({ baseUrl, apiKey: undefined, model: 'm' })
  const failures = await Promise.allSettled([
    collect(modelAt(baseUrl)).then(({ error }) => Promise.reject(error)),
    passedOn.chat({ model: 'm', messages: [] }, signal),
    passedOn.embed({ model: 'm', input: 'a' }, signal),
    embeddings.embed(['a']),
  ])
  const message = expect.stringContaining(CLEAN)
  expect(failures).toMatchObject(
    failures.map(() => ({ status: 'rejected', reason: expect.objectContaining({ message }) })),
  )
})

test('nor in what a model answers, nor in its name', async () => {
  const { baseUrl } = await endpoint(
    sse(chunk({ content: said }), chunk({}, { finish_reason: 'stop' })),
  )
  const { events } = await collect(modelAt(`${baseUrl}${WITH_KEY}`))
  expect(events).toContainEqual({ type: 'text', text: CLEAN })
  const listing = await endpoint(refuse(200, JSON.stringify({ data: [{ id: `m-${GIVEN}` }] })))
  expect(await modelAt(`${listing.baseUrl}${WITH_KEY}`).listModels()).toMatchObject([
    { id: 'm-[key]' },
  ])
})
