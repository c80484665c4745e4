import { CONSOLE, Client } from './client.ts'
import type { Figure } from './figures.ts'
import { median, percentile, timed } from './measure.ts'
import { type Listening, residentMb, startClew, startScript, withFolder } from './processes.ts'
import {
  type Load,
  firstTexts,
  highestOf,
  hold,
  load,
  logsOf,
  passing,
  shown,
  together,
  wrongIn,
} from './upstream-streams.ts'

const ROUNDS = 600
/** Of each of many streams, so many milliseconds apart; before the first all have to be there. */
const RUNS = 200
const PIECES = 100
const PACE = 100
const LEAD = 3000
const MODEL = `stamps-${PIECES}-${PACE}-${LEAD}`
/** How often first texts are waited for beside them. */
const FIRST = 40
/** Streamed as fast as they are written. */
const AT_ONCE = 50
const TOKENS = 200
const TURNS = 7
/** Of the streams whose memory is looked at, those that nobody reads: what lies between both ends is full within that time. */
const UNREAD = 50
const WATCH = 33_000
/** Without an end meanwhile; the long ones bring 200 kB a second. */
const USUAL = `stamps-2000-${PACE}-${LEAD}`
const LONG = `stamps-2000-50-${LEAD}-10000`

const OF = 'the upstream alone'

interface Bench {
  upstream: Listening
  front: Listening
  /** Of the upstream itself, and of the server in front of it. */
  alone: Client
  behind: Client
  /** The server in front, as its console asks. */
  own: Client
}

/** What a server in front of another adds to it: the other alone is asked in the same run. */
export const upstreamFigures = async (): Promise<Figure[]> => {
  const asked = await withUpstream(async (bench) => [
    ...(await answerFigures(bench)),
    ...(await streamFigures(bench)),
    ...(await atOnceFigures(bench)),
  ])
  return [...asked, ...(await memoryFigures())]
}

/** An upstream, and a new server in front of it, which has a key to keep to itself as one in front of a hosted API has. */
const withUpstream = <T>(work: (bench: Bench) => Promise<T>): Promise<T> =>
  withFolder(async (dir) => {
    const upstream = await startScript('upstream-server.ts')
    const front = await startClew(dir, {
      CLEW_UPSTREAM_URL: `${upstream.url}/v1`,
      CLEW_UPSTREAM_KEY: 'sk-bench-of-the-upstream',
    })
    const alone = new Client(upstream.url, Infinity)
    const behind = new Client(front.url, Infinity)
    const own = new Client(front.url, Infinity, CONSOLE)
    try {
      return await work({ upstream, front, alone, behind, own })
    } finally {
      for (const client of [alone, behind, own]) client.close()
      await Promise.all([front.stop(), upstream.stop()])
    }
  })

/** By turns, so that whatever else the machine does falls on both alike. */
const byTurns = async (
  rounds: number,
  alone: () => Promise<unknown>,
  behind: () => Promise<unknown>,
): Promise<{ alone: number[]; behind: number[] }> => {
  const times = { alone: [] as number[], behind: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    times.alone.push(...(await timed(1, alone, 0)))
    times.behind.push(...(await timed(1, behind, 0)))
  }
  return times
}

/** What is added to the upstream's own time, in milliseconds. */
export const added = (
  what: string,
  { alone, behind }: { alone: number[]; behind: number[] },
  atMost: number,
): Figure[] => {
  const over = (share: number) => percentile(behind, share) - percentile(alone, share)
  const own = (share: number) => `over the upstream's own ${percentile(alone, share).toFixed(2)} ms`
  return [
    { what: `${what}, ${own(0.5)}, p50`, value: over(0.5), unit: 'ms', mark: { atMost } },
    { what: `the same, ${own(0.95)}, p95`, value: over(0.95), unit: 'ms' },
  ]
}

const HELLO = {
  role: 'user',
  content: 'A message of a usual length, as support threads have them.',
}

const answerFigures = async ({ alone, behind }: Bench): Promise<Figure[]> => {
  const { id } = await behind.json<{ id: string }>('POST', '/v1/threads', {})
  const messages = `/v1/threads/${id}/messages`
  for (let index = 0; index < 100; index += 1) await behind.text('POST', messages, HELLO)
  const runs = `/v1/threads/${id}/runs`
  const body = { assistant_id: 'asst_bench', model: 'stamps-20-0-0', stream: true }
  await behind.text('POST', runs, body)
  const { data } = await behind.json<{ data: { id: string }[] }>('GET', runs)
  const run = `${runs}/${data[0]?.id ?? ''}`
  const other = await behind.json<{ id: string }>('POST', '/v1/threads', {})

  const asks: [string, (client: Client) => Promise<unknown>][] = [
    ['a page of 20 messages', (client) => client.text('GET', `${messages}?limit=20`)],
    ['a run', (client) => client.text('GET', run)],
    ['a new message', (client) => client.text('POST', `/v1/threads/${other.id}/messages`, HELLO)],
  ]
  const figures: Figure[] = []
  for (const [what, ask] of asks) {
    const turns = (rounds: number) =>
      byTurns(
        rounds,
        () => ask(alone),
        () => ask(behind),
      )
    // The first find code that is not compiled yet.
    await turns(ROUNDS / 3)
    figures.push(...added(what, await turns(ROUNDS), 3))
  }
  return figures
}

const streamFigures = async ({ upstream, front, alone, behind, own }: Bench): Promise<Figure[]> => {
  // The first runs find code that is not compiled yet.
  const warm = `stamps-50-${PACE}-0`
  await load(RUNS, passing(behind, warm), front)
  await load(RUNS, shown(own, warm), front)

  const bare = await load(RUNS, passing(alone, MODEL), upstream)
  const passed = await load(RUNS, passing(behind, MODEL), front)
  const logs = await logsOf(own, passed)
  const watched = await load(RUNS, shown(own, MODEL), front)

  const first = {
    alone: await firstTexts(alone, 'stamps-5-0-0'),
    behind: await firstTexts(behind, 'stamps-5-0-0'),
  }
  const times = { alone: [] as number[], behind: [] as number[] }
  await load(RUNS, passing(behind, MODEL), front, async () => {
    for (let turn = 0; turn < FIRST; turn += 1) {
      times.alone.push(await first.alone())
      times.behind.push(await first.behind())
    }
  })

  const late = (what: string, { latencies }: Load, share: number, atMost?: number): Figure => ({
    what: `${what}, p${share * 100}`,
    value: percentile(latencies, share),
    unit: 'ms',
    ...(atMost !== undefined && { mark: { atMost } }),
    floor: { value: percentile(bare.latencies, share), of: OF },
  })
  const wrong = (what: string, followed: Load['followed']): Figure => ({
    what: `deltas lost, doubled or out of order, ${what}`,
    value: wrongIn(followed, PIECES),
    unit: '',
    mark: { atMost: 0 },
  })
  const cpu = (what: string, { cpu: value }: Load): Figure => ({
    what,
    value,
    unit: 'µs',
    floor: { value: bare.cpu, of: OF },
  })
  return [
    late(`a delta of ${RUNS} runs, from its writing to its reader`, passed, 0.5, 5),
    late('the same', passed, 0.95),
    late('the same', passed, 0.99),
    late('a delta of as many runs of the console, to a reader of the log', watched, 0.5),
    late('the same', watched, 0.95),
    late('the same', watched, 0.99),
    ...added(`the first text of a run beside ${RUNS} others`, times, 10),
    cpu('CPU for a delta that passes and is written down', passed),
    cpu('CPU for a delta that is read from the log', watched),
    wrong('as they pass', passed.followed),
    wrong('in the logs', logs),
    wrong('to the readers of logs', watched.followed),
  ]
}

const atOnceFigures = async ({ alone, behind }: Bench): Promise<Figure[]> => {
  const model = `stamps-${TOKENS}-0-0`
  const times = { alone: [] as number[], behind: [] as number[] }
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.alone.push(await together(AT_ONCE, passing(alone, model)))
    times.behind.push(await together(AT_ONCE, passing(behind, model)))
  }
  return [
    {
      what: `${AT_ONCE} runs of ${TOKENS} deltas at once, until all are over`,
      value: median(times.behind),
      unit: 'ms',
      floor: { value: median(times.alone), of: OF },
    },
  ]
}

/** Each on a server of its own: memory that one has had, it may keep. */
const memoryFigures = async (): Promise<Figure[]> => {
  const usual = await memoryOf({ model: USUAL, isRead: true, ms: WATCH / 3 })
  const read = await memoryOf({ model: LONG, isRead: true, ms: WATCH })
  const unread = await memoryOf({ model: LONG, isRead: false, ms: WATCH })
  const highest = (what: string, value: number): Figure => ({ what, value, unit: 'MB' })
  return [
    highest(`resident memory with ${RUNS} streams, highest`, usual),
    highest(`the same where ${UNREAD} of them bring 200 kB a second each`, read),
    highest(`the same where nobody takes anything of those ${UNREAD}`, unread),
  ]
}

/** @param model of those streams that differ from all others; `isRead`, whether somebody takes what they bring */
const memoryOf = ({ ms, ...others }: { model: string; isRead: boolean; ms: number }) =>
  withUpstream(async ({ front, behind }) => {
    const usual = { count: RUNS - UNREAD, model: USUAL, isRead: true }
    await hold(behind, [usual, { count: UNREAD, ...others }])
    return highestOf(ms, () => residentMb(front.pid))
  })
