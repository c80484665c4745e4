import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { type EventFrame, createEventDecoder } from '#contract/sse.ts'
import { SDK_HEADERS } from '#testing/app.ts'
import { KillableServer } from '#testing/killable-server.ts'
import { Api } from '#testing/killed/api.ts'
import { chunk, endpoint } from '#testing/scripted-endpoint.ts'

const PIECES = 2000
const PIECE = 'All of it is read, in the end. '.repeat(16)
const READERS = 40
/** What they may cost the server, garbage included: thrice what the longest answer tells each of them. */
const MAX_MB = 240
/** How many of them go on reading. */
const PATIENT = 2

let server: KillableServer
beforeEach(() => {
  server = new KillableServer()
})
afterEach(() => server.remove())

/** A model that sends as much as an answer may have, as fast as it is let, once for each call. */
const talkative = () =>
  endpoint((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let sent = 0
    const send = () => {
      while (sent < PIECES) {
        sent += 1
        if (!response.write(chunk({ content: `${sent} ${PIECE}` }))) return
      }
      response.end(`${chunk({}, { finish_reason: 'stop' })}data: [DONE]\n\n`)
    }
    response.on('drain', send)
    send()
  })

const residentMb = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024

const open = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request(url, { headers: SDK_HEADERS }, resolve).on('error', reject).end()
  })

/** What a stream tells: its events' numbers, and its text in few bytes. */
const told = (response: AsyncIterable<Uint8Array>) => {
  const decoder = createEventDecoder(64 * 1024 * 1024)
  const numbers: number[] = []
  const hash = createHash('sha256')
  let bytes = 0
  let last = ''
  const take = ({ event, id, data }: EventFrame) => {
    last = event
    bytes += data.length
    if (id !== undefined) numbers.push(Number(id))
    if (event !== 'thread.message.delta') return
    // A delta of text, as the endpoint sends no others.
    const { delta } = JSON.parse(data) as { delta: { content: { text: { value: string } }[] } }
    hash.update(delta.content[0]?.text.value ?? '')
  }
  return (async () => {
    for await (const piece of response) for (const frame of decoder.decode(piece)) take(frame)
    return { numbers, bytes, hash: hash.digest('hex'), last }
  })()
}

test.skipIf(!existsSync('/proc/self/status'))(
  'readers that stop reading stop no run, cost little memory, and have all of it in the end',
  async () => {
    const model = await talkative()
    server = new KillableServer({ CLEW_MODEL_BASE_URL: model.baseUrl, CLEW_MODEL_API_KEY: 'x' })
    const base = (await server.start()).baseURL
    const api = new Api(base.replace(/\/v1$/, ''))
    const assistant = await api.json<{ id: string }>('POST', '/assistants', { model: 'm' })

    const run = async (readers: number) => {
      const started = performance.now()
      const made = await api.json<{ id: string; thread_id: string }>('POST', '/threads/runs', {
        assistant_id: assistant.id,
        thread: { messages: [{ role: 'user', content: 'Tell me everything.' }] },
      })
      const url = `${base}/threads/${made.thread_id}/runs/${made.id}/events`
      const slow = await Promise.all(
        Array.from({ length: readers }, async () => {
          const response = await open(url)
          // Without a listener nothing is read but what the system takes by itself.
          response.pause()
          return response
        }),
      )
      let peak = 0
      const timer = setInterval(() => (peak = Math.max(peak, residentMb())), 20)
      const quick = await told(await open(url))
      clearInterval(timer)
      return { ms: performance.now() - started, peak, quick, slow }
    }
    // What a run costs by itself, once the server's code is warm.
    await run(0)
    const alone = await run(0)
    const crowded = await run(READERS)

    // The run was over, and read to its end, while the others were not reading at all.
    expect(crowded.quick.last).toBe('done')
    expect(crowded.quick.numbers).toEqual(crowded.quick.numbers.map((_, at) => at + 1))
    expect(crowded.quick.bytes).toBeGreaterThan(2e6)
    const figures = `${alone.ms.toFixed()} ms and ${alone.peak.toFixed()} MB alone, ${crowded.ms.toFixed()} ms and ${crowded.peak.toFixed()} MB with ${READERS} slow readers`
    expect(crowded.peak - alone.peak, figures).toBeLessThan(MAX_MB)
    if (process.env['CLEW_FIGURES']) console.log(figures)

    const [patient, others] = [crowded.slow.slice(0, PATIENT), crowded.slow.slice(PATIENT)]
    for (const response of others) response.destroy()
    for (const response of patient) expect(await told(response)).toEqual(crowded.quick)
  },
  120_000,
)
