import { expect, vi } from 'vitest'

import type { Message } from '#contract/message.ts'

import type { TestApp } from './app.ts'
import { buildMessage, buildThread } from './builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from './lying-upstream.ts'
import { timersByHand } from './scripted-runs.ts'

/** How long is waited for what comes by itself, in milliseconds. */
export const PATIENCE = 20_000
/** The key of a client: the server in front has none of its own. */
export const KEY = 'sk-of-a-client-0123456789'

export const asConsole = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
export const asClient = { authorization: `Bearer ${KEY}`, 'openai-beta': 'assistants=v2' }

/** A server in front of a lying one, with two honest threads in its copy and timers that are set off by hand. */
export interface TwoThreads extends InFrontOfLying {
  timers: ReturnType<typeof timersByHand>
  store: () => TestApp['services']['store']
  /** Both threads with their messages, as they are in front. */
  all: () => Promise<unknown[]>
}

/** The threads are `thread_1` and `thread_2`, each of one message. */
export const newTwoThreads = async (): Promise<TwoThreads> => {
  const timers = timersByHand()
  const it = await newInFrontOfLying({ upstreamKey: undefined }, { timers })
  const { answers, front } = it
  const ids = ['thread_1', 'thread_2']
  for (const id of ids) {
    answers[`GET /threads/${id}`] = () => buildThread({ id, metadata: { title: id } })
    answers[`GET /threads/${id}/messages`] = () =>
      listOf([buildMessage({ id: `msg_${id}`, thread_id: id })])
    answers[`GET /threads/${id}/runs`] = () => listOf([])
    await front.json('POST', '/api/mirror/threads', { thread_ids: [id] })
    await vi.waitFor(async () => expect(await it.messagesOf(id)).toHaveLength(1), PATIENCE)
  }
  const store = () => front.services.store
  const all = () =>
    Promise.all(ids.map(async (id) => [await store().getThread(id), await it.messagesOf(id)]))
  return { ...it, timers, store, all }
}

/** The message of a thread as a lie has it. */
export const overwritten = (thread_id: string, fields: Partial<Message> = {}): Message =>
  buildMessage({
    id: `msg_${thread_id}`,
    thread_id,
    role: 'assistant',
    content: [{ type: 'text', text: { value: 'overwritten', annotations: [] } }],
    ...fields,
  })
