import { afterEach, expect, test } from 'vitest'

import type { Model } from '#contract/model.ts'
import { createScriptedModel } from '#server/models/providers/scripted/scripted.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'

let app: TestApp
afterEach(() => app.close())

const listed = async () => {
  const list = await accepted<{ data: Model[] }>('listModels', app.request('GET', '/v1/models'))
  return list.data
}

test('the provider’s models can be listed and looked up', async () => {
  app = await newTestApp()
  const [model] = await listed()
  expect(model).toMatchObject({ object: 'model' })
  const path = `/v1/models/${encodeURIComponent(model?.id ?? '')}`
  expect(await accepted('retrieveModel', app.request('GET', path))).toEqual(model)
})

test('names that stand for others are listed, also those with a slash', async () => {
  app = await newTestApp({ modelAliases: { 'gpt-4': 'llama3.1', 'acme/large': 'x', '*': 'qwen3' } })
  const ids = (await listed()).map(({ id }) => id)
  expect(ids).toContain('gpt-4')
  expect(ids).not.toContain('*')
  for (const path of ['/v1/models/acme%2Flarge', '/v1/models/acme/large']) {
    expect(await accepted('retrieveModel', app.request('GET', path))).toMatchObject({
      id: 'acme/large',
    })
  }
})

test('a name that stands for another hides a model of the same name', async () => {
  app = await newTestApp()
  const [hidden, ...others] = await listed()
  await app.close()
  app = await newTestApp({ modelAliases: { [hidden?.id ?? '']: 'llama3.1' } })
  expect(await listed()).toEqual([{ ...hidden, created: 0, owned_by: 'clew' }, ...others])
})

test('a name that runs are answered under is there, though it is not listed', async () => {
  app = await newTestApp()
  for (const id of ['gpt-4o', 'ft:gpt-4o-mini:acemeco:suffix:abc123']) {
    expect(await accepted('retrieveModel', app.request('GET', `/v1/models/${id}`))).toMatchObject({
      id,
    })
  }
  expect((await listed()).map(({ id }) => id)).not.toContain('gpt-4o')
})

test('a model that is not there', async () => {
  const models = { ...createScriptedModel({ sleep: async () => {} }), scripted: false }
  app = await newTestApp({ modelAliases: { 'gpt-4': 'x' } }, { models })
  expect(await refused(app.request('GET', '/v1/models/none'))).toMatchObject({
    status: 404,
    code: 'model_not_found',
    message: "The model 'none' does not exist or you do not have access to it.",
  })
})

test('no model can be deleted: none belongs to who asks', async () => {
  app = await newTestApp()
  const [model] = await listed()
  expect(await refused(app.request('DELETE', `/v1/models/${model?.id}`))).toMatchObject({
    status: 403,
    message: `You have insufficient permissions to delete the model '${model?.id}'.`,
  })
  const none = '/v1/models/ft:gpt-4o-mini:acemeco:suffix:abc123'
  expect(await refused(app.request('DELETE', none))).toMatchObject({
    status: 404,
    code: 'model_not_found',
  })
})
