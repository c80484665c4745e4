import { inspect } from 'node:util'

import { afterEach, expect, test, vi } from 'vitest'

import { Thread } from '#contract/thread.ts'
import { buildThread } from '#testing/builders.ts'
import { type PublishedWire, UPSTREAM_KEY, newPublishedWire } from '#testing/published-wire.ts'
import { timersByHand } from '#testing/scripted-runs.ts'
import { serveApp } from '#testing/serve.ts'

import { ClientKeys } from '../gateway/client-keys.ts'
import { type Timers, systemTimers } from '../timers.ts'
import { Refused, TooLong, Unreachable, UpstreamClient } from './upstream-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(closers.splice(0).map((close) => close()))
})

const never = new AbortController().signal
const thread = buildThread()
/** One that is too long to stand in any text by chance. */
const LONG_KEY = 'sk-upstream-0123456789-secret'

const newClient = (
  url: string,
  timers: Timers = systemTimers,
  key: string | null = UPSTREAM_KEY,
) => {
  const answered: boolean[] = []
  const upstream = { url, key: key ?? undefined, clientKeys: new ClientKeys() }
  const client = new UpstreamClient(upstream, timers, (so) => answered.push(so))
  return {
    answered,
    client,
    get: (path: string, signal = never) => client.get(path, Thread, signal),
  }
}

/** A client of a server that speaks the published wire, with a thread there. */
const newBench = async (timers?: Timers) => {
  const wire: PublishedWire = await newPublishedWire()
  closers.push(() => wire.close())
  const { id } = await wire.behind.json<Thread>('POST', '/v1/threads', {})
  return { wire, path: `/threads/${id}`, ...newClient(wire.url, timers) }
}

/** A server that answers anything at all, and what it was asked. */
const serveAnswers = async (answer: (request: Request) => Response | Promise<Response>) => {
  const asked: Request[] = []
  const fetch = async (request: Request) => {
    asked.push(request)
    return answer(request)
  }
  const served = await serveApp({ fetch })
  closers.push(() => served.close())
  return { url: served.url, asked }
}

/** Time that stands but for what is waited for, which passes at once. */
const jumpingTimers = () => {
  const waits: number[] = []
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const after: Timers['after'] = (ms, callback) => {
    waits.push(ms)
    now += ms
    const timer = setImmediate(callback)
    return () => clearImmediate(timer)
  }
  return { waits, after }
}

/** Patience ends soon. */
const impatient = () => {
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  return vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(30))
}

/** As `Promise.withResolvers`, for answers that come when the test says so. */
const newGates = () => {
  const gates: ((answer: Response) => void)[] = []
  const answer = () => new Promise<Response>((resolve) => gates.push(resolve))
  return { gates, answer }
}

const tooMany = (headers: Record<string, string>) =>
  Response.json({ error: { message: 'Slow down.' } }, { status: 429, headers })

test('asks by the published wire, with the key, and reads by the schema', async () => {
  const { wire, path, get, answered } = await newBench()
  const { value, pollAfter } = await get(path)
  expect(value).toMatchObject({ object: 'thread', id: path.slice('/threads/'.length) })
  expect(pollAfter).toBeUndefined()
  expect(wire.requests).toMatchObject([{ method: 'GET', path: `/v1${path}`, hasKey: true }])
  expect(answered).toEqual([true])
})

test('an answer says when to ask again', async () => {
  const { url } = await serveAnswers(() =>
    Response.json(thread, { headers: { 'openai-poll-after-ms': '750' } }),
  )
  expect(await newClient(url).get('/threads/t')).toMatchObject({
    value: thread,
    pollAfter: 750,
  })
})

test('no more than four are under way at once', async () => {
  const { gates, answer } = newGates()
  let done = 0
  let most = 0
  const { url, asked } = await serveAnswers(() => {
    most = Math.max(most, asked.length - done)
    return answer()
  })
  const { get } = newClient(url)
  const got = Array.from({ length: 10 }, (_, at) => get(`/threads/${at}`))
  for (; done < 10; done += 1) {
    await vi.waitFor(() => expect(gates).toHaveLength(Math.min(done + 4, 10)))
    gates[done]?.(Response.json(thread))
  }
  expect(await Promise.all(got)).toHaveLength(10)
  expect(most).toBe(4)
  // In the order in which they were wanted.
  expect(asked.slice(4).map((each) => each.url.at(-1))).toEqual(['4', '5', '6', '7', '8', '9'])
})

test('a limit is waited for, as long as it says', async () => {
  const timers = jumpingTimers()
  const { wire, path, get, answered } = await newBench(timers)
  wire.knobs.limit = { next: 2, retryAfter: 3 }
  expect((await get(path)).value).toMatchObject({ object: 'thread' })
  expect(timers.waits).toEqual([3000, 3000])
  expect(answered).toEqual([true, true, true])
})

test.each([
  ['milliseconds', { 'retry-after-ms': '1500', 'retry-after': '9' }, [1500, 1500]],
  ['a part of a second', { 'retry-after': '0.25' }, [250, 250]],
  ['a date', { 'retry-after': 'Fri, 02 Jan 2026 03:04:10 GMT' }, [5000, 5000]],
  ['a date that is over', { 'retry-after': 'Fri, 02 Jan 2026 03:04:00 GMT' }, [1000, 2000]],
  ['a day, of which two minutes are granted', { 'retry-after': '86400' }, [120_000, 120_000]],
  ['no time that is known', { 'retry-after': 'soon' }, [1000, 2000]],
])('a limit may say %s', async (_, headers, waits) => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 2, 3, 4, 5))
  const timers = jumpingTimers()
  let left = 2
  const { url } = await serveAnswers(() => (left-- > 0 ? tooMany(headers) : Response.json(thread)))
  await newClient(url, timers).get('/threads/t')
  expect(timers.waits).toEqual(waits)
})

test('a server that is overloaded is asked again, more rarely each time', async () => {
  const timers = jumpingTimers()
  const { wire, path, get } = await newBench(timers)
  wire.knobs.fail = { next: 3, status: 503 }
  await get(path)
  expect(timers.waits).toEqual([1000, 2000, 4000])
})

test('it is asked eight times, and then refuses in its own words', async () => {
  const { wire, path, get } = await newBench(jumpingTimers())
  const body = { error: { message: 'You exceeded your current quota.' } }
  wire.knobs.fail = { next: 100, status: 429, body }
  const refused = new Refused(429, 'You exceeded your current quota.')
  await expect(get(path)).rejects.toEqual(refused)
  expect(wire.requests).toHaveLength(8)
})

test.each([400, 401, 403, 404, 409, 500, 502])('%s is a refusal at once', async (status) => {
  const name = status === 404 ? 'NotThere' : 'Refused'
  const { wire, path, get, answered } = await newBench(timersByHand())
  const body = { error: { message: 'No.', type: 'invalid_request_error' } }
  wire.knobs.fail = { next: 1, status, body }
  await expect(get(path)).rejects.toMatchObject({ name, status, message: 'No.' })
  expect(answered).toEqual([true])
})

test('while one waits, all do, by the longest time that was said', async () => {
  const timers = timersByHand()
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const { gates, answer } = newGates()
  const { url, asked } = await serveAnswers(answer)
  const { get } = newClient(url, timers)
  const got = [get('/threads/1'), get('/threads/2')]
  await vi.waitFor(() => expect(gates).toHaveLength(2))
  gates[0]?.(tooMany({ 'retry-after': '60' }))
  await vi.waitFor(() => expect(timers.waiting).toBe(1))
  gates[1]?.(tooMany({ 'retry-after': '1' }))
  got.push(get('/threads/3'))
  await vi.waitFor(() => expect(timers.waiting).toBe(3))
  now = 59_999
  timers.ring(60_000)
  await vi.waitFor(() => expect(timers.waiting).toBe(3))
  expect(asked).toHaveLength(2)
  now = 60_000
  timers.ring()
  await vi.waitFor(() => expect(gates).toHaveLength(5))
  for (const gate of gates.slice(2)) gate(Response.json(thread))
  expect(await Promise.all(got)).toHaveLength(3)
})

test('one that is called off while it waits, or is under way, holds up nobody', async () => {
  const timers = timersByHand()
  const { gates, answer } = newGates()
  const { url, asked } = await serveAnswers(answer)
  const { get, answered } = newClient(url, timers)
  const closing = new AbortController()
  const got = Array.from({ length: 6 }, (_, at) => get(`/threads/${at}`, closing.signal))
  const settled = Promise.allSettled(got)
  await vi.waitFor(() => expect(gates).toHaveLength(4))
  gates[0]?.(tooMany({ 'retry-after': '0' }))
  const reason = new Error('the server stops')
  closing.abort(reason)
  for (const each of await settled) expect(each).toEqual({ status: 'rejected', reason })
  expect(asked).toHaveLength(4)
  // That the other server did not answer is not what happened.
  expect(answered).not.toContain(false)
  const next = Array.from({ length: 4 }, () => get('/threads/next'))
  await vi.waitFor(() => expect(gates).toHaveLength(8))
  for (const gate of gates) gate(Response.json(thread))
  expect(await Promise.all(next)).toHaveLength(4)
})

test('one that never answers is given up, and the next is asked', async () => {
  const { wire, path, get, answered } = await newBench()
  const spy = impatient()
  wire.knobs.hang = true
  const hanging = Array.from({ length: 5 }, () => get(path))
  for (const each of await Promise.allSettled(hanging)) {
    expect(each).toMatchObject({ status: 'rejected', reason: expect.any(Unreachable) })
  }
  expect(spy).toHaveBeenCalledWith(30_000)
  expect(answered).toEqual([false, false, false, false, false])
  spy.mockRestore()
  wire.knobs.hang = undefined
  expect((await get(path)).value).toMatchObject({ object: 'thread' })
})

test('an answer that stops in its middle is given up', async () => {
  const { url } = await serveAnswers(() => {
    const body = new ReadableStream({ start: (out) => out.enqueue(Buffer.from('{"id":')) })
    return new Response(body, { headers: { 'content-type': 'application/json' } })
  })
  impatient()
  await expect(newClient(url).get('/threads/t')).rejects.toThrow(Unreachable)
})

test('a server that is not there cannot be reached', async () => {
  const { wire, path, get, answered } = await newBench()
  await wire.stop()
  await expect(get(path)).rejects.toThrow(Unreachable)
  expect(answered).toEqual([false])
})

test.each<[string, () => Response, string]>([
  [
    'no JSON',
    () => new Response('{"id":', { headers: { 'content-type': 'application/json' } }),
    'Its answer is not one of the Assistants API.',
  ],
  [
    'JSON of another kind',
    () => Response.json({ object: 'cake' }),
    'Its answer is not one of the Assistants API.',
  ],
  ['nothing', () => new Response(null, { status: 204 }), 'Its answer is not one'],
  [
    'a page',
    () => new Response('<p>Sign in</p>', { headers: { 'content-type': 'text/html' } }),
    'The upstream server answered a page (text/html) where the API should answer.',
  ],
])('%s is no answer of the API, and is not asked for again', async (_, answer, words) => {
  const { url, asked } = await serveAnswers(answer)
  const got = newClient(url).get('/threads/t')
  await expect(got).rejects.toThrow(words)
  await expect(got).rejects.toMatchObject({ name: 'Refused', status: 502 })
  expect(asked).toHaveLength(1)
})

test('a refusal without words of its own says its status', async () => {
  const { wire, path, get } = await newBench()
  wire.knobs.fail = { next: 1, status: 500, body: '<h1>Oh no</h1>' }
  await expect(get(path)).rejects.toEqual(new Refused(500, 'It answered 500.'))
})

test('a redirect is not followed: the key is for this server alone', async () => {
  const { url: other, asked: elsewhere } = await serveAnswers(() => Response.json(thread))
  const { url, asked } = await serveAnswers(() => Response.redirect(`${other}/threads/t`, 302))
  await expect(newClient(url).get('/threads/t')).rejects.toEqual(
    new Refused(302, 'It answered 302.'),
  )
  expect([asked.length, elsewhere.length]).toEqual([1, 0])
})

test.each<[string, (key: string) => Response]>([
  ['JSON', (key) => Response.json({ error: { message: `Incorrect: ${key}` } }, { status: 401 })],
  ['a bare error', (key) => Response.json({ error: `Incorrect: ${key}` }, { status: 500 })],
  ['a page', (key) => new Response(`<p>${key}</p>`, { status: 403 })],
])('the key is in no words of a refusal that repeats it in %s', async (_, answer) => {
  const { url } = await serveAnswers((request) =>
    answer(request.headers.get('authorization') ?? 'none'),
  )
  const error: unknown = await newClient(url, systemTimers, LONG_KEY)
    .get('/threads/t')
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refused)
  expect(inspect(error, { depth: 9 })).not.toContain(LONG_KEY)
})

test.each<[string, (key: string) => Record<string, string>]>([
  ['its charset', (key) => ({ 'content-type': `application/json; charset=${key}` })],
  ['its type', (key) => ({ 'content-type': `text/html; x=${key}` })],
  ['its packing', (key) => ({ 'content-encoding': key })],
])('nor where an answer repeats it as %s', async (_, told) => {
  const { url } = await serveAnswers((request) => {
    const key = request.headers.get('authorization')?.replace('Bearer ', '') ?? 'none'
    return new Response('{}', { headers: told(key) })
  })
  const error: unknown = await newClient(url, systemTimers, LONG_KEY)
    .get('/threads/t')
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Refused)
  expect(inspect(error, { depth: 9 }).toLowerCase()).not.toContain(LONG_KEY)
})

test('an object that repeats the key is read without it', async () => {
  const { url } = await serveAnswers((request) =>
    Response.json({ ...thread, metadata: { key: request.headers.get('authorization') } }),
  )
  const { value } = await newClient(url, systemTimers, LONG_KEY).get('/threads/t')
  expect(value.metadata['key']).toMatch(/^Bearer /)
  expect(JSON.stringify(value)).not.toContain(LONG_KEY)
})

test('without a key none is sent', async () => {
  const { url, asked } = await serveAnswers(() => Response.json(thread))
  const { client } = newClient(url, systemTimers, null)
  await client.get('/threads/t', Thread, never)
  expect(asked[0]?.headers.has('authorization')).toBe(false)
  expect(asked[0]?.headers.get('openai-beta')).toBe('assistants=v2')
})

test('an answer over the limit is not read', async () => {
  const { url } = await serveAnswers(
    () =>
      new Response(Buffer.alloc(8 * 1024 * 1024 + 1, ' '), {
        headers: { 'content-type': 'application/json' },
      }),
  )
  const { client } = newClient(url, systemTimers, null)
  await expect(client.get('/threads/t', Thread, never)).rejects.toEqual(new TooLong())
})
