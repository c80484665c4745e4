import { describe, expect, test } from 'vitest'

import type { CreateRunRequest } from '#contract/run.ts'
import { createModelByHand } from '#testing/scripted-by-hand.ts'
import { namesOf, newRunApp } from '#testing/scripted-runs.ts'

import { ModelError } from '../models/model.ts'
import type { ModelRequest } from '../models/model.ts'

/** Each of about 1,000 tokens, with its number first. */
const thousands = (count: number) =>
  Array.from({ length: count }, (_, at) => `${at} ${'x'.repeat(3980)}`)
const numbersIn = ({ messages }: ModelRequest): number[] =>
  messages.flatMap((message) =>
    message.role === 'user'
      ? message.content.map((part) => (part.type === 'text' ? Number.parseInt(part.text) : NaN))
      : [],
  )

const setUp = async (window: number | undefined, texts: string[]) => {
  const model = createModelByHand()
  let asked = 0
  const contextLength = async () => {
    asked += 1
    return window
  }
  const it = await newRunApp({}, { models: { ...model, contextLength } })
  const threadId = await it.newThread(...texts)
  const create = (request: Partial<CreateRunRequest> = {}) => it.create(request, threadId)
  return { ...it, model, create, asked: () => asked }
}

const from = (first: number, end: number) =>
  Array.from({ length: end - first }, (_, at) => first + at)

describe('auto', () => {
  test('a short thread is sent whole, and nobody is asked for a window', async () => {
    const it = await setUp(8000, ['0', '1', '2'])
    await it.create()
    expect(numbersIn((await it.model.nextCall()).request)).toEqual([0, 1, 2])
    expect(it.asked()).toBe(0)
  })

  test('one that fits is sent whole', async () => {
    const it = await setUp(200_000, thousands(150))
    await it.create()
    expect(numbersIn((await it.model.nextCall()).request)).toEqual(from(0, 150))
  })

  test.each([
    // A tenth is kept back, and 4,096 tokens for the answer; an eighth of the rest is the beginning.
    [40_000, {}, [...from(0, 3), ...from(72, 100)]],
    [40_000, { max_completion_tokens: 10_000 }, [...from(0, 3), ...from(78, 100)]],
    [8_000, {}, from(95, 100)],
    [undefined, {}, [...from(0, 10), ...from(25, 100)]],
  ])(
    'of one that does not fit into %j with %j its middle is left out',
    async (window, request, sent) => {
      const it = await setUp(window, thousands(100))
      await it.create(request)
      expect(numbersIn((await it.model.nextCall()).request)).toEqual(sent)
    },
  )

  test('instructions, functions and a schema take their part of the window', async () => {
    const it = await setUp(40_000, thousands(100))
    const description = 'd'.repeat(20_000)
    await it.create({
      instructions: 'i'.repeat(20_000),
      tools: [{ type: 'function', function: { name: 'f', description } }],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { description } },
      },
    })
    expect(numbersIn((await it.model.nextCall()).request)).toEqual([0, 1, ...from(86, 100)])
  })

  test('the newest is sent even when it alone is longer than the window', async () => {
    const it = await setUp(8000, ['0', `1 ${'x'.repeat(400_000)}`])
    await it.create()
    expect(numbersIn((await it.model.nextCall()).request)).toEqual([1])
  })
})

describe('last_messages', () => {
  test.each([1, 3, 200])('%i of them, however long', async (last_messages) => {
    const it = await setUp(8000, thousands(150))
    await it.create({ truncation_strategy: { type: 'last_messages', last_messages } })
    const sent = numbersIn((await it.model.nextCall()).request)
    expect(sent).toEqual(from(Math.max(0, 150 - last_messages), 150))
  })

  test('no more than the prompt budget has room for', async () => {
    const it = await setUp(undefined, thousands(20))
    await it.create({
      truncation_strategy: { type: 'last_messages', last_messages: 10 },
      max_prompt_tokens: 3500,
    })
    expect(numbersIn((await it.model.nextCall()).request)).toEqual([17, 18, 19])
  })

  test('a number beside auto changes nothing', async () => {
    const it = await setUp(undefined, thousands(3))
    await it.create({ truncation_strategy: { type: 'auto', last_messages: 1 } })
    expect(numbersIn((await it.model.nextCall()).request)).toEqual([0, 1, 2])
  })

  test('that do not fit the model fail the run, which says why', async () => {
    const it = await setUp(undefined, thousands(20))
    const run = await it.create({
      truncation_strategy: { type: 'last_messages', last_messages: 20 },
    })
    const call = await it.model.nextCall()
    call.fail(new ModelError('invalid_prompt', 'Too long.', { tooLong: { limit: 8000 } }))
    expect((await it.events(run)).at(-1)?.data).toMatchObject({
      status: 'failed',
      last_error: {
        code: 'invalid_prompt',
        message: "Too long. ('truncation_strategy.last_messages' asks for the last 20 messages.)",
      },
    })
  })
})

describe('a window that is smaller than it was taken for', () => {
  const tooLong = (limit?: number) =>
    new ModelError('invalid_prompt', 'Too long.', { tooLong: { limit } })

  test('the thread is cut to what the model says, unnoticed', async () => {
    const it = await setUp(undefined, thousands(50))
    const run = await it.create()
    const first = await it.model.nextCall()
    expect(numbersIn(first.request)).toHaveLength(50)
    first.fail(tooLong(16_000))
    const second = await it.model.nextCall()
    expect(numbersIn(second.request)).toEqual([0, ...from(41, 50)])
    second.say('Yes.')
    second.finish()
    expect(namesOf(await it.events(run)).at(-1)).toBe('run.completed')
  })

  test('or shorter and shorter, where it does not; at last the run fails', async () => {
    const it = await setUp(undefined, thousands(50))
    const run = await it.create()
    const sent: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      const call = await it.model.nextCall()
      sent.push(numbersIn(call.request).length)
      call.fail(tooLong())
    }
    expect(sent).toEqual([50, 34, 23, 16, 11])
    expect((await it.events(run)).at(-1)?.data).toMatchObject({
      status: 'failed',
      last_error: { code: 'invalid_prompt', message: 'Too long.' },
    })
  })

  test('a single message that does not fit fails at once', async () => {
    const it = await setUp(undefined, thousands(1))
    const run = await it.create()
    const call = await it.model.nextCall()
    call.fail(tooLong(512))
    expect((await it.events(run)).at(-1)?.data).toMatchObject({
      last_error: { code: 'invalid_prompt', message: 'Too long.' },
    })
  })
})
