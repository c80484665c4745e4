import { describe, expect, test } from 'vitest'

import { modelAt } from '#testing/endpoint-model.ts'
import { endpoint, refuse } from '#testing/scripted-endpoint.ts'

const listing = (...models: object[]) =>
  refuse(200, JSON.stringify({ object: 'list', data: models }))

test('what the endpoint lists, asked once', async () => {
  const { baseUrl, bodies } = await endpoint(listing({ id: 'llama', object: 'model' }))
  const models = modelAt(baseUrl)
  await models.listModels()
  expect((await models.listModels()).map(({ id }) => id)).toEqual(['llama'])
  expect(bodies).toHaveLength(1)
})

test('of an endpoint that does not answer: none', async () => {
  const models = modelAt('http://127.0.0.1:9/v1', { aliases: { 'gpt-4': 'llama' } })
  expect(await models.listModels()).toEqual([])
  expect(await models.contextLength?.('gpt-4')).toBeUndefined()
})

test('one of a list that is none leaves the others', async () => {
  const bad = [{ id: 7 }, { id: '' }, {}, [], '', 7, null]
  const { baseUrl } = await endpoint(
    refuse(
      200,
      JSON.stringify({ data: [{ id: 'a' }, ...bad, { id: 'b', created: 'today', object: 'llm' }] }),
    ),
  )
  const rest = { object: 'model', created: 0, owned_by: '' }
  expect(await modelAt(baseUrl).listModels()).toEqual([
    { id: 'a', ...rest },
    { id: 'b', ...rest },
  ])
})

describe('a list in another shape', () => {
  const m1 = { id: 'm1', max_model_len: 4096 }
  test.each<[string, unknown]>([
    ['bare', [m1, { id: 'm2' }]],
    ['under `models`', { models: [m1, { id: 'm2' }] }],
    ['of names', { models: [{ name: 'm1', max_model_len: 4096 }, { name: 'm2' }] }],
    ['of models', { models: [{ model: 'm1', context_length: 4096 }, { model: 'm2' }] }],
    [
      'with names beside ids',
      [
        { ...m1, name: 'The first' },
        { id: 'm2', name: 'The second' },
      ],
    ],
    ['in both fields', { models: [{ name: 'The first' }], data: [m1, { id: 'm2' }] }],
    ['in the other field', { data: [], models: [m1, { name: 'm2' }] }],
    ['with one twice', { data: [{ id: 'm1' }, m1, { id: 'm2' }, { id: 'm1' }] }],
    ['with words', { data: [m1, 'm2'] }],
  ])('%s is read, windows too', async (_, body) => {
    const { baseUrl } = await endpoint(refuse(200, JSON.stringify(body)))
    const models = modelAt(baseUrl)
    expect((await models.listModels()).map(({ id }) => id)).toEqual(['m1', 'm2'])
    expect(await models.contextLength?.('m1')).toBe(4096)
    expect(await models.contextLength?.('m2')).toBeUndefined()
  })

  test.each([[['a', 'b', 'a']], [{ data: ['a', 'b'] }], [{ models: ['a', 'b'] }]])(
    'of words alone: %j',
    async (body) => {
      const { baseUrl } = await endpoint(refuse(200, JSON.stringify(body)))
      expect((await modelAt(baseUrl).listModels()).map(({ id }) => id)).toEqual(['a', 'b'])
    },
  )
})

test.each([
  ['nested without end', `{"data":${'['.repeat(100_000)}`],
  ['of a million models', `{"data":[${'{},'.repeat(1_000_000)}{}]}`],
  ['of 20 MB', `{"data":[{"id":"${'x'.repeat(20 * 1024 * 1024)}"}]}`],
  ['of null', '{"data":[null]}'],
  ['that is an error', '{"error":{"message":"no"}}'],
])('of a list %s: none', async (_, body) => {
  const { baseUrl } = await endpoint(refuse(200, body))
  expect(await modelAt(baseUrl).listModels()).toEqual([])
})

test.each([
  [{ max_model_len: 32_768 }, 32_768],
  [{ context_length: 131_072 }, 131_072],
  [{ context_window: 8192 }, 8192],
  [{ max_context_length: 4096, loaded_context_length: 2048 }, 2048],
  [{ meta: { n_ctx: 16_384, n_ctx_train: 131_072 } }, 16_384],
  [{ context_length: null }, undefined],
  [{ context_length: 'much' }, undefined],
  [{}, undefined],
])('a window as the endpoint tells it: %j', async (fields, length) => {
  const { baseUrl } = await endpoint(listing({ id: 'llama', object: 'model', ...fields }))
  const models = modelAt(baseUrl, { aliases: { 'gpt-4': 'llama' } })
  expect(await models.contextLength?.('gpt-4')).toBe(length)
  expect(await models.contextLength?.('other')).toBeUndefined()
  // Only the fields of the API are told on.
  expect(Object.keys((await models.listModels()).at(-1) ?? {})).not.toContain('context_length')
})
