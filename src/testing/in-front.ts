import type { RunEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { Config } from '#server/config.ts'
import type { Services } from '#server/services.ts'

import { type TestApp, newTestApp } from './app.ts'
import { type PublishedWire, UPSTREAM_KEY, newPublishedWire } from './published-wire.ts'
import { type ModelByHand, createModelByHand } from './scripted-by-hand.ts'
import { createInstantModels } from './scripted-models.ts'

/** A server in front of one that speaks the published wire alone. */
export interface InFront {
  wire: PublishedWire
  front: TestApp
  /** As the console's own pages ask the one in front. @throws where it refuses */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>
  /** The same, with the answer as it came. */
  request(method: string, path: string, body?: unknown): Promise<Response>
  /** The log of a run, by the one in front. */
  events(run: Pick<Run, 'id' | 'thread_id'>): Promise<RunEvent[]>
  /** The messages of a thread, oldest first, as the console reads them in front. */
  messages(threadId: string): Promise<Message[]>
  /** A thread with a question, an assistant, and a run where it is asked for, made at the server behind. */
  seed(question?: string): Promise<{ thread: Thread; assistantId: string }>
  close(): Promise<void>
}

const CONSOLE = {
  'sec-fetch-site': 'same-origin',
  'openai-beta': 'assistants=v2',
  'content-type': 'application/json',
}

export const newInFront = async (
  settings: Partial<Config> = {},
  parts: Partial<Services> = {},
): Promise<InFront & { model: ModelByHand }> => {
  const model = createModelByHand()
  const wire = await newPublishedWire({}, { parts: { models: model } })
  return { ...(await before(wire, settings, parts)), model }
}

/** The same with a model that answers at once. */
export const newInFrontOfInstant = async (settings: Partial<Config> = {}): Promise<InFront> => {
  const wire = await newPublishedWire({}, { parts: { models: createInstantModels() } })
  return before(wire, settings, {})
}

/** A server in front of that one. */
export const before = async (
  wire: PublishedWire,
  settings: Partial<Config>,
  parts: Partial<Services>,
): Promise<InFront> => {
  const front = await newTestApp(
    { upstreamUrl: wire.url, upstreamKey: UPSTREAM_KEY, ...settings },
    parts,
  )
  const request: InFront['request'] = async (method, path, body) =>
    front.app.request(path, {
      method,
      headers: CONSOLE,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await request(method, path, body)
    const value: unknown = await response.json()
    if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(value)}`)
    return value as T // the caller's claim, which the test then checks
  }
  return {
    wire,
    front,
    ask,
    request,
    events: async ({ id, thread_id }) => {
      const log = `/v1/threads/${thread_id}/runs/${id}/events?stream=false&limit=1000`
      return (await ask<List<RunEvent>>('GET', log)).data
    },
    messages: async (threadId) =>
      (await ask<List<Message>>('GET', `/v1/threads/${threadId}/messages?order=asc&limit=100`))
        .data,
    seed: async (question = 'Where is my parcel?') => {
      const { behind } = wire
      const messages = [{ role: 'user', content: question }]
      const thread = await behind.json<Thread>('POST', '/v1/threads', { messages })
      const { id } = await behind.json<{ id: string }>('POST', '/v1/assistants', {
        model: 'gpt-4o',
      })
      return { thread, assistantId: id }
    },
    close: async () => {
      await front.close()
      await wire.close()
    },
  }
}
