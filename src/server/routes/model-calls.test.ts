import { describe, expect, test } from 'vitest'

import { createPassedOn } from '#server/models/passed-on.ts'
import { framesOf } from '#testing/chat-frames.ts'
import { refused } from '#testing/checked.ts'
import { CHAT, DONE, HI, KEY, SAID, json, passingApp } from '#testing/passing-app.ts'
import { type Answer, chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

const { app, before, chat } = passingApp()

describe('before an endpoint', () => {
  test('a request goes out as it is, under the endpoint’s name for the model and our key', async () => {
    const { bodies, headers, paths } = await before(json(SAID), { modelAliases: { '*': 'qwen3' } })
    const asked = { ...CHAT, seed: 7, logit_bias: { 5: 1 }, extra: { deep: [null] } }
    const answer = await app().request('POST', '/v1/chat/completions?x=1', asked, {
      authorization: 'Bearer of-the-client',
      'api-key': 'of-the-client',
      cookie: 'a=b',
      'openai-organization': 'org',
      'x-stainless-lang': 'js',
    })
    expect(await answer.json()).toEqual(SAID)
    expect(bodies).toEqual([{ ...asked, model: 'qwen3' }])
    expect(paths).toEqual(['/v1/chat/completions'])
    expect(headers[0]?.authorization).toBe(`Bearer ${KEY}`)
    expect(JSON.stringify(headers)).not.toMatch(/of-the-client|cookie|organization|stainless/)
  })

  test('without a key of ours none goes out', async () => {
    const { headers } = await before(json(SAID), { modelApiKey: undefined })
    expect((await chat()).status).toBe(200)
    expect(headers[0]?.authorization).toBeUndefined()
  })

  test('of its headers none comes through', async () => {
    await before(json(SAID, 200, { 'set-cookie': 'a=b', 'x-inside': KEY, 'clear-site-data': '*' }))
    const { headers } = await chat()
    expect(JSON.stringify([...headers])).not.toMatch(/set-cookie|x-inside|clear-site/)
    expect(headers.get('x-request-id')).toMatch(/^req_/)
  })

  test('numbers that JSON does not have go through as they were written', async () => {
    const odd = chunk({ content: 'Hi' }).replace('"index":0', '"index":0,"logprob":-Infinity')
    const stop = chunk({}, { finish_reason: 'stop' })
    const asked = { ...CHAT, stream: true }
    await before(sse(odd, stop, DONE))
    expect(await (await chat(asked)).text()).toBe([odd, stop, DONE].join(''))
    const whole = JSON.stringify(SAID).replace('"id"', '"logprob":NaN,"cost":1.50,"id"')
    const { baseUrl } = await endpoint(refuse(200, whole))
    const set = { baseUrl, apiKey: KEY, aliases: {}, embeddingModel: undefined }
    expect(await createPassedOn(set).chat(CHAT, new AbortController().signal)).toBe(whole)
  })

  test.each([
    ['/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21', 'gpt-4o'],
    ['/openai/deployments/acme/large/chat/completions', 'acme/large'],
    ['/openai/deployments/acme%2Flarge/chat/completions', 'acme/large'],
    ['/openai/v1/chat/completions', 'of-the-body'],
    ['/openai/chat/completions', 'of-the-body'],
  ])('%s asks for the model %s', async (path, model) => {
    const { bodies } = await before(json(SAID))
    const headers = { authorization: '', 'api-key': 'any' }
    const body = path.includes('deployments') ? HI : { ...HI, model: 'of-the-body' }
    const { authorization: _, ...sent } = headers
    const answer = await app().app.request(path, {
      method: 'POST',
      headers: sent,
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    expect(bodies).toEqual([{ ...HI, model }])
  })

  test('an answer that does not say what it is', async () => {
    const plain =
      (text: string): Answer =>
      (response) => {
        response.writeHead(200, { 'content-type': 'text/plain' })
        response.write('\n')
        response.end(text)
      }
    const last = chunk({ content: 'Hi' }, { finish_reason: 'stop' })
    await before(plain(last))
    expect(await framesOf(chat({ ...CHAT, stream: true }))).toEqual([
      last.trimEnd(),
      DONE.trimEnd(),
    ])
    await before(plain(JSON.stringify(SAID)))
    expect(await framesOf(chat({ ...CHAT, stream: true }))).toHaveLength(2)
    expect(await (await chat()).json()).toEqual(SAID)
  })

  test('the key is in no answer, also where it is spelled', async () => {
    const escaped = JSON.stringify({ ...SAID, choices: [{ message: { content: KEY } }] }).replace(
      'sk-secret',
      String.raw`\u0073k-secret`,
    )
    await before(refuse(200, escaped))
    expect(await (await chat()).json()).toMatchObject({
      choices: [{ message: { content: '[key]' } }],
    })
    await before(sse(...KEY.split('').map((content) => chunk({ content })), DONE))
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(frames.map((frame) => /"content":"(.*?)"/.exec(frame)?.[1] ?? '').join('')).toBe('[key]')
    expect(`${frames.at(-1)}\n\n`).toBe(DONE)
  })

  test('choices and vectors that are none are passed on as they are', async () => {
    await before(json({ ...SAID, choices: [null, { message: null }] }))
    const [first] = await framesOf(chat({ ...CHAT, stream: true }))
    expect(JSON.parse(String(first).slice(6))).toMatchObject({ choices: [{ delta: {} }, {}] })
    await before(json({ data: [null, { embedding: 'x' }] }))
    const asked = { model: 'e', input: 'a', encoding_format: 'base64' }
    const answer = await app().request('POST', '/v1/embeddings', asked)
    expect(await answer.json()).toEqual({ data: [{}, { embedding: 'x' }] })
  })

  test('a large request that was answered holds no room', async () => {
    await before(json(SAID))
    const large = JSON.stringify('x'.repeat(15_000_000))
    for (let sent = 0; sent < 5; sent++) {
      expect((await app().request('POST', '/v1/chat/completions', large)).status).toBe(400)
    }
  })

  test('embeddings, in the encoding that was asked for', async () => {
    const embedding = [0.5, -1]
    const told = { object: 'list', data: [{ object: 'embedding', index: 0, embedding }] }
    const { bodies, paths } = await before(json(told), {
      modelAliases: { '*': 'qwen3', small: 'bge' },
      embeddingModel: 'nomic',
    })
    const embed = async (body: object, path = '/v1/embeddings') =>
      (await app().request('POST', path, { input: ['a'], ...body })).json()
    expect(await embed({ model: 'text-embedding-3-small' })).toEqual(told)
    expect(await embed({ model: 'small', encoding_format: 'base64' })).toMatchObject({
      data: [{ embedding: Buffer.from(Float32Array.from(embedding).buffer).toString('base64') }],
    })
    await embed({}, '/openai/deployments/small/embeddings')
    expect(bodies.map((body) => Object(body).model)).toEqual(['nomic', 'bge', 'bge'])
    expect(new Set(paths)).toEqual(new Set(['/v1/embeddings']))
  })

  test('a request that names no model, or says nothing', async () => {
    const { bodies } = await before(json(SAID))
    const message = 'you must provide a model parameter'
    expect(await refused(chat(HI))).toMatchObject({ status: 400, message })
    expect(await refused(chat({ model: 'm' }))).toMatchObject({
      status: 400,
      code: 'missing_required_parameter',
      param: 'messages',
    })
    expect(bodies).toEqual([])
  })
})
