import { setTimeout as delay } from 'node:timers/promises'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { type Followed, followPieces } from './follower.ts'
import { inTens, median, percentile } from './measure.ts'
import {
  type Listening,
  cpuMs,
  residentMb,
  startClew,
  startScript,
  withFolder,
} from './processes.ts'

const RUNS = 200
const FOLLOWERS = 5
const PIECES = 200
/** Milliseconds between two pieces of a run, and before the first: until then all have to be there. */
const PACE = 100
const LEAD = 8000
const MODEL = `stamps-${PIECES}-${PACE}-${LEAD}`

/** Begins a run. @returns its creator's stream, and the way for others to follow it */
type Begin = () => Promise<{ created: Promise<Followed>; follow: Follow }>
/** Settles once the stream is open; `whole`, once it has ended. */
type Follow = () => Promise<{ whole: Promise<Followed> }>

interface Load {
  followed: Followed[]
  latencies: number[]
  /** Of the server's process, in microseconds for each piece that a follower had. */
  cpu: number
  /** Resident memory of the server's process while all are there, the median, in megabytes. */
  memory: number
}

/** 1,000 followers of 200 runs, and what a bare fan-out of the same model costs in the same run. */
export const followerFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const model = await startScript('model-server.ts')
    const floor = await startScript('fan-out-server.ts', model.url)
    const clew = await startClew(dir, {
      CLEW_MODEL_BASE_URL: `${model.url}/v1`,
      CLEW_MODEL_API_KEY: 'bench',
      CLEW_RUN_CONCURRENCY: String(RUNS),
    })
    const clients = [new Client(clew.url, Infinity), new Client(floor.url, Infinity)] as const
    try {
      const ours = await beginRuns(clients[0])
      const bare = beginFloor(clients[1])
      // The first runs find code that is not compiled yet.
      await load(ours, clew, 1)
      await load(bare, floor, 1)
      const alone = { ours: await load(ours, clew, 1), bare: await load(bare, floor, 1) }
      const many = {
        ours: await load(ours, clew, FOLLOWERS),
        bare: await load(bare, floor, FOLLOWERS),
      }
      return figuresOf(alone, many)
    } finally {
      for (const client of clients) client.close()
      await Promise.all([clew.stop(), floor.stop(), model.stop()])
    }
  })

let since = Infinity
const sinceNow = () => since

async function beginRuns(client: Client): Promise<Begin> {
  const { id } = await client.json<{ id: string }>('POST', '/v1/assistants', { model: MODEL })
  const thread = { messages: [{ role: 'user', content: 'Hello' }] }
  return async () => {
    const body = { assistant_id: id, stream: true, thread }
    const stream = await client.open('POST', '/v1/threads/runs', body)
    const first = Promise.withResolvers<string>()
    const created = followPieces(stream, sinceNow, first.resolve)
    const thread_id = /"id":"(thread_\w+)"/.exec(await first.promise)?.[1] ?? ''
    const { data } = await client.json<{ data: { id: string }[] }>(
      'GET',
      `/v1/threads/${thread_id}/runs`,
    )
    const path = `/v1/threads/${thread_id}/runs/${data[0]?.id ?? ''}/events`
    return {
      created,
      follow: async () => ({ whole: followPieces(await client.open('GET', path), sinceNow) }),
    }
  }
}

const beginFloor =
  (client: Client): Begin =>
  async () => {
    const stream = await client.open('GET', `/run?model=${MODEL}`)
    const run = String(stream.headers['run'])
    return {
      created: followPieces(stream, sinceNow),
      follow: async () => ({
        whole: followPieces(await client.open('GET', `/follow?run=${run}`), sinceNow),
      }),
    }
  }

async function load(begin: Begin, { pid }: Listening, followers: number): Promise<Load> {
  since = Infinity
  const started = performance.now()
  const runs = await inTens(Array.from({ length: RUNS }), begin)
  const others = runs.flatMap(({ follow }) => Array.from({ length: followers - 1 }, () => follow))
  const joined = await inTens(others, (follow) => follow())
  if (performance.now() - started > LEAD) throw new Error('the followers came too late')
  since = Number(process.hrtime.bigint() / 1000n)

  const before = await cpuMs(pid)
  const streams = Promise.all([
    ...runs.map(({ created }) => created),
    ...joined.map((it) => it.whole),
  ])
  const memory: number[] = []
  let isOver = false
  void streams.finally(() => (isOver = true))
  while (!isOver) {
    memory.push(await residentMb(pid))
    await Promise.race([delay(250), streams])
  }
  const followed = await streams
  const used = (await cpuMs(pid)) - before
  return {
    followed,
    latencies: followed.flatMap(({ latencies }) => latencies),
    cpu: (used * 1000) / (RUNS * followers * PIECES),
    memory: median(memory),
  }
}

interface Pair {
  ours: Load
  bare: Load
}

function figuresOf(alone: Pair, many: Pair): Figure[] {
  const of = 'bare HTTP, nothing kept'
  const late = (share: number, atMost: number): Figure => ({
    what: `a delta from model to follower, p${share * 100}`,
    value: percentile(many.ours.latencies, share),
    unit: 'ms',
    mark: { atMost },
    floor: { value: percentile(many.bare.latencies, share), of },
  })
  const more = FOLLOWERS - 1
  /** What one follower more costs for each delta, without what the run itself does. */
  const each = (name: 'ours' | 'bare') => (many[name].cpu * FOLLOWERS - alone[name].cpu) / more
  const memory = (name: 'ours' | 'bare') =>
    ((many[name].memory - alone[name].memory) * 1024) / (RUNS * more)
  return [
    late(0.5, 10),
    late(0.95, 25),
    late(0.99, 50),
    {
      what: 'CPU for a delta of a run with one follower',
      value: alone.ours.cpu,
      unit: 'µs',
      floor: { value: alone.bare.cpu, of },
    },
    {
      what: 'CPU for a delta delivered to one follower more',
      value: each('ours'),
      unit: 'µs',
      floor: { value: each('bare'), of },
    },
    {
      what: 'CPU for a delta delivered, in all',
      value: many.ours.cpu,
      unit: 'µs',
      floor: { value: many.bare.cpu, of },
    },
    {
      what: 'resident memory for a follower',
      value: memory('ours'),
      unit: 'kB',
      floor: { value: memory('bare'), of },
    },
    ...endFigures(many.ours.followed),
  ]
}

function endFigures(followed: Followed[]): Figure[] {
  const lost = followed.map(({ pieces }) => PIECES - new Set(pieces).size)
  const doubled = followed.map(({ pieces }) => pieces.length - new Set(pieces).size)
  const disordered = followed.filter(({ pieces }) =>
    pieces.some((piece, at) => piece < (pieces[at - 1] ?? 0)),
  )
  const ended = followed.filter(({ isDone, last }) => isDone && last === 'thread.run.completed')
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
  const none = { unit: 'deltas', mark: { atMost: 0 } }
  return [
    { what: 'lost', value: sum(lost), ...none },
    { what: 'doubled', value: sum(doubled), ...none },
    {
      what: 'followers who had them out of order',
      value: disordered.length,
      unit: '',
      mark: { atMost: 0 },
    },
    {
      what: 'followers who saw their run complete',
      value: ended.length,
      unit: '',
      mark: { atLeast: RUNS * FOLLOWERS },
    },
  ]
}
