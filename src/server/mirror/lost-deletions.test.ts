import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { MirroredThread } from '#contract/mirror.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, RESET, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

import { LostDeletions, settleLost } from './lost-deletions.ts'

const PATIENCE = 20_000
const ID = 'thread_private'
const path = `/threads/${ID}`
const [A, B] = ['sk-of-client-a-0123456789', 'sk-of-client-b-0123456789']

let it: InFrontOfLying
/** Whether the thread is there, and how a deletion is answered. */
let isThere: boolean
/** Whom the server behind shows the thread. */
let shown: string[]

const offer = () => {
  isThere = true
  shown = [`Bearer ${A}`]
  const toReader = (answer: unknown) => (_query: URLSearchParams, request: Request) => {
    const by = request.headers.get('authorization') ?? ''
    return isThere && shown.includes(by) ? answer : undefined
  }
  it.offer(ID, {
    '': (query, request) =>
      request.method === 'DELETE' ? RESET : toReader(buildThread({ id: ID }))(query, request),
    '/messages': toReader(listOf([buildMessage({ id: 'msg_private', thread_id: ID })])),
    '/runs': toReader(listOf([])),
  })
}

beforeEach(async () => {
  it = await newInFrontOfLying({ upstreamKey: undefined })
  offer()
})
afterEach(() => it.close())

const ask = async (method: string, key: string, below = '') => {
  const headers = { authorization: `Bearer ${key}` }
  return (await it.front.request(method, `/v1${path}${below}`, undefined, headers)).status
}
const isHere = async () => (await it.front.services.store.getThread(ID)) !== undefined
const comes = () => vi.waitFor(async () => expect(await isHere()).toBe(true), PATIENCE)
/** A read is taken in behind its answer. */
const read = async () => {
  expect(await ask('GET', A)).toBe(200)
  await comes()
}

test('who may not read a thread takes away no copy of it by a deletion that is lost', async () => {
  await read()
  expect(await ask('DELETE', B)).toBe(502)
  expect(await ask('GET', B)).toBe(404)
  expect(await isHere()).toBe(true)
  // Nor does who may read it, once it was seen again.
  await read()
  isThere = false
  expect(await ask('GET', A)).toBe(404)
  expect(await isHere()).toBe(true)
})

test('a lost deletion is done where who had read the thread is told that it is gone', async () => {
  await read()
  expect(await ask('DELETE', A)).toBe(502)
  isThere = false
  expect(await ask('GET', B)).toBe(404)
  expect(await isHere()).toBe(true)
  // A message that is not there says nothing of its thread.
  expect(await ask('GET', A, '/messages/msg_none')).toBe(404)
  expect(await isHere()).toBe(true)
  expect(await ask('GET', A)).toBe(404)
  expect(await isHere()).toBe(false)
})

test.each(['openai-project', 'openai-organization'])(
  'with another %s one is another reader',
  (header) => {
    const deletions = new LostDeletions({ key: undefined }, it.front.services.store)
    const by = (value: string) =>
      deletions.of(new Headers({ authorization: `Bearer ${A}`, [header]: value }))
    deletions.read(ID, by('one'))
    expect(deletions.canTell(ID, by('one'))).toBe(true)
    expect(deletions.canTell(ID, by('two'))).toBe(false)
  },
)

test('what was let go is there again, whole, once it is read', async () => {
  shown.push('')
  await read()
  const messages = async () => (await it.messagesOf(ID)).map(({ id }) => id)
  await vi.waitFor(async () => expect(await messages()).toEqual(['msg_private']), PATIENCE)
  expect(await ask('DELETE', A)).toBe(502)
  isThere = false
  expect(await ask('GET', A)).toBe(404)
  expect(await isHere()).toBe(false)
  isThere = true
  await read()
  await vi.waitFor(async () => expect(await messages()).toEqual(['msg_private']), PATIENCE)
})

test('what is hidden from the server in front comes back by who may read it', async () => {
  await read()
  await it.front.services.store.deleteThread(ID)
  await read()
})

/** Nobody can tell whether it is gone. */
const isToldHidden = () =>
  vi.waitFor(async () => {
    const told = await it.front.json<MirroredThread>('GET', `/api/mirror${path}`)
    expect(told).toMatchObject({ waiting: false, gone_at: null, refusal: '404: none' })
  }, PATIENCE)

test('what passes to a client while it is asked for in vain is not gone', async () => {
  const { promise: isRead, resolve } = Promise.withResolvers<void>()
  const toReader = it.answers[path]
  it.answers[path] = async (query, request) => {
    const isOwn = !request.headers.has('authorization')
    if (isOwn) await isRead
    return toReader?.(query, request)
  }
  await it.front.json('POST', '/api/mirror/threads', { thread_ids: [ID] })
  await vi.waitFor(() => expect(it.asked).toContain(`/v1${path}`), PATIENCE)
  await read()
  resolve()
  await isToldHidden()
})

test('what was asked for in vain before it passed to a client is not gone', async () => {
  await it.add(ID)
  expect(await it.front.json('GET', `/api/mirror${path}`)).toMatchObject({
    gone_at: expect.any(Number),
  })
  await read()
  await isToldHidden()
})

test.each([true, false])(
  'what is hidden from the server in front is not gone (it keeps what is: %s)',
  async (upstreamKeepsGone) => {
    await it.close()
    it = await newInFrontOfLying({ upstreamKey: undefined, upstreamKeepsGone })
    offer()
    await read()
    const run = buildRun({ id: 'run_private', thread_id: ID, status: 'in_progress' })
    await it.front.services.store.putMirrored({ runs: [run] })
    it.front.mirror?.polls.follow(run)
    await it.add(ID)
    expect(await isHere()).toBe(true)
    await isToldHidden()
    const asked = () => it.asked.filter((each) => each.endsWith(run.id))
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(1), PATIENCE)
    await it.add(ID)
    expect((await it.front.services.store.getRun(ID, run.id))?.status).toBe('in_progress')
  },
  PATIENCE,
)

const MESSAGE = `${path}/messages/msg_private`
const texts = async () => (await it.messagesOf(ID)).map(({ id }) => id)

/** Deletes as the console does, with no key of its own. @returns the status and the answer */
const deleteHere = async (place: string) => {
  const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
  const response = await it.front.app.request(`/v1${place}`, { method: 'DELETE', headers })
  return { status: response.status, answer: await response.json() }
}
const refused = { status: 404, answer: { error: { message: 'none' } } }

test.each([path, MESSAGE])(
  'what is hidden from the console is not deleted by it: %s',
  async (place) => {
    it.answers[`DELETE ${place}`] = () => undefined
    await read()
    const message = buildMessage({ id: 'msg_private', thread_id: ID })
    await it.front.services.store.putMirrored({ messages: [message] })
    expect(await deleteHere(place)).toMatchObject(refused)
    expect(await isHere()).toBe(true)
    expect(await texts()).toEqual(['msg_private'])
  },
)

test.each([path, MESSAGE])(
  'what the console could read and is gone there is deleted by it: %s',
  async (place) => {
    shown.push('')
    it.answers[`DELETE ${place}`] = () => undefined
    await it.add(ID)
    isThere = false
    expect(await deleteHere(place)).toMatchObject({ status: 200, answer: { deleted: true } })
    expect(await isHere()).toBe(place !== path)
    expect(await texts()).toEqual([])
  },
)

test.each([path, MESSAGE])('what is deleted without a word is gone: %s', async (place) => {
  shown.push('')
  it.answers[place] = (_query, request) =>
    request.method === 'DELETE' ? new Response(null, { status: 204 }) : undefined
  await it.front.services.store.putMirrored({
    threads: [buildThread({ id: ID })],
    messages: [buildMessage({ id: 'msg_private', thread_id: ID })],
  })
  expect(await ask('DELETE', A, place.replace(path, ''))).toBe(204)
  expect(await isHere()).toBe(place !== path)
  expect(await texts()).toEqual([])
  // The console hears it in the words of the wire.
  expect(await deleteHere(place)).toMatchObject({ status: 200, answer: { deleted: true } })
})

const KEY = 'sk-inside-of-tests'

/** In front with a key of its own; the answers to deletions are lost, though they are done. */
const loseDeletions = async () => {
  await it.close()
  it = await newInFrontOfLying({ upstreamKey: KEY })
  const gone = new Set<string>()
  const once = (place: string, answer: unknown) => (_query: URLSearchParams, request: Request) => {
    if (request.method === 'DELETE') gone.add(place)
    if (request.method === 'DELETE') return RESET
    return gone.has(place) || gone.has(path) ? undefined : answer
  }
  const message = buildMessage({ id: 'msg_private', thread_id: ID })
  it.offer(ID, {
    '': once(path, buildThread({ id: ID })),
    '/messages': () => listOf(gone.has(MESSAGE) ? [] : [message]),
    '/messages/msg_private': once(MESSAGE, message),
  })
  await it.add(ID)
  return { gone, message }
}
const asConsole = { 'sec-fetch-site': 'same-origin', 'clew-fresh': '1' }

test('a message whose deletion is not answered goes once its reader is told that it is gone', async () => {
  await loseDeletions()
  expect(await texts()).toEqual(['msg_private'])
  expect((await it.front.request('DELETE', `/v1${MESSAGE}`, undefined, asConsole)).status).toBe(502)
  expect(await texts()).toEqual(['msg_private'])
  expect((await it.front.request('GET', `/v1${MESSAGE}`, undefined, asConsole)).status).toBe(404)
  expect(await texts()).toEqual([])
})

test('a message that others deleted stays, whoever is told that it is gone', async () => {
  const { gone } = await loseDeletions()
  gone.add(MESSAGE)
  expect((await it.front.request('GET', `/v1${MESSAGE}`, undefined, asConsole)).status).toBe(404)
  expect(await texts()).toEqual(['msg_private'])
})

test.each([MESSAGE, path])(
  'what was deleted as the server fell is gone after its next start: %s',
  async (place) => {
    await loseDeletions()
    const { mirror, services } = it.front
    // As it stood when it was killed between the deletion and its answer.
    await mirror?.parts.deletions.begin(place)
    it.answers[place] = () => undefined
    const parts = mirror!.parts
    const next = new LostDeletions({ key: KEY }, services.store)
    await next.load()
    expect(next.lost).toEqual([place])
    await settleLost({ ...parts, deletions: next })
    expect(next.lost).toEqual([])
    if (place === path) expect(await isHere()).toBe(false)
    else expect(await texts()).toEqual([])
    const kept = () => services.store.getOwnValue('mirror deletions')
    await vi.waitFor(async () => expect(await kept()).toBe('[]'), PATIENCE)
  },
)

test('what is there still after a start was not deleted', async () => {
  await loseDeletions()
  const { mirror, services } = it.front
  await mirror?.parts.deletions.begin(MESSAGE)
  const next = new LostDeletions({ key: KEY }, services.store)
  await next.load()
  await settleLost({ ...mirror!.parts, deletions: next })
  expect(next.lost).toEqual([])
  expect(await texts()).toEqual(['msg_private'])
})
