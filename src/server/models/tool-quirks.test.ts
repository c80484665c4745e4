import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import type { ModelRequest } from './model.ts'

const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
const refusalOf = (message: string) => JSON.stringify({ error: { message, type: 't' } })
const tools = [{ name: 'f' }]

/** What is sent to an endpoint that refuses once. */
const sentTo = async (status: number, said: string, given: Partial<ModelRequest>) => {
  const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
  const model = modelAt(baseUrl, { maxRetries: 0 })
  const { error } = await collect(model, ask(given))
  if (error === undefined) await collect(model, ask(given))
  return { error, sent: bodies.map((each) => Object(each)) }
}

describe('a choice of tools that says no more than nothing is left out, from then on', () => {
  test.each<[number, string]>([
    [400, 'deepseek-reasoner does not support this `tool_choice`'],
    [400, "Unsupported parameter: 'tool_choice' is not supported with this model."],
    [422, 'tool_choice: Extra inputs are not permitted'],
    [400, 'Tool choice is not supported'],
    [500, 'unknown field toolChoice'],
  ])('%i %s', async (status, said) => {
    const { error, sent } = await sentTo(status, said, { tools })
    expect(error).toBeUndefined()
    expect(sent.map(({ tool_choice: choice }) => choice)).toEqual(['auto', undefined, undefined])
    expect(sent.map((body) => body.tools)).toEqual([sent[0].tools, sent[0].tools, sent[0].tools])
  })

  test.each<ModelRequest['tool_choice']>([
    'none',
    'required',
    { type: 'function', function: { name: 'f' } },
  ])('but not %j, which was chosen', async (tool_choice) => {
    const said = 'This model does not support this `tool_choice`'
    const { error, sent } = await sentTo(400, said, { tools, tool_choice })
    expect(error).toMatchObject({ code: 'invalid_prompt' })
    expect(sent).toHaveLength(1)
  })
})

describe('parameters that are none are left out, from then on', () => {
  const GEMINI =
    '* GenerateContentRequest.tools[0].function_declarations[0].parameters.properties: should be non-empty for OBJECT type'
  const own = { type: 'object', properties: { q: { type: 'string' } } }
  test.each<[number, string]>([
    [400, GEMINI],
    [400, 'tools.0.function.parameters must not be empty'],
    [422, 'tools[0].function.parameters: {} does not have enough properties'],
    [400, 'Invalid schema for function f: an object schema must have at least one property'],
    [400, 'The field properties is empty'],
    [400, 'An empty object is not allowed for function.parameters'],
  ])('%i %s', async (status, said) => {
    const given = { tools: [{ name: 'f' }, { name: 'g', parameters: own }] }
    const { error, sent } = await sentTo(status, said, given)
    expect(error).toBeUndefined()
    const g = { type: 'function', function: { name: 'g', parameters: own } }
    const bare = { type: 'function', function: { name: 'f' } }
    const empty = { type: 'object', properties: {} }
    expect(sent.map((body) => body.tools)).toEqual([
      [{ type: 'function', function: { name: 'f', parameters: empty } }, g],
      [bare, g],
      [bare, g],
    ])
  })

  test.each([
    {},
    { type: 'object' },
    { type: 'object', properties: {}, required: [], additionalProperties: false },
  ])('also where they were given as %j', async (parameters) => {
    const { sent } = await sentTo(400, GEMINI, { tools: [{ name: 'f', parameters }] })
    expect(sent.at(-1).tools[0].function).toEqual({ name: 'f' })
  })

  test.each([
    own,
    { type: 'object', properties: {}, additionalProperties: true },
    { type: 'object', patternProperties: { '^a': {} } },
    { $ref: '#/$defs/a' },
  ])('but not %j, which says something', async (parameters) => {
    const { error, sent } = await sentTo(400, GEMINI, { tools: [{ name: 'f', parameters }] })
    expect(error).toBeDefined()
    expect(sent).toHaveLength(1)
  })

  test.each([
    'messages.0.content must not be empty',
    'Invalid parameters: temperature is too large',
    'The request is too short',
  ])('nor is what is refused for another reason asked again: %s', async (said) => {
    const { error, sent } = await sentTo(400, said, { tools })
    expect(error).toBeDefined()
    expect(sent).toHaveLength(1)
  })
})
