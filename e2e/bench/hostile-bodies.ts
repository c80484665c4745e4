import { once } from 'node:events'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { type Listening, residentMb, startClew, withFolder } from './processes.ts'

/** Others who ask at the same time wait no longer than this, in milliseconds. */
const WAIT = 200
/** By how much the server's memory may grow meanwhile, in MB. */
const GROWTH = 200
const MB = 1024 * 1024

interface Hostile {
  what: string
  path: string
  body: () => Buffer
  /** What answers it; a 4xx in the wire's envelope unless it is taken. */
  isTaken?: boolean
  headers?: OutgoingHttpHeaders
}

const HEADERS = {
  authorization: 'Bearer bench',
  'openai-beta': 'assistants=v2',
  'content-type': 'application/json',
}

/** `count` times the same, between what opens and what closes it. */
const listOf =
  (item: string, count: number, before = '[', after = ']') =>
  () => {
    const items = Buffer.alloc((item.length + 1) * count, `${item},`).subarray(0, -1)
    return Buffer.concat([Buffer.from(before), items, Buffer.from(after)])
  }
const upTo = (megabytes: number, item: string) => Math.floor((megabytes * MB) / (item.length + 1))
const objectOf = (count: number, pair: (index: number) => string, before: string) => () =>
  Buffer.from(`${before}{${Array.from({ length: count }, (_, index) => pair(index)).join(',')}}}`)
const filled =
  (before: string, unit: string, megabytes: number, after = '"}') =>
  () =>
    Buffer.concat([
      Buffer.from(before),
      Buffer.alloc(Math.floor((megabytes * MB) / unit.length) * unit.length, unit),
      Buffer.from(after),
    ])
const message = (content: string) => `{"role":"user","content":"${content}"}`
const MESSAGES = '{"messages":['
const COMPLETIONS = '/v1/chat/completions'
const PROMPT = '{"model":"m","messages":[{"role":"user","content":"'

const threads = (what: string, body: () => Buffer, more: Partial<Hostile> = {}): Hostile => ({
  what,
  path: '/v1/threads',
  body,
  ...more,
})

const bodies = (threadId: string): Hostile[] => {
  const messages = `/v1/threads/${threadId}/messages`
  return [
    threads('32 MB of [', filled('', '[', 32, '')),
    threads('32 MB of {"a":', filled('', '{"a":', 32, '')),
    threads('32 MB of 0', listOf('0', upTo(32, '0'))),
    threads('15 MB of 0', listOf('0', upTo(15, '0'))),
    threads('9 MB of empty messages', listOf('{}', upTo(9, '{}'), MESSAGES, ']}')),
    threads('9,999 empty messages', listOf('{}', 9999, MESSAGES, ']}')),
    threads('2,000 empty messages', listOf('{}', 2000, MESSAGES, ']}')),
    threads('2,000 messages with unknown fields', listOf('{"a":0,"b":0}', 2000, MESSAGES, ']}')),
    threads('300,000 messages', listOf(message('hi'), 300_000, MESSAGES, ']}')),
    threads('2,000 messages, 15 MB', listOf(message('x'.repeat(7800)), 2000, MESSAGES, ']}')),
    threads('2,000 messages, 6 MB', listOf(message('x'.repeat(3000)), 2000, MESSAGES, ']}'), {
      isTaken: true,
    }),
    threads(
      'a million keys',
      objectOf(1e6, (index) => `"k${index}":0`, '{"metadata":'),
    ),
    threads(
      '9,999 keys',
      objectOf(9999, (index) => `"k${index}":0`, '{"metadata":'),
    ),
    threads(
      '9,999 keys, each too long',
      objectOf(9999, (index) => `"${'k'.repeat(99)}${index}":""`, '{"metadata":'),
    ),
    threads(
      '9,999 unknown fields',
      objectOf(9999, (index) => `"k${index}":0`, '{"tool_resources":'),
    ),
    threads('100 lists of 1,000 lists', listOf(`[${'[],'.repeat(998)}[]]`, 100)),
    threads(
      '490 lists, each 200 deep',
      listOf('['.repeat(199) + ']'.repeat(199), 490, MESSAGES, ']}'),
    ),
    threads(
      'file ids',
      listOf('"file-a"', 9999, '{"tool_resources":{"code_interpreter":{"file_ids":[', ']}}}'),
    ),
    threads('32 MB in a key', filled('{"', 'k', 32, '":0}')),
    threads('6 MB in a key', filled('{"', 'k', 5.9, '":0}')),
    threads('6 MB of spaces', filled('', ' ', 5.9, '}')),
    threads('6 MB of digits', filled('[', '9', 5.9, ']')),
    threads('15 MB of gzip', () => gzipSync(Buffer.alloc(15 * MB, '[')), {
      headers: { 'content-encoding': 'gzip' },
    }),
    { what: '32 MB of text', path: messages, body: filled('{"role":"user","content":"', 'x', 32) },
    { what: '6 MB of text', path: messages, body: filled('{"role":"user","content":"', 'x', 5.9) },
    {
      what: '6 MB of emoji',
      path: messages,
      body: filled('{"role":"user","content":"', '🙂', 5.9),
    },
    {
      what: '6 MB of escapes',
      path: messages,
      body: filled('{"role":"user","content":"', '\\u0041', 5.9),
    },
    {
      what: '6 MB of half a pair',
      path: messages,
      body: filled('{"role":"user","content":"', '\\ud83d', 5.9),
    },
    { what: '6 MB as a role', path: messages, body: filled('{"content":"a","role":"', 'x', 5.9) },
    {
      what: '6 MB in parts',
      path: messages,
      body: listOf(
        `{"type":"text","text":"${'x'.repeat(200_000)}"}`,
        29,
        '{"role":"user","content":[',
        ']}',
      ),
    },
    {
      what: '15 MB of text to pass on',
      path: COMPLETIONS,
      body: filled(PROMPT, 'x', 15, '"}]}'),
      isTaken: true,
    },
    {
      what: '15 MB of emoji to pass on',
      path: COMPLETIONS,
      body: filled(PROMPT, '🙂', 15, '"}]}'),
      isTaken: true,
    },
    {
      what: '15 MB of escapes to pass on',
      path: COMPLETIONS,
      body: filled(PROMPT, '\\u0041', 15, '"}]}'),
      isTaken: true,
    },
    {
      what: '9,999 empty parts',
      path: messages,
      body: listOf('{}', 9999, '{"role":"user","content":[', ']}'),
    },
    {
      what: '9,999 attachments',
      path: messages,
      body: listOf(
        '{"file_id":"file-a","tools":[0]}',
        9999,
        '{"role":"user","content":"a","attachments":[',
        ']}',
      ),
    },
    {
      what: '9,999 tools',
      path: '/v1/assistants',
      body: listOf('{"type":"function"}', 9999, '{"model":"m","tools":[', ']}'),
    },
    {
      what: '128 functions with bad names',
      path: '/v1/assistants',
      body: listOf(
        `{"type":"function","function":{"name":"${' '.repeat(50_000)}"}}`,
        128,
        '{"model":"m","tools":[',
        ']}',
      ),
    },
    {
      what: 'filters, 99 deep',
      path: '/v1/vector_stores/vs_a/search',
      body: () =>
        Buffer.from(
          `{"query":"a","filters":${'{"type":"and","filters":['.repeat(99)}0${']}'.repeat(99)}}`,
        ),
    },
    {
      what: '9,999 filters',
      path: '/v1/vector_stores/vs_a/search',
      body: listOf(
        '{"type":"and"}',
        9999,
        '{"query":"a","filters":{"type":"or","filters":[',
        ']}}',
      ),
    },
    {
      what: '9,999 tool outputs',
      path: `/v1/threads/${threadId}/runs/run_a/submit_tool_outputs`,
      body: listOf('{"output":0}', 9999, '{"tool_outputs":[', ']}'),
    },
    {
      what: '2,000 files of a batch',
      path: '/v1/vector_stores/vs_a/file_batches',
      body: listOf('{"file_id":0}', 2000, '{"files":[', ']}'),
    },
    {
      what: '9,999 additional messages',
      path: `/v1/threads/${threadId}/runs`,
      body: listOf('{}', 9999, '{"assistant_id":"asst_a","additional_messages":[', ']}'),
    },
    {
      what: "32 MB in a form's field",
      path: '/v1/files',
      body: filled(
        '--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n',
        'x',
        32,
        '\r\n--x--\r\n',
      ),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    },
    {
      what: "15 MB of a form's fields",
      path: '/v1/files',
      body: filled(
        '',
        '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n',
        15,
        '--x--\r\n',
      ),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    },
    {
      what: "15 MB of a part's headers",
      path: '/v1/files',
      body: filled('--x\r\n', 'a: b\r\n', 15, ''),
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    },
  ]
}

/** What one hostile body did. */
interface Harm {
  status: number
  isEnvelope: boolean
  /** The longest wait of whoever asked meanwhile. */
  waitMs: number
  grownMb: number
}

/** The worst bodies that one can send, one after another, while others ask for a thread. */
export const hostileBodyFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const clew = await startClew(dir)
    const client = new Client(clew.url, 4)
    try {
      const { id } = await client.json<{ id: string }>('POST', '/v1/threads', {})
      const ask = () => client.text('GET', `/v1/threads/${id}`)
      const all = bodies(id)
      // The first of each finds code that is not compiled yet, as no server in use does.
      for (let count = 0; count < 50; count += 1) await ask()
      const harms: [Hostile, Harm][] = []
      for (const hostile of all) harms.push([hostile, await harmOf(clew, hostile, ask)])
      return figuresOf(harms)
    } finally {
      client.close()
      await clew.stop()
    }
  })

const harmOf = async (
  clew: Listening,
  hostile: Hostile,
  ask: () => Promise<unknown>,
): Promise<Harm> => {
  const body = hostile.body()
  const before = await residentMb(clew.pid)
  let isOver = false
  let [waitMs, most] = [0, before]
  const others = (async () => {
    while (!isOver) {
      const started = performance.now()
      await ask()
      waitMs = Math.max(waitMs, performance.now() - started)
      most = Math.max(most, await residentMb(clew.pid))
      await delay(2)
    }
  })()
  const answer = await send(clew.url, hostile, body)
  isOver = true
  await others
  return { ...answer, waitMs, grownMb: most - before }
}

const send = async (url: string, { path, headers }: Hostile, body: Buffer) => {
  const sent = request(url + path, {
    method: 'POST',
    headers: { ...HEADERS, 'content-length': body.length, ...headers },
  })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage] // what this event brings
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return { status: response.statusCode ?? 0, isEnvelope: isEnvelope(text) }
}

const isEnvelope = (text: string): boolean => {
  const answer: unknown = JSON.parse(text)
  return typeof answer === 'object' && answer !== null && 'error' in answer
}

const figuresOf = (harms: [Hostile, Harm][]): Figure[] => {
  const wrong = harms.filter(([{ isTaken = false }, { status, isEnvelope: told }]) =>
    isTaken ? status !== 200 : status < 400 || status > 499 || !told,
  )
  for (const [{ what }, { status }] of wrong) console.log(`   ${what}: answered with ${status}`)
  const worst = (of: 'waitMs' | 'grownMb') =>
    harms.reduce((most, each) => (each[1][of] > most[1][of] ? each : most))
  const [[slow, { waitMs }], [large, { grownMb }]] = [worst('waitMs'), worst('grownMb')]
  return [
    {
      what: `hostile bodies, of ${harms.length}, not refused as they should be`,
      value: wrong.length,
      unit: '',
      mark: { atMost: 0 },
    },
    {
      what: `others' longest wait meanwhile (${slow.what})`,
      value: waitMs,
      unit: 'ms',
      mark: { atMost: WAIT },
    },
    {
      what: `memory grown meanwhile (${large.what})`,
      value: grownMb,
      unit: 'MB',
      mark: { atMost: GROWTH },
    },
  ]
}
