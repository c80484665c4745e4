import { setTimeout as delay } from 'node:timers/promises'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { TextPart } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, RESET, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

let it: InFrontOfLying

beforeEach(async () => {
  it = await newInFrontOfLying()
})
afterEach(() => it.close())

test('steps without an end are read to a bound', async () => {
  let last = 0
  const run = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'completed' })
  it.offer('thread_a', {
    '/runs': () => listOf([run]),
    '/runs/run_a/steps': () => {
      const step = () =>
        buildRunStep({ id: `step_${++last}`, run_id: 'run_a', thread_id: 'thread_a' })
      return listOf(Array.from({ length: 100 }, step), true)
    },
  })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1 } })
  expect(it.asked.filter((path) => path.includes('/steps')).length).toBe(20)
}, 60_000)

test('a list that goes round in a circle is read once', async () => {
  const messages = ['msg_1', 'msg_2'].map((id) => buildMessage({ id, thread_id: 'thread_a' }))
  it.offer('thread_a', {
    '/messages': (query) => listOf([messages[query.get('after') === 'msg_1' ? 1 : 0]!], true),
  })
  await it.add('thread_a')
  expect((await it.messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_1', 'msg_2'])
  expect(it.asked.filter((path) => path.includes('/messages')).length).toBe(3)
})

test('where a page is too long, shorter ones are asked for', async () => {
  // All of them are longer than is read at once, and ten are not. What is no text is not looked through for words.
  const note = 'x'.repeat(160 * 1024)
  const all = Array.from({ length: 60 }, (_, at) => ({
    ...buildMessage({ id: `msg_${at}`, thread_id: 'thread_a' }),
    note,
  }))
  it.offer('thread_a', {
    '/messages': (query) => {
      const from = all.findIndex(({ id }) => id === query.get('after')) + 1
      const page = all.slice(from, from + Number(query.get('limit')))
      return listOf(page, from + page.length < all.length)
    },
  })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1 } })
  const thread = await it.front.services.store.getThread('thread_a', { summary: true })
  expect(thread?.summary?.message_count).toBe(all.length)
  expect(it.asked.find((path) => path.includes('limit=10&'))).toBeDefined()
}, 60_000)

test('a time that cannot be is refused, and a message with one is left out, which is told', async () => {
  const [late, early] = [9_007_199_254_740_991, -9_007_199_254_740_991]
  it.offer('thread_late', { '': () => buildThread({ id: 'thread_late', created_at: late }) })
  it.offer('thread_a', {
    '/messages': () =>
      listOf([
        buildMessage({ id: 'msg_early', thread_id: 'thread_a', created_at: early }),
        buildMessage({ id: 'msg_a', thread_id: 'thread_a' }),
      ]),
  })
  expect((await it.add('thread_late', 'thread_a')).adding).toMatchObject({
    done: 0,
    failures: [
      {
        thread_id: 'thread_a',
        reason: 'msg_early cannot be kept: It tells a time that cannot be.',
        partial: true,
      },
      { thread_id: 'thread_late', reason: '502: It tells a time that cannot be.' },
    ],
  })
  expect((await it.messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_a'])
})

test('a thread whose answers break off holds up no other, and is given up', async () => {
  const broken = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('{"id":'))
          setTimeout(() => controller.error(new Error('cut')), 20)
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    )
  it.offer('thread_cut', { '': broken })
  for (const id of ['thread_1', 'thread_2', 'thread_3']) it.offer(id)
  const { adding } = await it.add('thread_cut', 'thread_1', 'thread_2', 'thread_3')
  expect(adding).toMatchObject({ of: 4, done: 3, failed: 1 })
  expect(adding.failures[0]?.reason).toMatch(/does not answer/)
}, 40_000)

test('a stream tells of no other thread', async () => {
  for (const id of ['thread_1', 'thread_2']) it.offer(id)
  await it.add('thread_1', 'thread_2')
  const run = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'completed' })
  const foreign = buildMessage({
    id: 'msg_thread_1',
    thread_id: 'thread_1',
    role: 'assistant',
    content: [{ type: 'text', text: { value: 'overwritten', annotations: [] } }],
  })
  const events = [
    ['thread.run.created', { ...run, status: 'queued' }],
    ['thread.message.completed', foreign],
    ['thread.message.created', { ...foreign, id: 'msg_planted' }],
    ['thread.run.completed', run],
  ] as const
  const stream = events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  it.answers['/threads/thread_2/runs'] = () =>
    new Response(stream.join(''), { headers: { 'content-type': 'text/event-stream' } })
  const body = { assistant_id: 'asst_a', stream: true }
  await (await it.front.request('POST', '/v1/threads/thread_2/runs', body)).text()
  expect(await it.front.services.store.getRun('thread_2', 'run_2')).toEqual(run)
  expect(JSON.stringify(await it.messagesOf('thread_1'))).not.toContain('overwritten')
  expect((await it.messagesOf('thread_2')).map(({ id }) => id)).toEqual(['msg_thread_2'])
})

test.each(['..%2f..', 'thread_x%2fmessages', 'thread_x%00'])(
  '%s is asked for as nothing',
  async (id) => {
    const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
    const response = await it.front.app.request(`/v1/threads/${id}/messages`, { headers })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(it.asked).toEqual([])
  },
)

test('a run that is asked for is no other thread’s run', async () => {
  const own = buildRun({ id: 'run_1', thread_id: 'thread_1', status: 'completed' })
  it.offer('thread_1', { '/runs': () => listOf([own]), '/runs/run_1/steps': () => listOf([]) })
  const active = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'in_progress' })
  let polls = 0
  it.offer('thread_2', {
    '/runs': () => listOf([active]),
    '/runs/run_2': () => {
      polls += 1
      return { ...own, status: 'failed' }
    },
  })
  await it.add('thread_1', 'thread_2')
  await vi.waitFor(() => expect(polls).toBeGreaterThan(1), 20_000)
  expect(await it.front.services.store.getRun('thread_1', 'run_1')).toEqual(own)
}, 40_000)

test('objects of more values than any has are left out', async () => {
  const part = (): TextPart => ({ type: 'text', text: { value: 'a', annotations: [] } })
  const many = Array.from({ length: 90_000 }, part)
  const deep: unknown = JSON.parse('['.repeat(1000) + ']'.repeat(1000))
  const msg_deep = { ...buildMessage({ id: 'msg_deep', thread_id: 'thread_a' }), deep }
  it.offer('thread_a', {
    '/messages': () =>
      listOf([
        buildMessage({ id: 'msg_many', thread_id: 'thread_a', content: many }),
        msg_deep,
        buildMessage({ id: `msg_${'x'.repeat(300)}`, thread_id: 'thread_a' }),
        buildMessage({ id: 'msg_a', thread_id: 'thread_a' }),
      ]),
  })
  await it.add('thread_a')
  expect((await it.messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_a'])
})

test('steps are held to a bound in bytes, and of many active runs a few are followed', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024)
  const ended = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'completed' })
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'f', arguments: text, output: null },
  }
  let last = 0
  const runs = Array.from({ length: 90 }, (_, at) =>
    buildRun({ id: `run_b${at}`, thread_id: 'thread_b', status: 'in_progress' }),
  )
  it.offer('thread_a', {
    '/runs': () => listOf([ended]),
    '/runs/run_a/steps': () =>
      listOf(
        [
          buildRunStep({
            id: `step_${++last}`,
            run_id: 'run_a',
            thread_id: 'thread_a',
            step_details: { type: 'tool_calls', tool_calls: [call] } as never,
          }),
        ],
        true,
      ),
  })
  it.offer('thread_b', { '/runs': () => listOf(runs) })
  await it.add('thread_a', 'thread_b')
  expect(last).toBe(4)
  await vi.waitFor(() => expect(it.asked.some((path) => path.endsWith('/runs/run_b0'))).toBe(true))
  const followed = new Set(it.asked.filter((path) => /\/runs\/run_b\d+$/.test(path)))
  expect(followed.size).toBeLessThanOrEqual(10)
}, 60_000)

test('a stream without an end is heard to a bound, and let go when nobody reads it', async () => {
  it.offer('thread_a')
  await it.add('thread_a')
  const run = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'in_progress' })
  const created = Buffer.from(`event: thread.run.created\ndata: ${JSON.stringify(run)}\n\n`)
  const noise = Buffer.from(`: ${'x'.repeat(512 * 1024)}\n\n`)
  let isLeft = false
  it.answers['/threads/thread_a/runs'] = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(created),
        pull: (controller) => controller.enqueue(noise),
        cancel: () => {
          isLeft = true
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    )
  const body = { assistant_id: 'asst_a', stream: true }
  const response = await it.front.request('POST', '/v1/threads/thread_a/runs', body)
  await response.body?.cancel()
  await vi.waitFor(() => expect(isLeft).toBe(true), 30_000)
}, 60_000)

test('what decides what is written is read there, not here', async () => {
  it.offer('thread_a')
  await it.add('thread_a')
  it.answers['/threads/thread_a'] = () =>
    buildThread({ id: 'thread_a', metadata: { by: 'others' } })
  const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
  const read = async (more: Record<string, string> = {}) => {
    const init = { headers: { ...headers, ...more } }
    return ((await (await it.front.app.request('/v1/threads/thread_a', init)).json()) as Thread)
      .metadata
  }
  expect(await read()).toEqual({})
  expect(await read(FRESH_HEADERS)).toEqual({ by: 'others' })
})

test('a thread over which the connection is reset holds up no other, and is given up', async () => {
  it.offer('thread_reset', { '': () => RESET })
  const others = ['thread_1', 'thread_2', 'thread_3']
  for (const id of others) it.offer(id)
  // It is read, too, and so the most urgent.
  const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
  const read = it.front.app.request('/v1/threads/thread_reset', { headers })
  const { adding } = await it.add('thread_reset', ...others)
  expect(adding).toMatchObject({ of: 4, done: 3, failed: 1 })
  expect(adding.failures).toEqual([
    {
      thread_id: 'thread_reset',
      reason: 'The upstream server does not answer for it.',
      partial: false,
    },
  ])
  await read
  // The others came before it was asked for once more.
  const [, second] = it.asked.flatMap((path, at) => (path === '/v1/models' ? [at] : []))
  for (const id of others) expect(it.asked.indexOf(`/v1/threads/${id}`)).toBeLessThan(second ?? 0)
}, 40_000)

test('the steps of a run that are refused spoil nothing but themselves', async () => {
  const [first, second, third] = ['run_1', 'run_2', 'run_3'].map((id) =>
    buildRun({ id, thread_id: 'thread_a', status: 'completed' }),
  )
  const step = (id: string, run_id: string) => buildRunStep({ id, run_id, thread_id: 'thread_a' })
  let failures = 0
  it.offer('thread_a', {
    '/runs': () => listOf([third!, second!, first!]),
    '/runs/run_1/steps': () => {
      failures += 1
      return failures < 3
        ? new Response('down', { status: 500 })
        : listOf([step('step_1', 'run_1')])
    },
    '/runs/run_2/steps': (query) =>
      query.has('after')
        ? Response.json({ error: { message: 'No more.' } }, { status: 500 })
        : listOf([step('step_2', 'run_2')], true),
    // Those of the third run are not there.
  })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  const { store } = it.front.services
  const all = { order: 'asc', limit: 100 } as const
  expect((await store.listRuns('thread_a', all)).data).toHaveLength(3)
  const steps = await Promise.all(
    ['run_1', 'run_2', 'run_3'].map(
      async (id) => (await store.listRunSteps('thread_a', id, all)).data,
    ),
  )
  expect(steps.map((each) => each.map(({ id }) => id))).toEqual([['step_1'], ['step_2'], []])
})

test('what was deleted through here comes back whole where it is added again and there again', async () => {
  // So many that its rows are not all gone with it.
  const all = Array.from({ length: 300 }, (_, at) =>
    buildMessage({ id: `msg_${at}`, thread_id: 'thread_a' }),
  )
  it.offer('thread_a', {
    '/messages': (query) => {
      const from = all.findIndex(({ id }) => id === query.get('after')) + 1
      return listOf(all.slice(from, from + 100), from + 100 < all.length)
    },
  })
  await it.add('thread_a')
  const honest = it.answers['/threads/thread_a']!
  const deleted = { id: 'thread_a', object: 'thread.deleted', deleted: true }
  it.answers['/threads/thread_a'] = () => deleted
  await it.front.json('DELETE', '/v1/threads/thread_a')
  const { store } = it.front.services
  expect(await store.getThread('thread_a')).toBeUndefined()
  it.answers['/threads/thread_a'] = honest
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  const thread = await store.getThread('thread_a', { summary: true })
  expect(thread?.summary?.message_count).toBe(300)
})

test('the list of that server brings back what was deleted here only where it is there itself', async () => {
  it.offer('thread_a')
  it.offer('thread_b')
  await it.add('thread_a', 'thread_b')
  const { store } = it.front.services
  for (const id of ['thread_a', 'thread_b']) await store.deleteThread(id)
  // The list is behind for one of them.
  delete it.answers['/threads/thread_a']
  it.answers['/threads'] = () =>
    listOf(['thread_a', 'thread_b'].map((id) => buildThread({ id, created_at: 1_700_000_000 })))
  await it.front.json('GET', '/v1/threads')
  await vi.waitFor(async () => {
    expect(await it.messagesOf('thread_b')).toHaveLength(1)
    expect(await store.countWanted()).toBe(0)
  }, 20_000)
  expect(it.asked.filter((path) => path === '/v1/threads/thread_a')).toHaveLength(2)
  expect(await store.getThread('thread_a')).toBeUndefined()
})

test('threads without an end hold up no other, and are read to a bound', async () => {
  const endless = ['thread_x', 'thread_y', 'thread_z']
  for (const thread_id of endless) {
    let last = 0
    const page = () =>
      Array.from({ length: 100 }, () => buildMessage({ id: `${thread_id}_${++last}`, thread_id }))
    it.offer(thread_id, {
      '/messages': async () => {
        await delay(5)
        return listOf(page(), last < 5000)
      },
    })
  }
  const others = ['thread_1', 'thread_2', 'thread_3']
  for (const id of others) it.offer(id)
  const { adding } = await it.add(...endless, ...others)
  expect(adding).toMatchObject({ of: 6, done: 6 })
  const at = (part: string) => it.asked.flatMap((path, at) => (path.includes(part) ? [at] : []))
  const lastOf = (part: string) => at(part).at(-1) ?? 0
  for (const id of others)
    for (const thread of endless) expect(lastOf(id)).toBeLessThan(lastOf(`${thread}/messages`))
  // Two go on at once, and the third after them.
  const [x, y] = [lastOf('thread_x/messages'), lastOf('thread_y/messages')]
  expect(at('thread_z/messages').filter((asked) => asked < Math.min(x, y)).length).toBeLessThan(25)
  for (const id of endless)
    expect(await it.front.services.store.getThread(id, { summary: true })).toMatchObject({
      summary: { message_count: 5000 },
    })
}, 120_000)
