import { expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { endpoint, refuse } from '#testing/scripted-endpoint.ts'

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
