import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { ModelEvent, ModelRequest } from '#server/models/model.ts'
import { anyText } from '#testing/any-text.ts'
import { ask as askAny } from '#testing/endpoint-model.ts'
import { costOf } from '#testing/growth.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

import { computedText } from './python.ts'
import { sampleJson } from './sample-json.ts'
import { SCRIPTED_MODELS } from './script.ts'
import { createScriptedModel } from './scripted.ts'

const user = (text: string) => ({
  role: 'user' as const,
  content: [{ type: 'text' as const, text }],
})
const weather = {
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['c', 'f'] } },
  },
}
const other = { name: 'lookup_order' }

const ask = (request: Partial<ModelRequest> = {}): ModelRequest =>
  askAny({ model: 'scripted', messages: [user('Where is my order?')], ...request })

const run = async (request: ModelRequest, signal = new AbortController().signal) => {
  const events: ModelEvent[] = []
  for await (const event of createInstantModels().stream(request, signal)) events.push(event)
  return events
}
const textOf = (events: ModelEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const callsIn = (events: ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'tool_call' ? [event.name] : []))
const argumentsIn = (events: ModelEvent[]): unknown =>
  JSON.parse(
    events.map((event) => (event.type === 'tool_call_arguments' ? event.arguments : '')).join(''),
  )

test('says that it is scripted, quotes the user, shows a list, a table and code', async () => {
  const text = textOf(await run(ask({ model: 'gpt-4o' })))
  expect(text).toContain('scripted model')
  expect(text).toContain('> Where is my order?')
  expect(text).toMatch(/^- /m)
  expect(text).toMatch(/^\| role \|/m)
  expect(text).toContain('```ts')
})

test('shows code that reaches the server it stands in', async () => {
  const url = () => 'http://127.0.0.1:4711'
  const models = createScriptedModel({ sleep: () => Promise.resolve(), url })
  const events: ModelEvent[] = []
  for await (const event of models.stream(ask(), new AbortController().signal)) events.push(event)
  expect(textOf(events)).toContain("baseURL: 'http://127.0.0.1:4711/v1'")
})

test('waits between tokens at a human pace', async () => {
  const waits: number[] = []
  const models = createScriptedModel({
    sleep: (ms) => {
      waits.push(ms)
      return Promise.resolve()
    },
  })
  const events: ModelEvent[] = []
  for await (const event of models.stream(ask(), new AbortController().signal)) events.push(event)
  const rate = 1000 / (waits.slice(1).reduce((sum, ms) => sum + ms, 0) / (waits.length - 1))
  expect(waits).toHaveLength(events.length - 1)
  expect(rate).toBeGreaterThan(40)
  expect(rate).toBeLessThan(60)
})

describe('every state has a name', () => {
  const lastOf = async (model: string) => (await run(ask({ model }))).at(-1)

  test.each([
    ['scripted', 'stop'],
    ['scripted-long', 'stop'],
    ['scripted-instant', 'stop'],
    ['scripted-refusal', 'stop'],
    ['scripted-cut', 'length'],
    ['scripted-slow-cut', 'length'],
    ['scripted-filter', 'content_filter'],
  ])('%s ends with %s', async (model, reason) => {
    expect(await lastOf(model)).toMatchObject({ type: 'finish', reason })
  })
  test('scripted-fail fails after some text', async () => {
    const events: ModelEvent[] = []
    const read = async () => {
      const signal = new AbortController().signal
      for await (const event of createInstantModels().stream(
        ask({ model: 'scripted-fail' }),
        signal,
      ))
        events.push(event)
    }
    await expect(read()).rejects.toMatchObject({ name: 'ModelError', code: 'server_error' })
    expect(events.length).toBeGreaterThan(10)
    const pieces = events.filter(({ type }) => type === 'text').length
    expect(events.at(-1)).toEqual({
      type: 'usage',
      usage: { prompt_tokens: expect.any(Number), completion_tokens: pieces },
    })
  })
  test('scripted-rate-limit', async () => {
    await expect(run(ask({ model: 'scripted-rate-limit' }))).rejects.toMatchObject({
      code: 'rate_limit_exceeded',
    })
  })
  test('scripted-stall waits for its abort', async () => {
    const abort = new AbortController()
    const events: ModelEvent[] = []
    const stalled = async () => {
      const stream = createInstantModels().stream(ask({ model: 'scripted-stall' }), abort.signal)
      for await (const event of stream) events.push(event)
    }
    setImmediate(() => abort.abort())
    await expect(stalled()).rejects.toHaveProperty('name', 'AbortError')
    expect(events.at(-1)).toMatchObject({ type: 'usage' })
  })
  test('a word in the text does the same, and is no part of another word', async () => {
    expect((await run(ask({ messages: [user('go on #cut')] }))).at(-1)).toMatchObject({
      reason: 'length',
    })
    expect((await run(ask({ messages: [user('the #cutlery')] }))).at(-1)).toMatchObject({
      reason: 'stop',
    })
  })
  test('they are in the documentation', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../../docs/runs.md')).toString()
    for (const { id } of SCRIPTED_MODELS) expect(page).toContain(`\`${id}\``)
  })
  test('they are listed, and told when asked for help', async () => {
    const listed = (await createInstantModels().listModels()).map(({ id }) => id)
    expect(listed).toEqual(SCRIPTED_MODELS.map(({ id }) => id))
    const help = textOf(await run(ask({ messages: [user('help')] })))
    for (const id of listed) expect(help).toContain(id)
  })
})

describe('functions', () => {
  const tools = [weather, other]
  test.each([
    ['by name', 'Please use get_weather', ['get_weather']],
    ['by its words', 'please get weather', ['get_weather']],
    ['both', 'get_weather then lookup_order', ['get_weather', 'lookup_order']],
    ['in general', 'call something', ['get_weather']],
    ['not at all', 'hello', []],
  ])('called when asked for: %s', async (_, text, names) => {
    const events = await run(ask({ tools, messages: [user(text)] }))
    expect(callsIn(events)).toEqual(names)
    expect(events.at(-1)).toMatchObject({ reason: names.length > 0 ? 'tool_calls' : 'stop' })
  })
  test.each([
    ['required', ['get_weather']],
    ['none', []],
    [{ type: 'function', function: { name: 'lookup_order' } }, ['lookup_order']],
  ] as const)('tool_choice %j', async (tool_choice, names) => {
    const messages = [user(tool_choice === 'none' ? 'call get_weather' : 'hello')]
    expect(callsIn(await run(ask({ tools, tool_choice, messages })))).toEqual(names)
  })
  test('one at a time when they may not be parallel', async () => {
    const request = ask({ tools, model: 'scripted-tools', parallel_tool_calls: false })
    expect(callsIn(await run(request))).toEqual(['get_weather'])
  })
  test('arguments follow the schema and the text, in fragments', async () => {
    const messages = [user('get_weather in Oslo, unit f')]
    const events = await run(ask({ tools: [weather], messages }))
    expect(argumentsIn(events)).toEqual({ city: 'Oslo', unit: 'f' })
    expect(events.filter(({ type }) => type === 'tool_call_arguments').length).toBeGreaterThan(2)
  })
  test('outputs are used in the answer and not asked for again', async () => {
    const events = await run(
      ask({
        tools,
        tool_choice: 'required',
        messages: [
          user('get_weather'),
          {
            role: 'assistant',
            content: '',
            tool_calls: [{ id: 'a', name: 'get_weather', arguments: '{}' }],
          },
          { role: 'tool', tool_call_id: 'a', name: 'get_weather', output: '21 degrees' },
        ],
      }),
    )
    expect(callsIn(events)).toEqual([])
    expect(textOf(events)).toContain('> 21 degrees')
  })
})

describe('Python', () => {
  const python = { name: 'code_interpreter', parameters: { type: 'object' } }
  test.each([
    ['shown', 'Do this:\n```python\nprint(1)\nprint(2)\n```\nthanks', 'print(1)\nprint(2)\n'],
    ['in a line', 'Please\nrun: print(6 * 7)', 'print(6 * 7)'],
    ['for a picture', 'Plot "this"!', expect.stringContaining('words = "Plot this".split()')],
    [
      'for a sum',
      'count "this" in Python',
      expect.stringContaining('words = "count this in Python"'),
    ],
  ])('is written when asked for: %s', async (_, text, code) => {
    const events = await run(ask({ tools: [weather, python], messages: [user(text)] }))
    expect(callsIn(events)).toEqual(['code_interpreter'])
    expect(argumentsIn(events)).toEqual({ code })
  })
  test('is not written without being asked for, nor where it is not offered', async () => {
    expect(callsIn(await run(ask({ tools: [python] })))).toEqual([])
    expect(callsIn(await run(ask({ messages: [user('run: 1')] })))).toEqual([])
    const demanded = await run(ask({ tools: [python], tool_choice: 'required' }))
    expect(argumentsIn(demanded)).toMatchObject({
      code: expect.stringContaining('Where is my order'),
    })
  })
  test('what it printed, drew and made is told', async () => {
    const output =
      'one\n\n\n[Images were made, which …: file-1]\n\n[Files were made. To …]\n- sandbox:/mnt/data/a%20b.csv\n- sandbox:/mnt/data/c.txt'
    const call = { id: 'a', name: 'code_interpreter', arguments: '{}' }
    const messages = [
      user('run: x'),
      { role: 'assistant' as const, content: '', tool_calls: [call] },
      { role: 'tool' as const, tool_call_id: 'a', name: 'code_interpreter', output },
    ]
    const text = textOf(await run(ask({ tools: [python], messages })))
    expect(text).toContain('````text\none\n````')
    expect(text).toContain('drawn')
    expect(text).toContain(
      '[a b.csv](sandbox:/mnt/data/a%20b.csv), [c.txt](sandbox:/mnt/data/c.txt).',
    )
  })
})

test('JSON when JSON is asked for', async () => {
  const format = {
    type: 'json_schema' as const,
    json_schema: { name: 'x', schema: { properties: { ok: { type: 'boolean' } } } },
  }
  expect(JSON.parse(textOf(await run(ask({ response_format: format }))))).toEqual({ ok: true })
  const object = textOf(await run(ask({ response_format: { type: 'json_object' } })))
  expect(JSON.parse(object)).toMatchObject({ scripted: true })
})

test('a token limit is kept', async () => {
  const events = await run(ask({ max_completion_tokens: 5 }))
  expect(events).toHaveLength(6)
  expect(events.at(-1)).toMatchObject({ reason: 'length', usage: { completion_tokens: 5 } })
})

test('what code printed is read in one go, whatever lines it has', () => {
  const output = `${'\n'.repeat(60_000)}x\n\n[Files were made. …]\n- sandbox:/mnt/data/a`
  let text = ''
  const cost = costOf(() => (text = computedText(output)))
  expect(text).toContain('It has made [a](sandbox:/mnt/data/a).')
  // A look at each line end from each of those before it takes seconds.
  expect(cost).toBeLessThan(1000)
})

test('any text is answered, the same way each time, and never cut inside a character', async () => {
  await fc.assert(
    fc.asyncProperty(anyText(), fc.string({ unit: 'grapheme' }), async (a, b) => {
      const request = ask({ messages: [user(a + b)], instructions: b, tools: [weather] })
      const events = await run(request)
      // One look at all of them: one by one, hundreds of events, fifty times, are dear.
      expect(JSON.stringify(await run(request))).toBe(JSON.stringify(events))
      const texts = events.map((event) => (event.type === 'text' ? event.text : ''))
      expect(texts.filter((text) => !text.isWellFormed())).toEqual([])
      expect(events.at(-1)?.type).toBe('finish')
    }),
    { numRuns: 50 },
  )
})

test('any JSON as a schema gives JSON, of bounded size', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (schema, text) => {
      const sampled = JSON.stringify(sampleJson(schema, text))
      expect(typeof sampled).toBe('string')
      expect(sampled.length).toBeLessThan(200_000)
    }),
  )
  const recursive = {
    $defs: {
      node: { properties: { left: { $ref: '#/$defs/node' }, right: { $ref: '#/$defs/node' } } },
    },
    $ref: '#/$defs/node',
  }
  expect(JSON.stringify(sampleJson(recursive, '')).length).toBeLessThan(10_000)
})
