import { afterEach } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'
import type { Config } from '#server/config.ts'
import type { Store } from '#server/store/store.ts'

import { type TestApp, newTestApp } from './app.ts'
import { buildAssistant, buildMessage, buildThread } from './builders.ts'
import { USAGE_BY_HAND, createModelByHand } from './scripted-by-hand.ts'

const apps: TestApp[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

/** Timers that ring when the test says so. */
export const timersByHand = () => {
  const set = new Set<{ ms: number; callback: () => void }>()
  return {
    after(ms: number, callback: () => void) {
      const timer = { ms, callback }
      set.add(timer)
      return () => set.delete(timer)
    },
    /** How many are waiting. */
    get waiting() {
      return set.size
    },
    /** @param ms rings only those that were set for so long */
    ring(ms?: number) {
      // Those that are set by a callback ring next time.
      const due = Array.from(set).filter((timer) => ms === undefined || timer.ms === ms)
      for (const timer of due) {
        set.delete(timer)
        timer.callback()
      }
    },
  }
}

/** The app with a model that the test speaks for, an assistant and a thread with one user message. */
export const newRunApp = async (
  settings: Partial<Config> = {},
  parts: Parameters<typeof newTestApp>[1] = {},
) => {
  const model = createModelByHand()
  const app = await newTestApp(settings, { models: model, ...parts })
  apps.push(app)
  const { store, runs, newId } = app.services
  const assistant = buildAssistant({
    id: newId('assistant'),
    model: 'm',
    instructions: 'Help.',
  })
  await store.insertAssistant(assistant)

  const newThread = async (...texts: string[]) => {
    const thread = buildThread({ id: newId('thread') })
    const messages = texts.map((text) =>
      buildMessage({ id: newId('message'), text, thread_id: thread.id }),
    )
    await store.insertThread(thread, messages)
    return thread.id
  }
  const create = async (request: Partial<CreateRunRequest> = {}, threadId?: string) =>
    runs.createRun(threadId ?? (await newThread('Hi')), { assistant_id: assistant.id, ...request })

  /** The run's events until it ends or waits. */
  const events = async ({ thread_id, id }: Run, after = 0): Promise<RunEvent[]> => {
    const seen: RunEvent[] = []
    const signal = new AbortController().signal
    for await (const batch of runs.follow(thread_id, id, after, signal)) seen.push(...batch)
    return seen
  }
  /** Waits until the run's log holds such an event. */
  const until = async ({ thread_id, id }: Run, name: string): Promise<RunEvent> => {
    const stop = new AbortController()
    for await (const batch of runs.follow(thread_id, id, 0, stop.signal)) {
      const event = batch.find(({ event: so }) => so === name)
      if (event) return event
    }
    throw new Error(`the run ended without ${name}`)
  }
  return { app, model, assistant, store, runs, newThread, create, events, until, clock: app.clock }
}

export const namesOf = (events: { event: string }[]): string[] =>
  events.map(({ event }) => event.replace('thread.', ''))

export const TOOL = { type: 'function' as const, function: { name: 'f' } }

/** What one call of the model by hand costs. */
export const USAGE = { ...USAGE_BY_HAND, total_tokens: 15 }

export const textOf = (message: Message | undefined): string | undefined =>
  message?.content.map((part) => (part.type === 'text' ? part.text.value : '')).join('')

/** The first message that an assistant made in a thread. */
export const answerIn = async (store: Store, threadId: string): Promise<Message | undefined> => {
  const { data } = await store.listMessages(threadId, { limit: 100, order: 'asc' })
  return data.find(({ role }) => role === 'assistant')
}
