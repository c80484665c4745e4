import type { ServerResponse } from 'node:http'

import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const DONE = 'data: [DONE]\n\n'
const HELLO = `${chunk({ content: 'Hello' })}${STOP}${DONE}`

const completed = (usage: object = {}) => ({
  error: undefined,
  events: [
    { type: 'text', text: 'Hello' },
    { type: 'finish', reason: 'stop', usage: expect.objectContaining(usage) },
  ],
})

const answeredBy = async (after: (response: ServerResponse) => void) => {
  const { baseUrl } = await endpoint((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(HELLO)
    after(response)
  })
  return collect(modelAt(baseUrl), ask())
}

describe('an answer ends where it says so', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['the connection stays open', () => {}],
    ['the connection breaks off', (response) => void setImmediate(() => response.destroy())],
    ['an error follows', (response) => response.end('event: error\ndata: {"error":"late"}\n\n')],
    ['text follows', (response) => response.end(chunk({ content: ' LATE' }))],
    ['something else follows', (response) => response.end('data: bye\n\n')],
    ['comments follow', (response) => void response.write(': keep-alive\n\n')],
  ])('when %s', async (_, after) => {
    expect(await answeredBy(after)).toEqual(completed())
  })

  test('its usage may follow at once', async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 3 }
    const { baseUrl } = await endpoint(
      sse(`${HELLO}data: ${JSON.stringify({ choices: [], usage })}\n\n`),
    )
    expect(await collect(modelAt(baseUrl), ask())).toEqual(completed(usage))
  })

  test('the connection serves the next answer', async () => {
    const ports = new Set<number | undefined>()
    const answer = (response: ServerResponse) => {
      ports.add(response.socket?.remotePort)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(HELLO)
      setImmediate(() => response.end())
    }
    const { baseUrl } = await endpoint(answer, answer, answer)
    const model = modelAt(baseUrl)
    for (let at = 0; at < 3; at++) {
      expect(await collect(model, ask())).toEqual(completed())
      // The end comes a moment after all that was waited for.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(ports.size).toBe(1)
  })
})

describe('thoughts that are counted in the total alone count as completion', () => {
  test.each([
    ['beside the completion', { prompt_tokens: 40, completion_tokens: 5, total_tokens: 445 }, 405],
    ['without one', { prompt_tokens: 40, total_tokens: 500 }, 460],
    [
      'not where the total is less',
      { prompt_tokens: 40, completion_tokens: 5, total_tokens: 3 },
      5,
    ],
  ])('%s', async (_, usage, completion_tokens) => {
    const last = chunk({}, { finish_reason: 'stop' })
    const told = `data: ${JSON.stringify({ choices: [], usage })}\n\n`
    const { baseUrl } = await endpoint(sse(`${chunk({ content: 'Hello' })}${last}${told}${DONE}`))
    expect(await collect(modelAt(baseUrl), ask())).toEqual(
      completed({ prompt_tokens: 40, completion_tokens }),
    )
  })
})
