import { describe, expect, test } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { accepted } from '#testing/checked.ts'
import { newEndpointApp } from '#testing/endpoint-app.ts'
import { type Answer, chunk, refuse, sse, usage } from '#testing/scripted-endpoint.ts'
import { TOOL, USAGE, newRunApp } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

const TOLD = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
const HALF = chunk({ content: 'Half' })
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
const called = chunk({
  tool_calls: [{ index: 0, id: 'x', function: { name: 'g', arguments: '' } }],
})

const breakingOff =
  (...frames: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(frames.join(''), () => response.destroy())
  }

/** A run that was cancelled when the first text had come. */
const cancelledInText = async (it: Awaited<ReturnType<typeof newEndpointApp>>): Promise<Run> => {
  const asked = { assistant_id: it.assistant.id, stream: true }
  const stream = await it.app.request('POST', it.path, asked)
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('thread.message.delta')) text += (await reader?.read())?.value ?? ''
  const [, id = ''] = /"id":"(run_\w+)"/.exec(text) ?? []
  const cancelling = await accepted<Run>(
    'cancelRun',
    it.app.request('POST', `${it.path}/${id}/cancel`),
  )
  await reader?.cancel()
  return it.settled(cancelling)
}

describe('what a call cost, as far as its endpoint told, is the run’s and the step’s', () => {
  test.each<[string, Answer]>([
    ['an error follows', sse(HALF, usage, frame({ error: { message: 'no' } }))],
    ['the answer failed by its own word', sse(HALF, chunk({}, { finish_reason: 'error' }), usage)],
    ['the connection breaks off', breakingOff(HALF, usage)],
    ['the end is missing', sse(HALF, usage)],
    ['a function is called that was not offered', sse(HALF, usage, called)],
  ])('where %s', async (_, answer) => {
    const it = await newEndpointApp([answer])
    const run = await it.run()
    expect(run).toMatchObject({ status: 'failed', usage: TOLD })
    const { data: steps } = await accepted<{ data: RunStep[] }>(
      'listRunSteps',
      it.app.request('GET', `${it.path}/${run.id}/steps`),
    )
    expect(steps).toMatchObject([{ status: 'failed', usage: TOLD }])
  })

  test('where nothing else came', async () => {
    const it = await newEndpointApp([sse(usage, frame({ error: { message: 'no' } }))])
    expect(await it.run()).toMatchObject({ status: 'failed', usage: TOLD })
  })

  test('where the run is cancelled', async () => {
    const it = await newEndpointApp([
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(usage + HALF)
      },
    ])
    expect(await cancelledInText(it)).toMatchObject({ status: 'cancelled', usage: TOLD })
  })
})

describe('what a call that breaks off cost is estimated where its endpoint told nothing', () => {
  // “Help.” and no message: two tokens; four letters: one.
  const ESTIMATED = { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 }
  const stepOf = async (it: Awaited<ReturnType<typeof newEndpointApp>>, { id }: Run) => {
    const steps = it.app.request('GET', `${it.path}/${id}/steps`)
    return (await accepted<{ data: RunStep[] }>('listRunSteps', steps)).data[0]
  }

  test.each<[string, Answer]>([
    ['an error follows', sse(HALF, frame({ error: { message: 'no' } }))],
    ['the answer failed by its own word', sse(HALF, chunk({}, { finish_reason: 'error' }))],
    ['the connection breaks off', breakingOff(HALF)],
    ['the end is missing', sse(HALF)],
    ['only its prompt was told', sse(frame({ choices: [], usage: { prompt_tokens: 2 } }), HALF)],
  ])('where %s', async (_, answer) => {
    const it = await newEndpointApp([answer])
    const run = await it.run()
    expect(run).toMatchObject({ status: 'failed', usage: ESTIMATED })
    expect(await stepOf(it, run)).toMatchObject({ status: 'failed', usage: ESTIMATED })
  })

  test('where the run is cancelled', async () => {
    const it = await newEndpointApp([
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(HALF)
      },
    ])
    const cancelled = await cancelledInText(it)
    expect(cancelled).toMatchObject({ status: 'cancelled', usage: ESTIMATED })
    expect(await stepOf(it, cancelled)).toMatchObject({ usage: ESTIMATED })
  })

  test.each<[string, Answer]>([
    ['it was refused', refuse(400, '{"error":{"message":"no"}}')],
    ['an error is all that came', sse(frame({ error: { message: 'no', code: 400 } }))],
  ])('but nothing where %s', async (_, answer) => {
    const it = await newEndpointApp([answer])
    const nothing = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
    expect(await it.run()).toMatchObject({ status: 'failed', usage: nothing })
  })
})

test('a call that ends as its run is cancelled has cost what it cost', async () => {
  const it = await newRunApp()
  for (const reason of ['stop', 'tool_calls'] as const) {
    const run = await it.create({ tools: [TOOL] })
    const call = await it.model.nextCall()
    if (reason === 'stop') call.say('Hi')
    else call.emit({ type: 'tool_call', index: 0, name: 'f' })
    const commitRun = it.store.commitRun.bind(it.store)
    const cancelled = new Promise<void>((resolve) => {
      // The cancel comes first, as the run's own end is about to be written.
      it.store.commitRun = async (...change) => {
        if (!change[2].run) return commitRun(...change)
        it.store.commitRun = commitRun
        await it.runs.cancelRun(run.thread_id, run.id)
        resolve()
        return commitRun(...change)
      }
    })
    call.finish(reason)
    await cancelled
    const events = await it.events(run)
    expect(events.at(-1)?.data).toMatchObject({ status: 'cancelled', usage: USAGE })
  }
})

describe('what a call cost counts while its tools are at work', () => {
  const setUp = async () => {
    const it = await newRunApp()
    const { store, ids } = await newVectorStoreOf(it.app, { 'fares.md': 'Fares.' })
    const threadId = await it.newThread('Hi')
    await it.store.updateThread(threadId, (thread) => ({
      ...thread,
      tool_resources: { file_search: { vector_store_ids: [store.id] } },
    }))
    const searching = async () => {
      const run = await it.create({ tools: [{ type: 'file_search' }] }, threadId)
      const call = await it.model.nextCall()
      call.emit(
        { type: 'tool_call', index: 0, name: 'file_search' },
        { type: 'tool_call_arguments', index: 0, arguments: '{"query":"x"}' },
      )
      call.finish('tool_calls')
      return run
    }
    const ended = async (run: Run) => {
      const events = await it.events(run)
      expect(violations(events)).toEqual([])
      const page = { limit: 100, order: 'asc' } as const
      const { data: steps } = await it.store.listRunSteps(run.thread_id, run.id, page)
      return { run: events.at(-1)?.data, steps }
    }
    /** A file that nobody finishes reading: searches wait for it. */
    const stall = async () => {
      it.app.services.bytes.read = async () => new ReadableStream<Uint8Array>()
      await it.store.putVectorStoreFiles(store.id, [
        {
          file_id: ids['fares.md'] ?? '',
          created_at: 0,
          chunking: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 },
          attributes: null,
        },
      ])
    }
    return { ...it, vectorStore: store, searching, ended, stall }
  }

  test('one of them fails', async () => {
    const it = await setUp()
    await it.store.updateVectorStore(it.vectorStore.id, { expires_after: { days: 1 } })
    it.clock.advance(2 * 86_400_000)
    const { run, steps } = await it.ended(await it.searching())
    expect(run).toMatchObject({ status: 'failed', usage: USAGE })
    expect(steps).toMatchObject([{ status: 'failed', usage: USAGE }])
  })

  test.each(['cancelled', 'failed'])('the run is %s', async (status) => {
    const it = await setUp()
    await it.stall()
    const run = await it.searching()
    await it.until(run, 'thread.run.step.delta')
    const { thread_id, id } = run
    const before = await it.store.listRunSteps(thread_id, id, { limit: 1, order: 'asc' })
    expect(before.data).toMatchObject([{ status: 'in_progress', usage: null }])
    if (status === 'cancelled') await it.runs.cancelRun(thread_id, id)
    else await it.runs.stop()
    const stored = await it.store.getRun(thread_id, id)
    if (status === 'failed') expect(stored).toMatchObject({ status, usage: USAGE })
    else {
      const { run: last, steps } = await it.ended(run)
      expect(last).toMatchObject({ status, usage: USAGE })
      expect(steps).toMatchObject([{ status, usage: USAGE }])
    }
  })
})
