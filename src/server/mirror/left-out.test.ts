import { afterEach, beforeEach, expect, test } from 'vitest'

import { MAX_INSTRUCTIONS_CHARACTERS } from '#contract/limits.ts'
import type { Run } from '#contract/run.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
  textPart,
} from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

let it: InFrontOfLying

beforeEach(async () => {
  it = await newInFrontOfLying()
})
afterEach(() => it.close())

const store = () => it.front.services.store
const refusalOf = async (id: string) => (await store().getMirrorState(id))?.refusal
const runsOf = async (id: string) =>
  (await store().listRuns(id, { order: 'asc', limit: 100 })).data.map((run) => run.id)
const stepsOf = async (id: string, runId: string) =>
  (await store().listRunSteps(id, runId, { order: 'asc', limit: 100 })).data.map((step) => step.id)

const MEGABYTE = 'x'.repeat(1024 * 1024)
const LONG = { note: MEGABYTE.repeat(7) }
const of = { thread_id: 'thread_a', status: 'completed' } as const

/** A thread of one run with one step. */
const offerRun = (thread_id: string, runId: string, stepId: string) => {
  const run = buildRun({ ...of, thread_id, id: runId })
  const step = buildRunStep({ ...of, thread_id, run_id: runId, id: stepId })
  it.offer(thread_id, {
    '/runs': () => listOf([run]),
    [`/runs/${runId}/steps`]: () => listOf([step]),
  })
}

test('runs whose ids those of other threads have are told of, each time', async () => {
  offerRun('thread_a', 'run_same', 'step_a')
  offerRun('thread_b', 'run_same', 'step_b')
  await it.add('thread_a')
  const reason = 'It gives 1 of its runs ids that others have: they cannot be kept.'
  for (const _time of [1, 2]) {
    expect((await it.add('thread_b')).adding.failures).toEqual([
      { thread_id: 'thread_b', reason, partial: true },
    ])
  }
  expect(await runsOf('thread_a')).toEqual(['run_same'])
  expect(await it.messagesOf('thread_b')).toHaveLength(1)
  offerRun('thread_b', 'run_b', 'step_b')
  expect(await it.add('thread_b')).toMatchObject({ adding: { done: 1, failed: 0 } })
  expect(await runsOf('thread_b')).toEqual(['run_b'])
  expect(await refusalOf('thread_b')).toBeNull()
})

test('steps whose ids those of other runs have are told of', async () => {
  offerRun('thread_a', 'run_a', 'step_same')
  offerRun('thread_b', 'run_b', 'step_same')
  await it.add('thread_a')
  for (const _time of [1, 2]) {
    await it.add('thread_b')
    expect(await refusalOf('thread_b')).toMatch(/gives 1 of its steps ids that others have/)
  }
  expect(await runsOf('thread_b')).toEqual(['run_b'])
  expect(await stepsOf('thread_a', 'run_a')).toEqual(['step_same'])
})

test('runs are kept though ids of messages are those of others', async () => {
  offerRun('thread_a', 'run_a', 'step_a')
  offerRun('thread_b', 'run_b', 'step_b')
  await it.add('thread_a')
  const taken = buildMessage({ id: 'msg_thread_a', thread_id: 'thread_b' })
  it.answers['/threads/thread_b/messages'] = () => listOf([taken])
  await it.add('thread_b')
  expect(await refusalOf('thread_b')).toMatch(/gives 1 of its messages ids/)
  expect(await runsOf('thread_b')).toEqual(['run_b'])
})

test('a thread of too long metadata is refused in words, and its client has it as it is', async () => {
  const thread = buildThread({ id: 'thread_long', metadata: LONG })
  it.offer('thread_long', { '': () => thread })
  expect((await it.add('thread_long')).adding.failures).toEqual([
    {
      thread_id: 'thread_long',
      reason: '502: Its metadata has more than 65536 characters.',
      partial: false,
    },
  ])
  expect(await it.front.json('GET', '/v1/threads/thread_long')).toEqual(thread)
  // What is taken in comes behind the answer.
  await it.add('thread_long')
  expect(await store().getThread('thread_long')).toBeUndefined()
})

test('a list that names a thread of too long metadata brings the others, and that one once', async () => {
  it.offer('thread_a')
  it.offer('thread_long', { '': () => buildThread({ id: 'thread_long', metadata: LONG }) })
  const threads = ['thread_a', 'thread_long'].map((id) =>
    buildThread({ id, ...(id === 'thread_long' && { metadata: LONG }) }),
  )
  it.answers['/threads'] = () => listOf(threads)
  await it.front.mirror?.listed({ isFresh: true })
  await it.add()
  await it.front.mirror?.listed({ isFresh: true })
  await it.add()
  expect(await store().getThread('thread_a')).toBeDefined()
  expect(await store().getThread('thread_long')).toBeUndefined()
  expect(it.asked.filter((each) => each.endsWith('/threads/thread_long'))).toHaveLength(1)
})

const step = { ...of, run_id: 'run_long' }
test.each([
  ['messages', [buildMessage({ ...of, id: 'msg_long', metadata: LONG })], 'msg_long'],
  ['runs', [buildRun({ ...of, id: 'run_long', metadata: LONG })], 'run_long'],
  ['runs', [buildRun({ ...of, id: 'run_long', instructions: MEGABYTE })], 'run_long'],
  [
    'runs/run_long/steps',
    [buildRunStep({ ...step, id: 'step_long', metadata: LONG })],
    'step_long',
  ],
])('what is too long among %s is told of, and all else is kept', async (place, objects, id) => {
  offerRun('thread_a', 'run_long', 'step_a')
  it.answers[`/threads/thread_a/${place}`] = () => listOf(objects)
  await it.add('thread_a')
  expect(await refusalOf('thread_a')).toMatch(
    new RegExp(`^${id} cannot be kept: Its (metadata|instructions) has more than`),
  )
  expect(await it.messagesOf('thread_a')).toHaveLength(place === 'messages' ? 0 : 1)
  expect(await runsOf('thread_a')).toEqual(place === 'runs' ? [] : ['run_long'])
  expect(await stepsOf('thread_a', 'run_long')).toEqual(place === 'messages' ? ['step_a'] : [])
})

test.each([
  ['a time that cannot be', { created_at: -5 }, 'msg_odd cannot be kept: It tells a time'],
  ['a time in words', { created_at: 'today' }, 'Some of its messages are of a form'],
  ['no thread', { thread_id: null }, 'Some of its messages are of a form'],
  ['an id without an end', { id: 'x'.repeat(300) }, 'Some of its messages are of a form'],
])('a message with %s is told to be missing', async (_, odd, reason) => {
  const messages = ['msg_1', 'msg_odd', 'msg_3'].map((id) => buildMessage({ ...of, id }))
  it.offer('thread_a', {
    '/messages': () => listOf(messages.map((each, at) => (at === 1 ? { ...each, ...odd } : each))),
  })
  await it.add('thread_a')
  expect(await refusalOf('thread_a')).toContain(reason)
  expect((await it.messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_1', 'msg_3'])
  const thread = await store().getThread('thread_a', { summary: true })
  expect(thread?.summary).toMatchObject({ message_count: 2, partial: true })
})

test('times are whole seconds here, whatever parts of seconds are told', async () => {
  const message = buildMessage({ ...of, id: 'msg_1', created_at: 5.75, completed_at: 6.25 })
  const run = buildRun({ ...of, id: 'run_a', created_at: 7.5, completed_at: 8.999999 })
  const inParts = JSON.stringify(buildThread({ id: 'thread_a', created_at: 4 }))
  it.offer('thread_a', {
    '': () =>
      new Response(inParts.replace('"created_at":4', '"created_at":4.0'), {
        headers: { 'content-type': 'application/json' },
      }),
    '/messages': () => listOf([message, buildMessage({ ...of, id: 'msg_2' })]),
    '/runs': () => listOf([run]),
    '/runs/run_a': () => run,
    '/runs/run_a/steps': () => listOf([]),
  })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  const messages = await it.messagesOf('thread_a')
  expect(messages.map(({ id }) => id).toSorted()).toEqual(['msg_1', 'msg_2'])
  expect(messages.find(({ id }) => id === 'msg_1')).toMatchObject({
    created_at: 5,
    completed_at: 6,
  })
  expect(await store().getRun('thread_a', 'run_a')).toMatchObject({
    created_at: 7,
    completed_at: 8,
  })
  // Its client has them as they are told.
  expect((await it.front.json<Run>('GET', '/v1/threads/thread_a/runs/run_a')).created_at).toBe(7.5)
  // As what passes is kept, so is what a run's stream tells.
  it.answers['POST /threads/thread_a/messages'] = () => ({ ...message, id: 'msg_3' })
  await it.front.json('POST', '/v1/threads/thread_a/messages', { role: 'user', content: 'x' })
  expect((await store().getMessage('thread_a', 'msg_3'))?.created_at).toBe(5)
  const events = ['created', 'completed'].map(
    (status) =>
      `event: thread.run.${status}\ndata: ${JSON.stringify({ ...run, id: 'run_b', status: status === 'created' ? 'queued' : status })}\n\n`,
  )
  it.answers['POST /threads/thread_a/runs'] = () =>
    new Response(events.join(''), { headers: { 'content-type': 'text/event-stream' } })
  const streamed = await it.front.request('POST', '/v1/threads/thread_a/runs', {
    assistant_id: 'asst_a',
    stream: true,
  })
  expect(await streamed.text()).toBe(events.join(''))
  expect(await store().getRun('thread_a', 'run_b')).toMatchObject({
    status: 'completed',
    created_at: 7,
  })
})

test('texts and outputs of tools are kept at any length, and fields as long as clients may send', async () => {
  const output = MEGABYTE.repeat(2)
  const call = { id: 'call_a', type: 'function', function: { name: 'f', arguments: '', output } }
  const instructions = '🧶'.repeat(2 * MAX_INSTRUCTIONS_CHARACTERS)
  const run = buildRun({ ...of, id: 'run_a', instructions })
  it.offer('thread_a', {
    '/messages': () => listOf([buildMessage({ ...of, content: [textPart(output)] })]),
    '/runs': () => listOf([run]),
    '/runs/run_a/steps': () =>
      listOf([
        buildRunStep({
          ...of,
          id: 'step_a',
          run_id: 'run_a',
          type: 'tool_calls',
          step_details: { type: 'tool_calls', tool_calls: [call as never] },
        }),
      ]),
  })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  expect(await it.messagesOf('thread_a')).toHaveLength(1)
  expect(await runsOf('thread_a')).toEqual(['run_a'])
  expect(await stepsOf('thread_a', 'run_a')).toEqual(['step_a'])
})

test('assistants and files that are too long pass, and are not kept', async () => {
  const assistant = buildAssistant({ id: 'asst_long', name: MEGABYTE })
  const file = buildFile({ id: 'file_long', filename: MEGABYTE })
  it.answers['/assistants/asst_long'] = () => assistant
  it.answers['/assistants'] = () => listOf([assistant, buildAssistant({ id: 'asst_a' })])
  it.answers['/files/file_long'] = () => file
  expect(await it.front.json('GET', '/v1/assistants/asst_long')).toEqual(assistant)
  expect(await it.front.json('GET', '/v1/files/file_long')).toEqual(file)
  await it.front.json('GET', '/v1/assistants')
  await expect.poll(() => store().getAssistant('asst_a')).toBeDefined()
  expect(await store().getAssistant('asst_long')).toBeUndefined()
  expect(await store().getFile('file_long')).toBeUndefined()
})
