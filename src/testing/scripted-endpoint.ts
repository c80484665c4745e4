import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterEach } from 'vitest'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A real endpoint; `answers` serve one request each, the last of them all further ones. */
export const endpoint = async (...answers: Answer[]) => {
  const bodies: unknown[] = []
  /** The same as they came. */
  const texts: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const paths: (string | undefined)[] = []
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = await text(request)
    texts.push(sent)
    bodies.push(sent === '' ? undefined : JSON.parse(sent))
    headers.push(request.headers)
    paths.push(request.url)
    const answer = answers[Math.min(bodies.length, answers.length) - 1]
    answer?.(response, request)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  )
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` // it listens on a port
  return { baseUrl, bodies, texts, headers, paths }
}

/** One frame of a chat completion. */
export const chunk = (delta: object, rest: object = {}) =>
  `data: ${JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: null, ...rest }],
  })}\n\n`

export const usage = `data: ${JSON.stringify({
  id: 'c',
  choices: [],
  usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
})}\n\n`

export const sse =
  (...frames: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(frames.join(''))
  }

export const refuse =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body)
  }
