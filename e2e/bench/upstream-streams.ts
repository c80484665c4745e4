import { setTimeout as delay } from 'node:timers/promises'

import type { Client } from './client.ts'
import { type Followed, followPieces } from './follower.ts'
import { inTens } from './measure.ts'
import { type Listening, cpuMs } from './processes.ts'

/** What to start, with nothing left to do but to start it. */
export type Begin = () => Promise<() => Promise<Streaming>>

/** A run that was started, and is followed. */
interface Streaming {
  whole: Promise<Followed>
  /** Where its log is, once it has begun. */
  events: () => string
}

/** A thread with a question. */
const newThread = async (client: Client): Promise<string> => {
  const { id } = await client.json<{ id: string }>('POST', '/v1/threads', {})
  await client.text('POST', `/v1/threads/${id}/messages`, { role: 'user', content: 'Hello' })
  return id
}

const ASSISTANT = { assistant_id: 'asst_bench' }

let since = 0
const sinceNow = () => since

/** Runs whose streams are read by whoever started them. */
export const passing =
  (client: Client, model: string): Begin =>
  async () => {
    const thread = await newThread(client)
    return async () => {
      let run = ''
      const body = { ...ASSISTANT, model, stream: true }
      const stream = await client.open('POST', `/v1/threads/${thread}/runs`, body)
      const whole = followPieces(stream, sinceNow, (frame) => {
        run = /"id":"(run_\w+)"/.exec(frame)?.[1] ?? ''
      })
      return { whole, events: () => `/v1/threads/${thread}/runs/${run}/events` }
    }
  }

/** Runs that are started and followed as the console does: by their logs. */
export const shown =
  (client: Client, model: string): Begin =>
  async () => {
    const thread = await newThread(client)
    return async () => {
      const runs = `/v1/threads/${thread}/runs`
      const { id } = await client.json<{ id: string }>('POST', runs, { ...ASSISTANT, model })
      const path = `${runs}/${id}/events`
      return { whole: followPieces(await client.open('GET', path), sinceNow), events: () => path }
    }
  }

/** What came of runs that streamed at once. */
export interface Load {
  followed: Followed[]
  /** From the upstream's writing to the reader's having, in milliseconds, of what was written once all ran. */
  latencies: number[]
  /** Of the process that was asked, in microseconds for each delta. */
  cpu: number
  /** Where the runs' logs are. */
  events: string[]
}

/** @param beside is done while all stream */
export const load = async (
  runs: number,
  begin: Begin,
  { pid }: Listening,
  beside: () => Promise<void> = async () => {},
): Promise<Load> => {
  since = Infinity
  const ready = await inTens(Array.from({ length: runs }), begin)
  const streams = await inTens(ready, (start) => start())
  since = Number(process.hrtime.bigint() / 1000n)
  const before = await cpuMs(pid)
  const [followed] = await Promise.all([Promise.all(streams.map(({ whole }) => whole)), beside()])
  const latencies = followed.flatMap(({ latencies: own }) => own)
  const cpu = (((await cpuMs(pid)) - before) * 1000) / latencies.length
  return { followed, latencies, cpu, events: streams.map(({ events }) => events()) }
}

/** What the logs of runs that are over hold. */
export const logsOf = (client: Client, { events }: Load): Promise<Followed[]> =>
  inTens(events, async (path) => followPieces(await client.open('GET', path), sinceNow))

/** How many deltas were lost, doubled or out of order, and ends that did not come. */
export const wrongIn = (followed: readonly Followed[], count: number): number => {
  const wrongs = followed.map(({ pieces, isDone, last }) => {
    const distinct = new Set(pieces).size
    const late = pieces.filter((piece, at) => piece < (pieces[at - 1] ?? 0)).length
    const isWhole = isDone && last === 'thread.run.completed'
    return count - distinct + (pieces.length - distinct) + late + (isWhole ? 0 : 1)
  })
  return wrongs.reduce((sum, wrong) => sum + wrong, 0)
}

/** From asking for a run until its first text is there, in milliseconds, of runs one after the other. */
export const firstTexts = async (client: Client, model: string) => {
  const thread = await newThread(client)
  return async (): Promise<number> => {
    const started = performance.now()
    const body = { ...ASSISTANT, model, stream: true }
    const stream = await client.open('POST', `/v1/threads/${thread}/runs`, body)
    stream.setEncoding('utf8')
    let text = ''
    let first: number | undefined
    for await (const chunk of stream as AsyncIterable<string>) {
      text += chunk
      if (text.includes('thread.message.delta')) first ??= performance.now() - started
    }
    return first ?? Number.NaN
  }
}

/** Milliseconds until so many runs that start at once are all over. */
export const together = async (runs: number, begin: Begin): Promise<number> => {
  const ready = await inTens(Array.from({ length: runs }), begin)
  const started = performance.now()
  await Promise.all(ready.map(async (start) => (await start()).whole))
  return performance.now() - started
}

/** Runs whose streams end with their connection; what comes is thrown away, or not taken at all. */
export const hold = async (
  client: Client,
  kinds: readonly { count: number; model: string; isRead: boolean }[],
): Promise<void> => {
  const wanted = kinds.flatMap(({ count, ...kind }) => Array.from({ length: count }, () => kind))
  // Before anything streams: a server that has much to do answers late.
  const ready = await inTens(wanted, async (kind) => ({ ...kind, thread: await newThread(client) }))
  await inTens(ready, async ({ thread, model, isRead }) => {
    const body = { ...ASSISTANT, model, stream: true }
    const stream = await client.open('POST', `/v1/threads/${thread}/runs`, body)
    stream.on('error', () => {})
    if (isRead) stream.resume()
  })
}

/** The highest of what is looked at again and again for so long. */
export const highestOf = async (ms: number, look: () => Promise<number>): Promise<number> => {
  const end = performance.now() + ms
  let most = 0
  while (performance.now() < end) {
    most = Math.max(most, await look())
    await delay(100)
  }
  return most
}
