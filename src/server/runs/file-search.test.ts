import { expect, test, vi } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'
import { createInstantModels } from '#testing/scripted-models.ts'
import { TOOL, USAGE, answerIn, namesOf, newRunApp, textOf } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

const FILES = {
  'fares.md': 'Basic economy fares are refundable for a voucher within twenty-four hours.',
  'bags.md': 'Gold members check two bags for free.',
}
const SEARCH = { type: 'file_search' as const }

const setUp = async (parts?: Parameters<typeof newRunApp>[1]) => {
  const it = await newRunApp({}, parts)
  const { store, ids } = await newVectorStoreOf(it.app, FILES)
  const threadId = await it.newThread('Is a basic fare refundable?')
  await it.store.updateThread(threadId, (thread) => ({
    ...thread,
    tool_resources: { file_search: { vector_store_ids: [store.id] } },
  }))
  const create = (request: Partial<CreateRunRequest> = {}) =>
    it.create({ tools: [SEARCH], ...request }, threadId)
  const steps = async (run: Run) =>
    (await it.store.listRunSteps(run.thread_id, run.id, { limit: 100, order: 'asc' })).data
  return { ...it, vectorStore: store, ids, threadId, create, steps }
}

const ask = (query: string, index = 0) =>
  [
    { type: 'tool_call', index, name: 'file_search' },
    { type: 'tool_call_arguments', index, arguments: JSON.stringify({ query }) },
  ] as const

test('a search is a step of its own; the answer cites it, exactly', async () => {
  const it = await setUp()
  const run = await it.create()
  const first = await it.model.nextCall()
  expect(first.request.tools).toMatchObject([{ name: 'file_search' }])
  first.emit(...ask('basic fare refundable'))
  first.finish('tool_calls')

  const second = await it.model.nextCall()
  const [, asked, answered] = second.request.messages
  expect(asked).toMatchObject({ role: 'assistant', tool_calls: [{ name: 'file_search' }] })
  const output = answered?.role === 'tool' ? answered.output : ''
  expect(output).toContain(`【0:0†fares.md】\n${FILES['fares.md']}`)
  for (const text of ['Yes 😀, for a voucher', '【0:', '0†fares.md】', '【7:1†x】', '. Ask【0:0']) {
    second.say(text)
  }
  second.say('】!')
  second.finish()

  const events = await it.events(run)
  expect(violations(events)).toEqual([])
  expect(namesOf(events).filter((name) => name !== 'message.delta')).toEqual([
    'run.created',
    'run.queued',
    'run.in_progress',
    'run.step.created',
    'run.step.in_progress',
    'run.step.delta',
    'run.step.completed',
    'run.step.created',
    'run.step.in_progress',
    'message.created',
    'message.in_progress',
    'message.completed',
    'run.step.completed',
    'run.completed',
  ])
  const delta = events.find(({ event }) => event === 'thread.run.step.delta')
  expect(delta?.data).toMatchObject({
    delta: { step_details: { tool_calls: [{ index: 0, type: 'file_search', file_search: {} }] } },
  })
  const message = await answerIn(it.store, it.threadId)
  const marker = '【0:0†fares.md】'
  expect(textOf(message)).toBe(`Yes 😀, for a voucher${marker}. Ask${marker}!`)
  const [part] = (message as Message).content
  const { value, annotations } = part?.type === 'text' ? part.text : { value: '', annotations: [] }
  expect(annotations).toHaveLength(2)
  for (const annotation of annotations) {
    expect(annotation).toMatchObject({
      type: 'file_citation',
      text: marker,
      file_citation: { file_id: it.ids['fares.md'] },
    })
    if (annotation.type !== 'file_citation') throw new Error('not a citation')
    expect(value.slice(annotation.start_index, annotation.end_index)).toBe(marker)
  }
  const [step] = await it.steps(run)
  expect(step).toMatchObject({ type: 'tool_calls', status: 'completed', usage: USAGE })
  expect(step?.step_details).toMatchObject({
    tool_calls: [
      {
        type: 'file_search',
        file_search: {
          ranking_options: { ranker: 'default_2024_08_21', score_threshold: 0 },
          results: [
            {
              file_id: it.ids['fares.md'],
              file_name: 'fares.md',
              content: [{ type: 'text', text: FILES['fares.md'] }],
            },
          ],
        },
      },
    ],
  })
  const ended = await it.store.getRun(run.thread_id, run.id)
  expect(ended?.usage).toEqual({ prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 })
})

test('a query that is longer than queries may be is searched for by its beginning', async () => {
  const it = await setUp()
  const search = vi.spyOn(it.app.services.vectorStores, 'search')
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...ask(`x${'🙂'.repeat(5000)}`))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  second.say('Nothing.')
  second.finish()
  await it.events(run)
  expect(search.mock.lastCall?.[0].queries).toEqual([`x${'🙂'.repeat(4095)}`])
})

test('passages are told in the steps and the stream only where they are asked for', async () => {
  const it = await setUp({ models: createInstantModels() })
  const include = 'include[]=step_details.tool_calls[*].file_search.results[*].content'
  const path = `/v1/threads/${it.threadId}/runs`
  const body = { assistant_id: it.assistant.id, tools: [SEARCH], stream: true }
  const streamed = async (query: string) =>
    (await it.app.request('POST', `${path}${query}`, body)).text()
  const stepWith = /"file_name":"fares.md","score":[\d.]+,"content"/
  expect(await streamed('')).toMatch(/"file_name":"fares.md","score":[\d.]+}/)
  expect(await streamed(`?${include}`)).toMatch(stepWith)
})

test('the scripted model searches, and cites what it found', async () => {
  const it = await setUp({ models: createInstantModels() })
  const run = await it.create()
  const events = await it.events(run)
  expect(violations(events)).toEqual([])
  const message = await answerIn(it.store, it.threadId)
  expect(textOf(message)).toContain(`${FILES['fares.md']} 【0:0†fares.md】`)
  const [part] = (message as Message).content
  expect(part).toMatchObject({
    text: { annotations: [{ file_citation: { file_id: it.ids['fares.md'] } }] },
  })
})

test('earlier markers are not sent to the model again', async () => {
  const it = await setUp()
  const run = await it.create()
  const first = await it.model.nextCall()
  first.emit(...ask('fares'))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  second.say('Yes【0:0†fares.md】.')
  second.finish()
  await it.events(run)
  await it.create()
  const third = await it.model.nextCall()
  expect(third.request.messages.at(-1)).toMatchObject({ content: 'Yes.' })
  third.finish()
})

test('with functions of the client’s beside it, the run waits for those alone', async () => {
  const it = await setUp()
  const run = await it.create({ tools: [SEARCH, TOOL] })
  const call = await it.model.nextCall()
  call.emit(...ask('bags'), { type: 'tool_call', index: 1, name: 'f' })
  call.finish('tool_calls')
  await it.until(run, 'thread.run.requires_action')
  const waiting = await it.store.getRun(run.thread_id, run.id)
  const calls = waiting?.required_action?.submit_tool_outputs?.tool_calls ?? []
  expect(calls).toMatchObject([{ type: 'function', function: { name: 'f' } }])
  await it.runs.submitToolOutputs(run.thread_id, run.id, [
    { tool_call_id: calls[0]?.id ?? '', output: 'done' },
  ])
  const next = await it.model.nextCall()
  expect(next.request.messages.slice(-2)).toMatchObject([
    { role: 'tool', name: 'file_search', output: expect.stringContaining('Gold members') },
    { role: 'tool', name: 'f', output: 'done' },
  ])
  next.say('Two【0:0】.')
  next.finish()
  await it.events(run)
  expect(textOf(await answerIn(it.store, it.threadId))).toBe('Two【0:0†bags.md】.')
  const [step] = await it.steps(run)
  expect(step?.step_details).toMatchObject({
    tool_calls: [
      { file_search: { results: [{ file_name: 'bags.md' }] } },
      { function: { output: 'done' } },
    ],
  })
})

test('several searches, limits and thresholds; a forced search is forced once', async () => {
  const it = await setUp()
  const options = { max_num_results: 1, ranking_options: { score_threshold: 0.1 } }
  const tools = [{ ...SEARCH, file_search: options }]
  const run = await it.create({ tools, tool_choice: SEARCH })
  const first = await it.model.nextCall()
  expect(first.request.tool_choice).toEqual({ type: 'function', function: { name: 'file_search' } })
  first.emit(...ask('fares bags free refundable'), ...ask('Gold', 1))
  first.finish('tool_calls')
  const second = await it.model.nextCall()
  expect(second.request.tool_choice).toBe('auto')
  expect(second.request.messages.slice(-2)).toMatchObject([
    { output: expect.stringContaining('【0:0†') },
    { output: expect.stringContaining('【1:0†bags.md】') },
  ])
  second.finish()
  await it.events(run)
  const results = (await it.steps(run)).flatMap((step: RunStep) =>
    step.step_details.type === 'tool_calls' ? step.step_details.tool_calls : [],
  )
  expect(results).toMatchObject([
    { file_search: { ranking_options: { score_threshold: 0.1 }, results: [{}] } },
    { file_search: { results: [{}] } },
  ])
})

test('is not offered where there is nothing to search', async () => {
  const it = await newRunApp()
  await it.create({ tools: [SEARCH] })
  expect((await it.model.nextCall()).request.tools).toEqual([])
})

test('searches what the assistant brings too, under another name where its own is taken', async () => {
  const it = await setUp()
  const { store: other } = await newVectorStoreOf(it.app, { 'seats.md': 'Seats by the exit cost.' })
  await it.store.updateAssistant(it.assistant.id, (assistant) => ({
    ...assistant,
    tool_resources: { file_search: { vector_store_ids: [other.id] } },
  }))
  const taken = { type: 'function' as const, function: { name: 'file_search' } }
  const run = await it.create({ tools: [taken, SEARCH] })
  const call = await it.model.nextCall()
  expect(call.request.tools.map(({ name }) => name)).toEqual(['file_search', 'file_search_'])
  call.emit(
    { type: 'tool_call', index: 0, name: 'file_search_' },
    { type: 'tool_call_arguments', index: 0, arguments: 'exit seats' },
  )
  call.finish('tool_calls')
  const next = await it.model.nextCall()
  expect(next.request.messages.at(-1)).toMatchObject({
    name: 'file_search_',
    output: expect.stringContaining('Seats by the exit'),
  })
  next.finish()
  await it.events(run)
})

test('a vector store that has expired fails the run', async () => {
  const it = await setUp()
  await it.store.updateVectorStore(it.vectorStore.id, { expires_after: { days: 1 } })
  it.clock.advance(2 * 86_400_000)
  const run = await it.create()
  const call = await it.model.nextCall()
  call.emit(...ask('x'))
  call.finish('tool_calls')
  const events = await it.events(run)
  expect(events.at(-1)?.data).toMatchObject({
    status: 'failed',
    last_error: {
      code: 'server_error',
      message: `Vector store ${it.vectorStore.id} has expired.`,
    },
  })
  expect(violations(events)).toEqual([])
})

test('a run cancelled while it waits for files ends at once, its step with it', async () => {
  const it = await setUp()
  // A file that nobody reads: its bytes never come to an end.
  const bytes = it.app.services.bytes
  const stalled = new ReadableStream<Uint8Array>()
  bytes.read = async () => stalled
  await it.store.putVectorStoreFiles(it.vectorStore.id, [
    {
      file_id: it.ids['bags.md'] ?? '',
      created_at: 0,
      chunking: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 },
      attributes: null,
    },
  ])
  const run = await it.create()
  const call = await it.model.nextCall()
  call.emit(...ask('bags'))
  call.finish('tool_calls')
  await it.until(run, 'thread.run.step.delta')
  await it.runs.cancelRun(run.thread_id, run.id)
  const events = await it.events(run)
  expect(events.at(-1)?.data).toMatchObject({ status: 'cancelled' })
  expect(await it.steps(run)).toMatchObject([
    { status: 'cancelled', step_details: { tool_calls: [{ type: 'file_search' }] } },
  ])
  expect(violations(events)).toEqual([])
})
