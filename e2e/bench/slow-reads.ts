import { join } from 'node:path'

import { DEFAULT_CHUNKING } from '#contract/vector-store-file.ts'
import { openStore } from '#server/store/open.ts'
import { toTerms } from '#server/store/terms.ts'
import type { NewChunk } from '#server/store/vector-stores.ts'
import { seededRandom } from '#testing/random.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { followPieces } from './follower.ts'
import { median, percentile } from './measure.ts'
import { startClew, startScript, withFolder } from './processes.ts'

const PASSAGES = 100_000
const AT_ONCE = 1000
const SEARCHERS = 4
export const RUNS = 20
/** How often deltas are timed without searches and beside them, by turns: one in a hundred is late by itself now and then. */
const TURNS = 4
/** Pieces of a run, 20 ms apart, after half a second. */
export const MODEL = 'stamps-250-20-500'
/** Words that a fifth of the passages has each, so that a search ranks most of them. */
const COMMON = ['parcel', 'invoice', 'depot', 'refund', 'booking']

/** How much later deltas are while slow reads run: the longest search that file search has. */
export const slowReadFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    await fill(dir)
    const model = await startScript('model-server.ts')
    const clew = await startClew(dir, {
      CLEW_MODEL_BASE_URL: `${model.url}/v1`,
      CLEW_MODEL_API_KEY: 'bench',
      CLEW_RUN_CONCURRENCY: String(RUNS),
    })
    const client = new Client(clew.url, Infinity)
    try {
      const { id } = await client.json<{ id: string }>('POST', '/v1/assistants', { model: MODEL })
      // The first runs find code that is not compiled yet.
      await deltas(client, id)
      const quiet: number[] = []
      const busy: number[] = []
      const searches: number[] = []
      for (let turn = 0; turn < TURNS; turn += 1) {
        quiet.push(...(await deltas(client, id)))
        const searching = startSearching(client)
        busy.push(...(await deltas(client, id)))
        searches.push(...(await searching.stop()))
      }
      return [
        {
          what: `searches of ${PASSAGES.toLocaleString('en-US')} passages, ${SEARCHERS} at once, p50`,
          value: median(searches),
          unit: 'ms',
        },
        { what: `a delta of ${RUNS} runs, p50`, value: median(quiet), unit: 'ms' },
        { what: 'the same beside the searches, p50', value: median(busy), unit: 'ms' },
        {
          what: 'how much later the searches make a delta, p99',
          value: Math.max(0, percentile(busy, 0.99) - percentile(quiet, 0.99)),
          unit: 'ms',
          mark: { atMost: 20 },
        },
      ]
    } finally {
      client.close()
      await Promise.all([clew.stop(), model.stop()])
    }
  })

/** From the model's sending to the client's having, in milliseconds, of all deltas of the runs. */
export const deltas = async (client: Client, assistant_id: string): Promise<number[]> => {
  const thread = { messages: [{ role: 'user', content: 'Hello' }] }
  const runs = Array.from({ length: RUNS }, async () => {
    const body = { assistant_id, stream: true, thread }
    return followPieces(await client.open('POST', '/v1/threads/runs', body), () => 0)
  })
  return (await Promise.all(runs)).flatMap(({ latencies }) => latencies)
}

/** Searches again and again. `stop` answers how long each search took, in milliseconds. */
const startSearching = (client: Client) => {
  const times: number[] = []
  let isStopped = false
  const search = async () => {
    while (!isStopped) {
      const started = performance.now()
      await client.text('POST', '/v1/vector_stores/vs_bench/search', { query: COMMON.join(' ') })
      times.push(performance.now() - started)
    }
  }
  const searchers = Array.from({ length: SEARCHERS }, search)
  return {
    stop: async () => {
      isStopped = true
      await Promise.all(searchers)
      return times
    },
  }
}

/** Writes one vector store with one file of many passages. */
const fill = async (dir: string): Promise<void> => {
  const store = await openStore({ path: join(dir, 'clew.db') })
  const created_at = 1_760_000_000
  await store.insertFile({
    id: 'file-bench',
    object: 'file',
    bytes: 0,
    created_at,
    filename: 'notes.txt',
    purpose: 'assistants',
    status: 'processed',
  })
  const file = { file_id: 'file-bench', created_at, chunking: DEFAULT_CHUNKING, attributes: null }
  await store.insertVectorStore({
    id: 'vs_bench',
    created_at,
    name: '',
    expires_after: null,
    metadata: {},
    files: [file],
  })
  const [waiting] = await store.listFilesToRead(1, [])
  const key = waiting?.key ?? 0
  const random = seededRandom(1)
  for (let from = 0; from < PASSAGES; from += AT_ONCE) {
    const chunks = Array.from({ length: AT_ONCE }, (_, at) => passage(from + at, random))
    await store.insertChunks(key, chunks)
  }
  await store.settleVectorStoreFile(key, { status: 'completed', embedding_model: null })
  await store.close()
}

const passage = (number: number, random: () => number): NewChunk => {
  const words = COMMON.filter(() => random() < 0.4)
  const text = `Note ${number}: ${words.join(', ')} of customer ${Math.floor(random() * 5000)}.`
  return { text, overlap: 0, tokens: 20, terms: toTerms(text).join(' ') }
}
