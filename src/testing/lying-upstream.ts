import type { ServerResponse } from 'node:http'

import { Hono } from 'hono'
import { expect, vi } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Mirror } from '#contract/mirror.ts'
import type { Config } from '#server/config.ts'
import type { Timers } from '#server/timers.ts'

import { type TestApp, newTestApp } from './app.ts'
import { buildMessage, buildThread } from './builders.ts'
import { serveApp } from './serve.ts'

/** An answer of JSON, or a response as it is. */
type Answer = (query: URLSearchParams, request: Request) => unknown

/** In place of an answer: the connection is destroyed. */
export const RESET = Symbol('reset')

/** A server in front of one that answers as it is told, true or not. */
export interface InFrontOfLying {
  /** What the server behind answers, by its path below `/v1`, with a method before it or for all; 404 for any other. */
  answers: Record<string, Answer>
  /** What it was asked, with its query. */
  asked: string[]
  front: TestApp
  /** An honest thread of one message, but for what is given. */
  offer(id: string, given?: Record<string, Answer>): void
  /** Adds threads, and waits until none is to be brought any more. */
  add(...ids: string[]): Promise<Mirror>
  /** The messages of a thread as they are in front. */
  messagesOf(id: string): Promise<Message[]>
  close(): Promise<void>
}

export const newInFrontOfLying = async (
  settings: Partial<Config> = {},
  parts: { timers?: Timers } = {},
): Promise<InFrontOfLying> => {
  const answers: Record<string, Answer> = {}
  const asked: string[] = []
  const lying = new Hono()
  lying.all('*', async (c) => {
    const { pathname, search, searchParams } = new URL(c.req.url)
    asked.push(pathname + search)
    const path = pathname.replace('/v1', '')
    const answerTo = answers[`${c.req.method} ${path}`] ?? answers[path]
    const answer = await answerTo?.(searchParams, c.req.raw)
    if (answer === RESET) {
      // The bindings that every app on Node is given.
      ;(c.env as { outgoing: ServerResponse }).outgoing.destroy()
      return new Promise<never>(() => {})
    }
    if (answer instanceof Response) return answer
    return answer === undefined
      ? c.json({ error: { message: 'none', type: 'invalid_request_error' } }, 404)
      : c.json(answer)
  })
  const behind = await serveApp(lying)
  const front = await newTestApp(
    { upstreamUrl: `${behind.url}/v1`, upstreamKey: 'sk-inside-of-tests', ...settings },
    parts,
  )
  return {
    answers,
    asked,
    front,
    offer: (id, given = {}) => {
      const path = `/threads/${id}`
      answers[path] = () => buildThread({ id })
      answers[`${path}/messages`] = () => listOf([buildMessage({ id: `msg_${id}`, thread_id: id })])
      answers[`${path}/runs`] = () => listOf([])
      for (const [part, answer] of Object.entries(given)) answers[`${path}${part}`] = answer
    },
    add: async (...ids) => {
      await front.json('POST', '/api/mirror/threads', { thread_ids: ids })
      return vi.waitFor(async () => {
        const told = await front.json<Mirror>('GET', '/api/mirror')
        expect(told.waiting).toBe(0)
        return told
      }, 30_000)
    },
    messagesOf: async (id) =>
      (await front.services.store.listMessages(id, { order: 'asc', limit: 100 })).data,
    close: async () => {
      await front.close()
      await behind.close()
    },
  }
}

/** A page of a list. */
export const listOf = (data: readonly { id: string }[], has_more = false) => ({
  object: 'list',
  data,
  first_id: data.at(0)?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more,
})
