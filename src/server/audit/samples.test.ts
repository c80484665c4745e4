import { expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

import { offerSamples } from '../samples/offer.ts'

const withApp = async (work: (app: TestApp) => Promise<void>) => {
  const app = await newTestApp({ samples: true }, { models: createInstantModels() })
  try {
    await work(app)
  } finally {
    await app.close()
  }
}

interface State {
  present: boolean
  threads: number
}

test('without samples there is nothing to remove, and removing does no harm', () =>
  withApp(async (app) => {
    expect(await app.json<State>('GET', '/api/samples')).toEqual({ present: false, threads: 0 })
    expect((await app.request('DELETE', '/api/samples')).status).toBe(200)
  }))

test('samples are counted as they are deleted, and removed at once', () =>
  withApp(async (app) => {
    await offerSamples(app.services)
    const { threads } = await app.json<State>('GET', '/api/samples')
    const listed = await app.json<{ data: { id: string }[] }>('GET', '/v1/threads?limit=100')
    expect(listed.data).toHaveLength(threads)
    await app.json('DELETE', `/v1/threads/${listed.data[0]?.id}`)
    expect(await app.json<State>('GET', '/api/samples')).toEqual({
      present: true,
      threads: threads - 1,
    })

    const removed = await app.json<State>('DELETE', '/api/samples')
    expect(removed).toEqual({ present: false, threads: 0 })
    expect(await app.json<State>('GET', '/api/samples')).toEqual(removed)
    expect(await app.json('GET', '/v1/threads')).toMatchObject({ data: [] })
  }))

test('the waiting sample can be answered, and its run goes on to its end', () =>
  withApp(async (app) => {
    await offerSamples(app.services)
    const [run] = await app.services.store.listActiveRuns()
    const calls = run?.required_action?.submit_tool_outputs?.tool_calls ?? []
    const path = `/v1/threads/${run?.thread_id}/runs/${run?.id}`
    const outputs = calls.map(({ id }) => ({ tool_call_id: id, output: '{"ok":true}' }))
    const stream = await app.request('POST', `${path}/submit_tool_outputs`, {
      tool_outputs: outputs,
      stream: true,
    })
    expect(await stream.text()).toContain('event: thread.run.completed')
    expect(await app.json('GET', path)).toMatchObject({ status: 'completed' })
  }))
