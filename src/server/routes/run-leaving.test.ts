import { expect, test } from 'vitest'

import { refused } from '#testing/checked.ts'
import { TOOL, namesOf, newRunApp } from '#testing/scripted-runs.ts'

type It = Awaited<ReturnType<typeof newRunApp>>
interface Streamed {
  response: Response
  threadId: string
}

/** Every way to a stream of a run that is under way, its model's call yet to be answered. */
const STREAMS: Record<string, (it: It) => Promise<Streamed>> = {
  createRun: async (it) => {
    const threadId = await it.newThread('Hi')
    const body = { assistant_id: it.assistant.id, stream: true }
    return {
      response: await it.app.request('POST', `/v1/threads/${threadId}/runs`, body),
      threadId,
    }
  },
  createThreadAndRun: async (it) => {
    const body = { assistant_id: it.assistant.id, stream: true }
    const response = await it.app.request('POST', '/v1/threads/runs', body)
    const { data } = await it.store.listThreads({
      limit: 1,
      order: 'desc',
      order_by: 'created_at',
      summary: false,
    })
    return { response, threadId: data[0]?.id ?? '' }
  },
  submitToolOutputsToRun: async (it) => {
    const { path, threadId, calls } = await waiting(it)
    const tool_outputs = calls.map((tool_call_id) => ({ tool_call_id, output: 'o' }))
    const body = { tool_outputs, stream: true }
    return { response: await it.app.request('POST', `${path}/submit_tool_outputs`, body), threadId }
  },
  listRunEvents: async (it) => {
    const run = await it.create()
    const path = `/v1/threads/${run.thread_id}/runs/${run.id}/events`
    return { response: await it.app.request('GET', path), threadId: run.thread_id }
  },
}

const waiting = async (it: It) => {
  const run = await it.create({ tools: [TOOL] })
  const call = await it.model.nextCall()
  for (const index of [0, 1]) call.emit({ type: 'tool_call', index, name: 'f' })
  call.finish('tool_calls')
  await it.until(run, 'thread.run.requires_action')
  const held = await it.store.getRun(run.thread_id, run.id)
  const calls = held?.required_action?.submit_tool_outputs?.tool_calls ?? []
  return {
    path: `/v1/threads/${run.thread_id}/runs/${run.id}`,
    threadId: run.thread_id,
    calls: calls.map(({ id }) => id),
  }
}

test.each(Object.entries(STREAMS))(
  'a client that leaves the stream of %s stops nothing',
  async (_, open) => {
    const it = await newRunApp()
    const { response, threadId } = await open(it)
    const reader = response.body?.getReader()
    await reader?.read()
    const call = await it.model.nextCall()
    await reader?.cancel()
    expect(call.signal.aborted).toBe(false)
    call.say('Yes.')
    call.finish()
    const { data } = await it.store.listRuns(threadId, { limit: 1, order: 'desc' })
    const [run] = data
    if (!run) throw new Error('no run')
    expect(namesOf(await it.events(run)).at(-1)).toBe('run.completed')
  },
)

const list = (ids: readonly string[]) => `[${ids.map((id) => `'${id}'`).join(', ')}]`

test.each<[string, (calls: readonly string[]) => string[]]>([
  ['none', () => []],
  ['one of two', (calls) => calls.slice(0, 1)],
  ['one twice', ([a = '']) => [a, a]],
  ['one too many', (calls) => [...calls, 'call_x']],
  ['an unknown one', ([a = '']) => [a, 'call_x']],
])(
  'outputs for %s are refused in the words clients know, and can be sent again',
  async (_, choose) => {
    const it = await newRunApp()
    const { path, calls } = await waiting(it)
    const submit = (ids: readonly string[], stream: boolean) =>
      it.app.request('POST', `${path}/submit_tool_outputs`, {
        tool_outputs: ids.map((tool_call_id) => ({ tool_call_id, output: '' })),
        stream,
      })
    for (const stream of [false, true]) {
      expect(await refused(submit(choose(calls), stream))).toMatchObject({
        status: 400,
        message: `Expected tool outputs for call_ids ${list(calls)}, got ${list(choose(calls))}`,
      })
    }
    expect((await submit(calls.toReversed(), false)).status).toBe(200)
    expect(await refused(submit(calls, false))).toMatchObject({
      status: 400,
      message: expect.stringMatching(
        /^Runs in status "(queued|in_progress)" do not accept tool outputs\.$/,
      ),
    })
  },
)
