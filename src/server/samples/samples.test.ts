import { afterEach, beforeEach, expect, test } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'
import type { ImportedThread } from '#server/store/imports.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { violations } from '#testing/stream-rules.ts'

import { newCast } from './cast.ts'
import { offerSamples } from './offer.ts'
import { countSamples, removeSamples } from './remove.ts'
import { newSampleFiles } from './sample-files.ts'
import { tellStories } from './stories/tell.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp({ samples: true })
})
afterEach(() => app.close())

const told = async (): Promise<ImportedThread[]> => {
  const { newId, clock } = app.services
  const { files } = await newSampleFiles(app.services, 0)
  return tellStories({ newId, now: clock.now(), files, cast: newCast(newId, 0) })
}

const everything = async () => {
  const page = { limit: 100, order: 'desc' } as const
  const { store } = app.services
  return {
    threads: (await store.listThreads({ ...page, order_by: 'last_active_at', summary: true })).data,
    assistants: (await store.listAssistants(page)).data,
    files: (await store.listFiles(page)).data,
  }
}

test('a new store is offered samples, each with a title and none in the future', async () => {
  await offerSamples(app.services)
  const { threads } = await everything()
  expect(threads.length).toBeGreaterThanOrEqual(14)
  expect(await countSamples(app.services.store)).toBe(threads.length)
  for (const { summary, metadata } of threads) {
    expect(metadata['sample']).toBe('true')
    expect(summary?.title).toBe(metadata['title'])
    expect(summary?.last_active_at).toBeLessThanOrEqual(app.clock.now() / 1000)
  }
})

test('every state that a run can rest in, and every kind of part, is shown', async () => {
  const threads = await told()
  const runs = threads.flatMap((thread) => thread.runs.map(({ run }) => run))
  expect(new Set(runs.map((run) => run.status))).toEqual(
    new Set(['completed', 'failed', 'incomplete', 'cancelled', 'expired', 'requires_action']),
  )
  const messages = threads.flatMap((thread) => thread.messages)
  expect(new Set(messages.flatMap(({ content }) => content.map((part) => part.type)))).toEqual(
    new Set(['text', 'image_file', 'image_url', 'refusal']),
  )
  expect(Math.max(...threads.map((thread) => thread.messages.length))).toBeGreaterThan(200)
  const lengths = messages.flatMap(({ content }) =>
    content.map((part) => (part.type === 'text' ? part.text.value.length : 0)),
  )
  expect(Math.max(...lengths)).toBeGreaterThan(20_000)
})

test('the event log of each run folds to the run, steps and messages that are stored', async () => {
  for (const { runs, messages } of await told()) {
    for (const { run, steps, events = [] } of runs) {
      const state = events.reduce(
        // A log holds what the stream sent, event by event.
        (folded, event) => foldEvent(folded, event as unknown as StreamEvent),
        EMPTY_RUN_STATE,
      )
      expect(state.run).toEqual(run)
      expect(state.steps.map(({ id, status }) => ({ id, status }))).toEqual(
        steps.map(({ id, status }) => ({ id, status })),
      )
      expect(state.messages).toEqual(messages.filter((message) => message.run_id === run.id))
    }
  }
})

test('the event log of each run keeps the rules of a stream', async () => {
  for (const { runs } of await told()) {
    for (const { run, events = [] } of runs) expect(violations(events), run.id).toEqual([])
  }
})

test('deltas alone give each message its text, parts and annotations', async () => {
  for (const { runs, messages } of await told()) {
    for (const { events = [] } of runs) {
      const begun = events.filter(({ event }) => !/message\.(completed|incomplete)$/.test(event))
      const state = begun.reduce(
        (folded, event) => foldEvent(folded, event as unknown as StreamEvent),
        EMPTY_RUN_STATE,
      )
      for (const { id, content } of state.messages) {
        const stored = messages.find((message) => message.id === id)?.content ?? []
        // A refusal comes with the whole message: clients read a text of every delta.
        expect(content).toEqual(stored.filter((part) => part.type !== 'refusal'))
      }
    }
  }
})

test('steps of tools are told as the engine tells them, from their beginning', async () => {
  for (const { runs } of await told()) {
    for (const { steps, events = [] } of runs) {
      const deltas = events.filter(({ event }) => event === 'thread.run.step.delta')
      const begun = new Set(deltas.map(({ data }) => Object(data).id))
      const calling = steps.filter(({ type }) => type === 'tool_calls')
      expect(begun).toEqual(new Set(calling.map(({ id }) => id)))
    }
  }
})

test('offsets of annotations cut out exactly their text', async () => {
  let seen = 0
  for (const message of (await told()).flatMap((thread) => thread.messages)) {
    for (const part of message.content) {
      if (part.type !== 'text') continue
      for (const annotation of part.text.annotations) {
        if (annotation.type === 'unknown') continue
        const { value } = part.text
        expect(value.slice(annotation.start_index, annotation.end_index)).toBe(annotation.text)
        seen += 1
      }
      expect(part.text.value.match(/【\d/g)?.length ?? 0).toBeLessThanOrEqual(
        part.text.annotations.length,
      )
    }
  }
  expect(seen).toBeGreaterThan(5)
})

test('times only go forward, and log entries are numbered from 1', async () => {
  for (const { messages, runs } of await told()) {
    const times = messages.map((message) => message.created_at)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    for (const { events = [] } of runs) {
      const at = events.map((event) => event.created_at_ms)
      expect(at).toEqual(at.toSorted((a, b) => a - b))
      expect(events.map((event) => event.sequence_number)).toEqual(at.map((_, index) => index + 1))
    }
  }
})

test('the waiting run can still be answered', async () => {
  const [waiting] = (await told()).flatMap(({ runs }) =>
    runs.filter(({ run }) => isActive(run.status)),
  )
  expect(waiting?.run.required_action?.submit_tool_outputs?.tool_calls).toHaveLength(2)
  expect(waiting?.run.expires_at).toBeGreaterThan(app.clock.now() / 1000 + 24 * 3600)
})

test('files of the samples are there with their bytes', async () => {
  await offerSamples(app.services)
  for (const { id, bytes } of (await everything()).files) {
    const stream = await app.services.bytes.read(id)
    expect((await new Response(stream).arrayBuffer()).byteLength).toBe(bytes)
  }
})

test('removing leaves nothing of them, keeps what else there is, and they do not come back', async () => {
  await offerSamples(app.services)
  const kept = await app.json<{ id: string }>('POST', '/v1/threads', {})
  const { files } = await everything()
  await removeSamples(app.services)
  expect(await everything()).toMatchObject({
    threads: [{ id: kept.id }],
    assistants: [],
    files: [],
  })
  for (const { id } of files) expect(await app.services.bytes.read(id)).toBeUndefined()

  await app.json('DELETE', `/v1/threads/${kept.id}`)
  await offerSamples(app.services)
  expect((await everything()).threads).toEqual([])
  await removeSamples(app.services)
})

test('a store that holds a thread, or was told not to, is left alone', async () => {
  await offerSamples({ ...app.services, config: { ...app.services.config, samples: false } })
  expect((await everything()).threads).toEqual([])
  await app.json('POST', '/v1/threads', {})
  await offerSamples(app.services)
  expect((await everything()).assistants).toEqual([])
})
