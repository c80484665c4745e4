import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'

import { PERSON_HEADER, type Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Queue, QueueClaim, QueueItem } from '#contract/queue.ts'
import type { SearchResult } from '#contract/search.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { inTens, percentile, timed } from './measure.ts'
import { startClew, withFolder } from './processes.ts'
import { MESSAGES, THREADS, fillYear } from './year.ts'

const TIMES = 100
/** Of the queue that is judged: each of its threads is read twice. */
const READINGS = Math.min(10_000, 2 * THREADS)
const SAMPLE = 200
/** A word that all threads have. */
const WORD = 'parcel'

const count = (value: number) => value.toLocaleString('en-US')

/** A queue is filled from all threads there are, and one of many readings is claimed from, judged and added up. */
export const queueFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const data = join(dir, 'data')
    await (await startClew(data, {})).stop()
    await fillYear(join(data, 'clew.db'))
    const clew = await startClew(data, {})
    const clients: Client[] = []
    const newClient = (headers = {}) => {
      const client = new Client(clew.url, Infinity, { authorization: 'Bearer bench', ...headers })
      clients.push(client)
      return client
    }
    /** Somebody who reads. */
    const reader = async (name: string) => {
      const { id } = await newClient().json<Person>('POST', '/api/people', { name })
      return newClient({ [PERSON_HEADER]: id })
    }
    try {
      const [ann, bob] = [await reader('Ann'), await reader('Bob')]
      const isWhole = async () => {
        const asked = `/api/search?query=${WORD}&limit=1`
        return (await ann.json<SearchResult>('GET', asked)).complete
      }
      while (!(await isWhole())) await delay(500)
      const filling = await fillingFigure(ann, data)
      const floorOf = async (of: string, work: () => Promise<unknown>) => ({
        value: percentile(await timed(TIMES, work), 0.95),
        of,
      })
      const floors = {
        read: await floorOf('the smallest answer', () => ann.text('GET', '/healthz')),
        write: await floorOf('a thread made', () => ann.json('POST', '/v1/threads', {})),
      }
      return [filling, ...(await readingFigures(ann, bob, { floors, data }))]
    } finally {
      for (const client of clients) client.close()
      await clew.stop()
    }
  })

/** @returns the queue once it is filled, and how long that took, in milliseconds */
const newQueue = async (client: Client, body: object): Promise<{ queue: Queue; ms: number }> => {
  const began = performance.now()
  let queue = await client.json<Queue>('POST', '/api/queues', { name: 'Bench', ...body })
  while (queue.state === 'filling') {
    await delay(20)
    queue = await client.json<Queue>('GET', `/api/queues/${queue.id}`)
  }
  return { queue, ms: performance.now() - began }
}

const fillingFigure = async (ann: Client, data: string): Promise<Figure> => {
  const sample = { size: SAMPLE, seed: 'bench', by: 'model' }
  const { queue, ms } = await newQueue(ann, { query: WORD, sample })
  if (queue.of !== THREADS || queue.counts.items !== SAMPLE)
    throw new Error(`a queue of ${queue.counts.items} of ${queue.of}`)
  const bare = await timedBare(
    data,
    `SELECT count(DISTINCT d.thread) FROM search_terms s CROSS JOIN search_documents d ON d.doc = s.rowid
     WHERE search_terms MATCH 'words : "${WORD}"'`,
    1,
  )
  return {
    what: `a sample of ${SAMPLE} from ${count(THREADS)} threads of ${count(MESSAGES)} messages that a word finds`,
    value: ms / 1000,
    unit: 's',
    floor: { value: bare / 1000, of: 'bare FTS5: its threads counted' },
  }
}

/** The 95th percentile of a statement on the bare driver, in milliseconds. */
const timedBare = async (data: string, sql: string, times = TIMES): Promise<number> => {
  const db = new DatabaseSync(join(data, 'clew.db'), { readOnly: true })
  try {
    const statement = db.prepare(sql)
    return percentile(await timed(times, async () => statement.all()), 0.95)
  } finally {
    db.close()
  }
}

const readingFigures = async (
  ann: Client,
  bob: Client,
  { floors, data }: { floors: Record<'read' | 'write', Figure['floor']>; data: string },
): Promise<Figure[]> => {
  const { queue } = await newQueue(ann, {
    sample: { size: READINGS / 2, seed: 'bench' },
    second_reading: 1,
  })
  const path = `/api/queues/${queue.id}`
  const claim = (client: Client, body: object = {}) =>
    client.json<QueueClaim>('POST', `${path}/claim`, body)
  const claims = (what: string, times: number[]): Figure => ({
    what: `${what}, of ${count(READINGS)} readings, p95`,
    value: percentile(times, 0.95),
    unit: 'ms',
    mark: { atMost: 10 },
    floor: floors.write,
  })
  let after: string | undefined
  const fresh = await timed(TIMES, async () => {
    after = (await claim(ann, { ...(after !== undefined && { after }) })).item?.id
  })
  const ids = await threadsOf(ann, queue)
  const verdicts = ['pass', 'needs_work', 'fail']
  const judge = (client: Client, some: readonly string[]) =>
    inTens([...some.entries()], ([at, thread_id]) =>
      client.json('POST', '/api/reviews', {
        thread_id,
        queue_id: queue.id,
        verdict: verdicts[(at * 7 + Number(client === bob && at % 3 === 0)) % verdicts.length],
        seconds: at % 90,
      }),
    )
  // All that comes before what is left for her is not hers to read again.
  await judge(ann, ids.slice(0, -2))
  const late = await timed(TIMES, () => claim(ann))
  await judge(bob, ids.slice(0, -2))
  const last = await timed(TIMES, () => claim(bob))
  await judge(ann, ids.slice(-2))
  await judge(bob, ids.slice(-2))
  const totals = await timed(TIMES / 5, () => ann.text('GET', `${path}/totals`))
  const counts = await timed(TIMES, () => ann.text('GET', path))
  const rows = await timedBare(
    data,
    `SELECT position, reading, verdict, labels, answers, seconds FROM queue_items
     WHERE queue = (SELECT seq FROM queues WHERE id = '${queue.id}') ORDER BY position, reading`,
    TIMES / 5,
  )
  const began = performance.now()
  const exported = await ann.text('GET', `${path}/export`)
  const seconds = (performance.now() - began) / 1000
  return [
    claims('the next is claimed', fresh),
    claims('the next is claimed by who has read all but two of it', late),
    claims('the last of it is claimed', last),
    {
      what: `totals of ${count(READINGS)} readings, p95`,
      value: percentile(totals, 0.95),
      unit: 'ms',
      floor: { value: rows, of: 'the bare rows' },
    },
    {
      what: `a queue of ${count(READINGS)} readings with its counts, p95`,
      value: percentile(counts, 0.95),
      unit: 'ms',
      floor: floors.read,
    },
    {
      what: 'judgements exported as CSV',
      value: (exported.split('\n').length - 2) / seconds,
      unit: 'rows/s',
    },
  ]
}

/** The threads of a queue, by their positions. */
const threadsOf = async (client: Client, { id }: Queue): Promise<string[]> => {
  const ids: string[] = []
  for (let after = ''; ;) {
    const path = `/api/queues/${id}/items?reading=1&limit=100${after && `&after=${after}`}`
    const { data, has_more } = await client.json<List<QueueItem>>('GET', path)
    ids.push(...data.map(({ thread_id }) => thread_id))
    if (!has_more) return ids
    after = data.at(-1)?.id ?? ''
  }
}
