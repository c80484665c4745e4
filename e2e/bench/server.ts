import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { median, rate, timed } from './measure.ts'
import { residentMb, startClew, startScript, withFolder } from './processes.ts'
import { messageOf, seedThread, threadOf } from './seed.ts'
import { streamMarks } from './streams.ts'

const LONG = 100_000
const TEXT = { role: 'user', content: 'A message of a usual length, as support threads have them.' }

interface Bench {
  clew: Client
  floor: Client
}

/** The server's marks, each beside a floor taken in the same run. */
export async function serverFigures(): Promise<Figure[]> {
  const start = await startFigures()
  const main = await withFolder(async (dir) => {
    await seedThread(dir, LONG)
    const server = await startClew(dir)
    const floor = await startScript('floor-server.ts', join(dir, 'floor.db'), String(LONG))
    const bench = { clew: new Client(server.url, 50), floor: new Client(floor.url, 50) }
    try {
      return [
        ...(await createFigures(bench)),
        ...(await pageFigures(bench)),
        ...(await walkFigures(bench)),
      ]
    } finally {
      bench.clew.close()
      bench.floor.close()
      await Promise.all([server.stop(), floor.stop()])
    }
  })
  return [...start, ...main, ...(await streamMarks())]
}

async function startFigures(): Promise<Figure[]> {
  return withFolder(async (dir) => {
    // The first start makes the database; a start is measured on what is there.
    await (await startClew(dir)).stop()
    const times: number[] = []
    let idle = 0
    for (let round = 0; round < 5; round += 1) {
      const server = await startClew(dir)
      times.push(server.readyMs)
      if (round === 4) {
        await delay(3000)
        idle = await residentMb(server.pid)
      }
      await server.stop()
    }
    return [
      { what: 'ready after a start', value: median(times), unit: 'ms', mark: { atMost: 1000 } },
      { what: 'resident memory, idle', value: idle, unit: 'MB', mark: { atMost: 150 } },
    ]
  })
}

async function createFigures({ clew, floor }: Bench): Promise<Figure[]> {
  const threads = await Promise.all(
    Array.from({ length: 10 }, () => clew.json<{ id: string }>('POST', '/v1/threads', {})),
  )
  const create = (client: number) =>
    clew.text('POST', `/v1/threads/${threads[client]?.id ?? ''}/messages`, TEXT)
  const bare = await rate(10, 4, () => floor.text('POST', '/create', TEXT))
  const ours = await rate(10, 4, create)
  const one = await rate(10, 4, () =>
    clew.text('POST', `/v1/threads/${threads[0]?.id ?? ''}/messages`, TEXT),
  )
  const of = 'bare HTTP, a synced insert each'
  const mark = { atLeast: 1500 }
  return [
    {
      what: 'create message, 10 clients, a thread each, durable',
      value: ours,
      unit: '/s',
      mark,
      floor: { value: bare, of },
    },
    {
      what: 'create message, 10 clients, one thread, durable',
      value: one,
      unit: '/s',
      mark,
      floor: { value: bare, of },
    },
  ]
}

const DEPTHS = [
  ['newest', 0],
  ['10 % deep', 0.1],
  ['99 % deep', 0.99],
] as const
const ROUNDS = 600

async function pageFigures({ clew, floor }: Bench): Promise<Figure[]> {
  const of20 = await pagesOf(20, clew, floor)
  const of100 = await pagesOf(100, clew, floor)
  const [newest, , deepest] = of20
  return [
    ...of20,
    ...of100,
    {
      what: 'page of 20, deepest to newest',
      value: (deepest?.value ?? 0) / (newest?.value ?? 1),
      unit: '×',
      mark: { atMost: 1.2 },
    },
  ]
}

/** Depths and floor take turns, so that whatever else the machine does falls on all alike. */
async function pagesOf(limit: number, clew: Client, floor: Client): Promise<Figure[]> {
  const places = DEPTHS.map(([name, depth]) => ({ name, at: Math.floor(LONG * (1 - depth)) }))
  const ours = places.map((): number[] => [])
  const bare = places.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { at }] of places.entries()) {
      const after = at === LONG ? '' : `&after=${messageOf(LONG, at)}`
      const path = `/v1/threads/${threadOf(LONG)}/messages?limit=${limit}${after}`
      ours[index]?.push(...(await timed(1, () => clew.text('GET', path), 0)))
      const bottom = `/page?limit=${limit}&before=${at + 1}`
      bare[index]?.push(...(await timed(1, () => floor.text('GET', bottom), 0)))
    }
  }
  const settled = (times: number[] = []) => median(times.slice(ROUNDS / 4))
  return places.map(({ name }, index) => ({
    what: `page of ${limit} of ${LONG.toLocaleString('en-US')}, ${name}, p50`,
    value: settled(ours[index]),
    unit: 'ms',
    mark: { atMost: limit === 20 ? 1.5 : 3 },
    floor: { value: settled(bare[index]), of: 'bare HTTP and keyset' },
  }))
}

async function walkFigures({ clew, floor }: Bench): Promise<Figure[]> {
  const walk = await walkAll(clew)
  const started = performance.now()
  let before = LONG + 1
  for (;;) {
    const page = await floor.json<{ before?: number }>('GET', `/page?limit=100&before=${before}`)
    if (page.before === undefined) break
    before = page.before
  }
  const bare = (performance.now() - started) / 1000
  return [
    {
      what: `walk ${LONG.toLocaleString('en-US')} messages by 100`,
      value: walk.seconds,
      unit: 's',
      mark: { atMost: 3 },
      floor: { value: bare, of: 'bare HTTP and keyset' },
    },
    {
      what: 'lost on that walk',
      value: LONG - walk.distinct,
      unit: 'messages',
      mark: { atMost: 0 },
    },
    {
      what: 'doubled on that walk',
      value: walk.seen - walk.distinct,
      unit: 'messages',
      mark: { atMost: 0 },
    },
  ]
}

interface MessagePage {
  data: { id: string }[]
  has_more: boolean
}

async function walkAll(clew: Client) {
  const ids = new Set<string>()
  let seen = 0
  let after = ''
  const started = performance.now()
  for (;;) {
    const path = `/v1/threads/${threadOf(LONG)}/messages?limit=100${after}`
    const page = await clew.json<MessagePage>('GET', path)
    for (const { id } of page.data) ids.add(id)
    seen += page.data.length
    if (!page.has_more) break
    after = `&after=${page.data.at(-1)?.id ?? ''}`
  }
  return { seconds: (performance.now() - started) / 1000, seen, distinct: ids.size }
}

/** Real threads, where they are at hand. */
