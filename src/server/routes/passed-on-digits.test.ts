import { afterEach, describe, expect, test } from 'vitest'

import type { Config } from '#server/config.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { endpoint, refuse } from '#testing/scripted-endpoint.ts'

const KEY = 'sk-secret-of-tests'
/** What JavaScript would write in another way. */
const ODD = '{"10":1234567890123456789,"2":[1.0,-0,1E+40],"a":9223372036854775807}'

let app: TestApp
afterEach(() => app.close())

const asked = async (
  path: string,
  body: string,
  answer: string,
  settings: Partial<Config> = {},
): Promise<{ sent: string | undefined; told: Response }> => {
  const { baseUrl, texts } = await endpoint(refuse(200, answer))
  app = await newTestApp({ modelBaseUrl: baseUrl, modelApiKey: KEY, ...settings })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer any' }
  const told = await app.app.request(path, { method: 'POST', body, headers })
  return { sent: texts[0], told }
}

const CALL = `{"id":"a","type":"function","function":{"name":"f","arguments":${ODD}}}`
const ANSWER = ` { "choices":[{"index":0,"message":{"content":"Hi.","tool_calls":[${CALL}]}}], "x": ${ODD} }`
const CHAT = `{ "seed":1234567890123456789, "model" : "m", "messages":[{"role":"user","content":"Hi"}],\n "tools":[{"function":{"parameters":${ODD}}}] }`

describe('a completion', () => {
  test('goes out and comes back as it was written', async () => {
    const { sent, told } = await asked('/v1/chat/completions', CHAT, ANSWER)
    expect(sent).toBe(CHAT)
    expect(told.headers.get('content-type')).toBe('application/json')
    expect(await told.text()).toBe(ANSWER)
  })

  test('goes out under another name for the model, all else as it was written', async () => {
    const settings = { modelAliases: { m: 'acme/"m"' } }
    const twice = CHAT.replace(' }', ', "model":"m" }')
    const { sent } = await asked('/v1/chat/completions', twice, ANSWER, settings)
    expect(sent).toBe(twice.replaceAll(/("model" ?: ?)"m"/g, '$1"acme/\\"m\\""'))
  })

  test('with the model in its path gets it', async () => {
    const path = '/openai/deployments/d/chat/completions'
    const { sent } = await asked(path, CHAT.replace('"model" : "m", ', ''), ANSWER)
    expect(sent).toBe(CHAT.replace('"model" : "m", ', '').replace('{', '{"model":"d",'))
  })

  test('that was asked for as a stream keeps its digits', async () => {
    const body = CHAT.replace('{', '{"stream":true,')
    const { told } = await asked('/v1/chat/completions', body, ANSWER)
    const text = await told.text()
    expect(text).toContain('"a":9223372036854775807')
    expect(text).toContain('[1.0,-0,1E+40]')
  })

  test.each([
    ['a value', `"x":"${KEY}"`],
    ['a field that is told twice', `"x":"${KEY}","x":"y"`],
  ])('with the key in %s is told without it, in the same digits', async (_, said) => {
    const answer = ANSWER.replace('"x":', `${said},"n":`)
    const { told } = await asked('/v1/chat/completions', CHAT, answer)
    const text = await told.text()
    expect(text).not.toContain(KEY)
    expect(text).toContain('"2":[1.0,-0,1E+40]')
    expect(text).toContain('1234567890123456789')
  })
})

describe('embeddings', () => {
  const BODY = '{"input":[[1234567890123456789]],"model":"m","seed":1E+40}'
  test.each([
    ['numbers', '{"data":[{"embedding":[0.10,1e-05]}],"x":1.0}', ''],
    ['base64', '{"data":[{"embedding":"AAAA"}],"x":1.0}', ',"encoding_format":"base64"'],
  ])('of %s go out and come back as they were written', async (_, answer, format) => {
    const body = BODY.replace('}', `${format}}`)
    const { sent, told } = await asked('/v1/embeddings', body, answer)
    expect(sent).toBe(body)
    expect(await told.text()).toBe(answer)
  })

  test('that have to become base64 have the same numbers', async () => {
    const body = BODY.replace('}', ',"encoding_format":"base64"}')
    const { told } = await asked('/v1/embeddings', body, '{"data":[{"embedding":[1.0,5e-1]}]}')
    expect(await told.json()).toEqual({ data: [{ embedding: 'AACAPwAAAD8=' }] })
  })
})
