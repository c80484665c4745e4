import { once } from 'node:events'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'

import { whileTyped } from '#console/features/search/query-text.ts'
import type { SearchResult } from '#contract/search.ts'
import { sharedThreads } from '#testing/recorded.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { percentile, timed } from './measure.ts'
import { runClew, startClew, startScript, withFolder } from './processes.ts'
import { MODEL, RUNS, deltas } from './slow-reads.ts'

/** A million messages, unless one tries things. */
const MESSAGES = Number(process.env['CLEW_BENCH_MESSAGES'] ?? 1_000_000)
/** How often each query is asked. */
const TIMES = 40

/** What is asked, by what makes it costly. */
const QUERIES: Record<string, string> = {
  'a common word': 'the',
  'a rare word': 'reimbursement',
  'two words': 'refund ticket',
  'a phrase': '"thank you"',
  'a prefix': 'cancel*',
  'a pair of Chinese characters': '酒店',
  'a word of one role': 'please role:assistant',
  'a word without another': 'please -thank',
  'a word in threads of one kind': 'the meta.source:abcd',
  'two kinds that no thread has': 'has:image meta.lang:zh',
  'what nothing matches': 'xylophonist',
}
/** What is typed, letter by letter, each asked as the console does. */
const TYPED = 'refund card'

/** Real threads, repeated to a million messages: found while others import and stream. */
export const searchFigures = (): Promise<Figure[]> => {
  const paths = sharedThreads()
  if (paths.length === 0) {
    console.log('  left out: the published conversations are not there')
    return Promise.resolve([])
  }
  return withFolder(async (dir) => {
    const data = join(dir, 'data')
    const [most, rest] = await writeCopies(dir, paths)
    await runClew(['import', '--data', data, most])
    const before = statSync(join(data, 'clew.db')).size
    const model = await startScript('model-server.ts')
    const clew = await startClew(data, {
      CLEW_MODEL_BASE_URL: `${model.url}/v1`,
      CLEW_MODEL_API_KEY: 'bench',
      CLEW_RUN_CONCURRENCY: String(RUNS),
    })
    const client = new Client(clew.url, Infinity)
    try {
      const indexing = await indexingFigures(client, data, before)
      const alone = await queryFigures(client, data)
      const importing = runClew(['import', '--data', data, rest])
      const beside = await besideFigures(client)
      await importing
      return [...indexing, ...alone, ...beside, ...(await deltaFigures(client))]
    } finally {
      client.close()
      await Promise.all([clew.stop(), model.stop()])
    }
  })
}

/** Files for `clew import`: all threads again and again, told apart by their metadata and times. @returns most, and the rest */
async function writeCopies(dir: string, paths: string[]): Promise<[string, string]> {
  const files = ['most.ndjson', 'rest.ndjson'].map((name) => join(dir, name)) as [string, string]
  const outs = files.map((path) => createWriteStream(path))
  const last = MESSAGES * 0.93
  let messages = 0
  for (let copy = 0; messages < MESSAGES; copy += 1) {
    for (const path of paths) {
      const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) })
      for await (const line of lines) {
        if (messages >= MESSAGES) break
        // The cast: the published files have this form.
        const thread = JSON.parse(line) as { metadata: object; messages: object[] }
        const out = outs[messages < last ? 0 : 1]
        messages += thread.messages.length
        const text = JSON.stringify({
          ...thread,
          metadata: { ...thread.metadata, copy: `${copy}` },
        })
        if (out && !out.write(`${text}\n`)) await once(out, 'drain')
      }
    }
  }
  for (const out of outs) {
    out.end()
    await once(out, 'close')
  }
  return files
}

const ask = (client: Client, query: string, more: Record<string, string> = {}) =>
  client.json<SearchResult>('GET', `/api/search?${new URLSearchParams({ query, ...more })}`)

async function indexingFigures(client: Client, data: string, before: number): Promise<Figure[]> {
  const started = performance.now()
  while (!(await ask(client, 'the', { limit: '1' })).complete) await delay(200)
  const seconds = (performance.now() - started) / 1000
  const db = new DatabaseSync(join(data, 'clew.db'), { readOnly: true })
  // The casts: columns of the statements.
  const { n: messages } = db.prepare('SELECT count(*) AS n FROM messages').get() as { n: number }
  const { n: documents } = db.prepare('SELECT count(*) AS n FROM search_documents').get() as {
    n: number
  }
  db.close()
  const after = statSync(join(data, 'clew.db')).size
  return [
    {
      what: `${messages.toLocaleString('en-US')} messages, ${documents.toLocaleString('en-US')} texts indexed beside the server`,
      value: messages / seconds,
      unit: 'messages/s',
      mark: { atLeast: 10_000 },
    },
    {
      what: 'size of the index to the data before it',
      value: (after - before) / before,
      unit: '×',
    },
  ]
}

/** The slowest of each kind of query, and the bare index asked for the same page of a common word. */
async function queryFigures(client: Client, data: string): Promise<Figure[]> {
  const db = new DatabaseSync(join(data, 'clew.db'), { readOnly: true })
  const bare = db.prepare(
    `SELECT rowid FROM search_terms WHERE search_terms MATCH 'words : "the"' ORDER BY rowid DESC LIMIT 21`,
  )
  const bareTimes = await timed(TIMES, async () => bare.all())
  db.close()
  const health = await timed(TIMES, () => client.text('GET', '/healthz'))
  const floor = {
    value: percentile(bareTimes, 0.95) + percentile(health, 0.95),
    of: 'bare FTS5 and bare HTTP',
  }
  const figures: Figure[] = []
  for (const order of ['newest', 'relevance'] as const) {
    for (const [what, query] of Object.entries(QUERIES)) {
      const times = await timed(TIMES, () => ask(client, query, { order }))
      const value = percentile(times, 0.95)
      const mark = { atMost: order === 'newest' ? 15 : 60 }
      const common = what === 'a common word' && order === 'newest' ? { floor } : {}
      figures.push({ what: `${what}, ${order} first, p95`, value, unit: 'ms', mark, ...common })
    }
  }
  const threads = await timed(TIMES, () =>
    client.text('GET', '/v1/threads?query=refund&order_by=last_active_at&include[]=summary'),
  )
  return [
    ...figures,
    { what: 'threads in which a word was said, p95', value: percentile(threads, 0.95), unit: 'ms' },
  ]
}

/** The same while an import runs. */
async function besideFigures(client: Client): Promise<Figure[]> {
  const common = await timed(TIMES, () => ask(client, 'the'))
  const typed: number[] = []
  for (let times = 0; times < 5; times += 1)
    for (let end = 1; end <= TYPED.length; end += 1) {
      const started = performance.now()
      await ask(client, whileTyped(TYPED.slice(0, end)))
      typed.push(performance.now() - started)
    }
  return [
    {
      what: 'a common word, newest first, beside an import, p95',
      value: percentile(common, 0.95),
      unit: 'ms',
      mark: { atMost: 15 },
    },
    {
      what: 'as it is typed, beside an import, p95',
      value: percentile(typed, 0.95),
      unit: 'ms',
      mark: { atMost: 100 },
    },
  ]
}

/** How long what was written is not found, and how much later searches make a delta. */
async function deltaFigures(client: Client): Promise<Figure[]> {
  while (!(await ask(client, 'the', { limit: '1' })).complete) await delay(200)
  const { id: thread } = await client.json<{ id: string }>('POST', '/v1/threads', {})
  const waits: number[] = []
  for (let at = 0; at < 10; at += 1) {
    const content = `quixotic${at}`
    await client.json('POST', `/v1/threads/${thread}/messages`, { role: 'user', content })
    const started = performance.now()
    while ((await ask(client, content)).total === 0) await delay(10)
    waits.push(performance.now() - started)
  }
  const { id } = await client.json<{ id: string }>('POST', '/v1/assistants', { model: MODEL })
  await deltas(client, id)
  const quiet = await deltas(client, id)
  let isOver = false
  const searching = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!isOver) await ask(client, 'the please', { order: 'relevance' })
    }),
  )
  const busy = await deltas(client, id)
  isOver = true
  await searching
  return [
    {
      what: 'until what was written is found, p95',
      value: percentile(waits, 0.95),
      unit: 'ms',
      mark: { atMost: 1000 },
    },
    {
      what: 'how much later searches make a delta, p99',
      value: Math.max(0, percentile(busy, 0.99) - percentile(quiet, 0.99)),
      unit: 'ms',
      mark: { atMost: 20 },
    },
  ]
}
