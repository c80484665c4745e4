import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { RunEvent, TextDelta } from '#contract/event.ts'
import type { Run } from '#contract/run.ts'
import { createEventDecoder } from '#contract/sse.ts'
import { newTestApp } from '#testing/app.ts'
import { type InFront, newInFront } from '#testing/in-front.ts'
import type { CallByHand, ModelByHand } from '#testing/scripted-by-hand.ts'

let it: InFront & { model: ModelByHand }

beforeEach(async () => {
  it = await newInFront()
})
afterEach(() => it.close())

/** For a machine that is busy. */
const PATIENCE = 20_000

const until = (look: () => Promise<void>) => vi.waitFor(look, PATIENCE)

const namesOf = (events: readonly RunEvent[]) =>
  events.map(({ event }) => event.replace('thread.', ''))

/** The text that a reader of the events has, who joins what comes. */
const textOf = (events: readonly RunEvent[]): string =>
  events
    .filter(({ event }) => event === 'thread.message.delta')
    .map(({ data }) => {
      // By the event's name; these are of texts alone.
      const { delta } = data as unknown as { delta: { content: TextDelta[] } }
      return delta.content.map(({ text }) => text.value).join('')
    })
    .join('')

const START = ['run.created', 'run.queued', 'run.in_progress']
const WRITTEN = [
  'run.step.created',
  'run.step.in_progress',
  'message.created',
  'message.in_progress',
]
const END = ['message.completed', 'run.step.completed', 'run.completed']

/** A client with a key that streams a run. */
const startStream = async (threadId: string, assistantId: string) => {
  const body = { assistant_id: assistantId, stream: true }
  const response = await it.front.request('POST', `/v1/threads/${threadId}/runs`, body)
  expect(response.status).toBe(200)
  return response
}

const runOf = async (threadId: string): Promise<Run> =>
  vi.waitFor(async () => {
    const { data } = await it.front.services.store.listRuns(threadId, { order: 'desc', limit: 1 })
    const [run] = data
    if (!run) throw new Error('no run')
    return run
  }, PATIENCE)

const isOver = (run: Run, status = 'completed') =>
  vi.waitFor(async () => {
    const found = await it.front.services.store.getRun(run.thread_id, run.id)
    expect(found?.status).toBe(status)
  }, PATIENCE)

const say = async (call: CallByHand, ...texts: string[]) => {
  for (const text of texts) {
    call.say(text)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** What stands in the mirror is what stands behind. */
const expectAlike = async (run: Run) => {
  const behind = it.wire.behind.services.store
  const front = it.front.services.store
  const page = { order: 'asc', limit: 100 } as const
  expect((await front.listMessages(run.thread_id, page)).data).toEqual(
    (await behind.listMessages(run.thread_id, page)).data,
  )
  expect(await front.getRun(run.thread_id, run.id)).toEqual(
    await behind.getRun(run.thread_id, run.id),
  )
  expect((await front.listRunSteps(run.thread_id, run.id, page)).data).toEqual(
    (await behind.listRunSteps(run.thread_id, run.id, page)).data,
  )
}

test('a stream comes byte for byte, and is written down as it passes', async () => {
  const { thread, assistantId } = await it.seed()
  const response = await startStream(thread.id, assistantId)
  const call = await it.model.nextCall()
  await say(call, 'On ', 'its ', 'way.')
  const run = await runOf(thread.id)
  // While it goes on, another reader has the text so far.
  await until(async () => expect(textOf(await it.events(run))).toBe('On its way.'))
  call.finish()
  const bytes = new Uint8Array(await response.arrayBuffer())
  const frames = createEventDecoder().decode(bytes)
  const log = await it.events(run)
  expect(namesOf(log)).toEqual([
    ...START,
    ...WRITTEN,
    ...log.filter(({ event }) => event === 'thread.message.delta').map(() => 'message.delta'),
    ...END,
  ])
  const isState = ({ event }: { event: string }) => !/delta|done/.test(event)
  expect(frames.filter(isState).map(({ data }) => JSON.parse(data) as unknown)).toEqual(
    log.filter(isState).map(({ data }) => data),
  )
  expect(frames.at(-1)).toMatchObject({ event: 'done', data: '[DONE]' })
  expect(log.map(({ sequence_number: number }) => number)).toEqual(log.map((_, at) => at + 1))
  expect(log.some(({ polled }) => polled)).toBe(false)
  await expectAlike(run)
})

test('when the client that started it leaves, it is heard to its end', async () => {
  const { thread, assistantId } = await it.seed()
  const response = await startStream(thread.id, assistantId)
  const call = await it.model.nextCall()
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await say(call, 'Still ', 'on.')
  call.finish()
  const run = await runOf(thread.id)
  await isOver(run)
  const log = await it.events(run)
  expect(textOf(log)).toBe('Still on.')
  expect(log.some(({ polled }) => polled)).toBe(false)
  await expectAlike(run)
})

test('a run that the console asked for is here once it is answered', async () => {
  const { thread, assistantId } = await it.seed()
  const path = `/v1/threads/${thread.id}/runs`
  const run = await it.ask<Run>('POST', path, { assistant_id: assistantId })
  expect(await it.front.services.store.getRun(thread.id, run.id)).toMatchObject({ id: run.id })
  const call = await it.model.nextCall()
  call.finish()
  await isOver(run)
})

test('the console asks for a run, and its text comes as it is written', async () => {
  const { thread, assistantId } = await it.seed()
  const path = `/v1/threads/${thread.id}/runs`
  const run = await it.ask<Run>('POST', path, { assistant_id: assistantId })
  expect(run).toMatchObject({ object: 'thread.run', thread_id: thread.id })
  const call = await it.model.nextCall()
  await say(call, 'Half')
  await until(async () => expect(textOf(await it.events(run))).toBe('Half'))
  const following = it.request('GET', `${path}/${run.id}/events?after=2`)
  await say(call, ' and half.')
  call.finish()
  const text = await (await following).text()
  expect(text).toMatch(/^(: ping\n\n)?event: thread\.run\.in_progress\n: at \d+\nid: 3\n/)
  expect(text).toMatch(/event: done\ndata: \[DONE\]\n\n$/)
  expect(textOf(await it.events(run))).toBe('Half and half.')
  await expectAlike(run)
})

test('a stream that breaks off breaks for its client, and ends in the truth', async () => {
  const { thread, assistantId } = await it.seed()
  const response = await startStream(thread.id, assistantId)
  const call = await it.model.nextCall()
  await say(call, 'Before it ')
  const run = await runOf(thread.id)
  await until(async () => expect(textOf(await it.events(run))).toBe('Before it '))
  it.wire.knobs.dropStreamAfter = { bytes: 0 }
  await say(call, 'broke.', ' After.')
  await expect(response.text()).rejects.toThrow()
  call.finish()
  await isOver(run)
  const log = await it.events(run)
  // Nothing is lost, and nothing doubled.
  expect(textOf(log)).toBe('Before it broke. After.')
  expect(log.at(-1)).toMatchObject({ event: 'thread.run.completed', polled: true })
  expect(log[0]?.polled).toBeUndefined()
  await expectAlike(run)
})

test('a run that the server behind lost when it fell ends as that says', async () => {
  const { thread, assistantId } = await it.seed()
  const response = await startStream(thread.id, assistantId)
  const call = await it.model.nextCall()
  await say(call, 'Half a sen')
  const run = await runOf(thread.id)
  await until(async () => expect(textOf(await it.events(run))).toBe('Half a sen'))
  await it.wire.stop()
  await expect(response.text()).rejects.toThrow()
  await until(async () =>
    expect(await it.ask('GET', '/api/mirror')).toMatchObject({ reachable: false }),
  )
  await it.wire.restart()
  await isOver(run, 'failed')
  expect(textOf(await it.events(run))).toBe('Half a sen')
  await expectAlike(run)
})

test('tool outputs that the console gives go on in the same log', async () => {
  const { thread, assistantId } = await it.seed()
  const path = `/v1/threads/${thread.id}/runs`
  const tools = [{ type: 'function', function: { name: 'track', parameters: { type: 'object' } } }]
  const run = await it.ask<Run>('POST', path, { assistant_id: assistantId, tools })
  const call = await it.model.nextCall()
  call.emit(
    { type: 'tool_call', index: 0, name: 'track' },
    { type: 'tool_call_arguments', index: 0, arguments: '{}' },
  )
  call.finish('tool_calls')
  await isOver(run, 'requires_action')
  const waiting = await it.ask<Run>('GET', `${path}/${run.id}`)
  const [asked] = waiting.required_action?.submit_tool_outputs?.tool_calls ?? []
  const tool_outputs = [{ tool_call_id: asked?.id, output: 'in Kyoto' }]
  const submitted = `${path}/${run.id}/submit_tool_outputs`
  expect(await it.ask<Run>('POST', submitted, { tool_outputs })).toMatchObject({ id: run.id })
  const next = await it.model.nextCall()
  await say(next, 'It is in Kyoto.')
  next.finish()
  await isOver(run)
  const log = await it.events(run)
  expect(textOf(log)).toBe('It is in Kyoto.')
  expect(log.some(({ polled }) => polled)).toBe(false)
  await expectAlike(run)
})

test('a run that is started without a stream is followed, and marked as polled', async () => {
  const { thread, assistantId } = await it.seed()
  const path = `/v1/threads/${thread.id}/runs`
  const run = await it.front.json<Run>('POST', path, { assistant_id: assistantId })
  const call = await it.model.nextCall()
  await say(call, 'Slowly.')
  call.finish()
  await isOver(run)
  const log = await it.events(run)
  expect(textOf(log)).toBe('Slowly.')
  expect(namesOf(log)[0]).toBe('run.created')
  expect(namesOf(log).at(-1)).toBe('run.completed')
  expect(log.every(({ polled }) => polled)).toBe(true)
  const stream = await it.request('GET', `${path}/${run.id}/events`)
  expect(await stream.text()).toMatch(/event: thread\.run\.created\n: at \d+\n: polled\nid: 1\n/)
  // When it was asked for is no time of its own.
  const withTimes = await it.ask<Run>('GET', `${path}/${run.id}?include[]=times`)
  expect(withTimes.times).toBeUndefined()
  await expectAlike(run)
})

test('a server that stops in mid-stream keeps what it heard, and the next asks for the rest', async () => {
  const { thread, assistantId } = await it.seed()
  const run = await it.ask<Run>('POST', `/v1/threads/${thread.id}/runs`, {
    assistant_id: assistantId,
  })
  const call = await it.model.nextCall()
  await say(call, 'Before ')
  await until(async () => expect(textOf(await it.events(run))).toBe('Before '))
  const { store } = it.front.services
  const settings = { upstreamUrl: it.wire.url, upstreamKey: 'sk-upstream' }
  const kept = { store: { ...store, close: async () => {} } }
  await it.front.mirror?.stop()
  await say(call, 'and after.')
  call.finish()
  const next = await newTestApp(settings, kept)
  await isOver(run)
  expect(textOf(await it.events(run))).toBe('Before and after.')
  await expectAlike(run)
  await next.close()
})
