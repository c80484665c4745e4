import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'

import type { SearchResult } from '#contract/search.ts'
import { readLine, toMapped } from '#server/import/parse-line.ts'
import { sharedThreads } from '#testing/recorded.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { median } from './measure.ts'
import { ndcgAt } from './ndcg.ts'
import { runClew, startClew, withFolder } from './processes.ts'

/** A query as an auditor types it, what is wanted by it, and the lines of data files that have it. */
interface Labelled {
  query: string
  wanted: string
  language: string
  /** By data file and grade: 2 is what was wanted, 1 is related to it. */
  graded: Record<string, Record<string, number[]>>
}

/** Read as what this bench's own file is. */
const readLabelled = (): Labelled[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'search-ranking.json'), 'utf8')) as Labelled[]

/** How many threads are judged. */
const JUDGED = 10

/** How well threads are ranked by relevance: the first hit of each counts for it. */
export const searchRankingFigures = (): Promise<Figure[]> => {
  const labelled = readLabelled()
  const files = new Set(labelled.flatMap(({ graded }) => Object.keys(graded)))
  const paths = sharedThreads().filter((path) => files.has(nameOf(path)))
  if (paths.length === 0) {
    console.log('  left out: the published conversations are not there')
    return Promise.resolve([])
  }
  return withFolder(async (dir) => {
    await runClew(['import', '--data', dir, ...paths])
    const ids = new Map(paths.map((path) => [nameOf(path), threadIdsIn(path)]))
    const clew = await startClew(dir)
    const client = new Client(clew.url, Infinity)
    try {
      while (!(await ask(client, { query: 'the', limit: '1' })).complete) await delay(200)
      const ranked: { language: string; score: number; ms: number }[] = []
      for (const each of labelled) {
        const { threads, ms } = await firstThreads(client, each.query)
        const score = ndcgAt(JUDGED, threads, gradesOf(each, ids))
        if (score < 0.5) console.log(`  ${score.toFixed(2)}: ${each.query}`)
        ranked.push({ language: each.language, score, ms })
      }
      return figuresOf(ranked, [...ids.values()].flat().length)
    } finally {
      client.close()
      await clew.stop()
    }
  })
}

const figuresOf = (
  ranked: { language: string; score: number; ms: number }[],
  threads: number,
): Figure[] => {
  const what = `nDCG@${JUDGED}`
  const mean = (of: { score: number }[]) =>
    of.reduce((sum, { score }) => sum + score, 0) / of.length
  const languages = [...new Set(ranked.map(({ language }) => language))]
  return [
    {
      what: `queries, over ${threads.toLocaleString('en-US')} threads`,
      value: ranked.length,
      unit: '',
    },
    { what, value: mean(ranked), unit: '', mark: { atLeast: 0.85 } },
    ...languages.map((language) => ({
      what: `${what}, ${language}`,
      value: mean(ranked.filter((each) => each.language === language)),
      unit: '',
    })),
    { what: 'the first page, p50', value: median(ranked.map(({ ms }) => ms)), unit: 'ms' },
  ]
}

const ask = (client: Client, query: Record<string, string>) =>
  client.json<SearchResult>('GET', `/api/search?${new URLSearchParams(query)}`)

/** The threads of the first hits, and how long the first page of them took. */
const firstThreads = async (client: Client, query: string) => {
  const asked = { query, order: 'relevance' }
  const started = performance.now()
  let page = await ask(client, asked)
  const ms = performance.now() - started
  const threads = new Set(page.data.map(({ thread_id }) => thread_id))
  while (page.has_more && threads.size < JUDGED) {
    page = await ask(client, { ...asked, after: page.last_id ?? '' })
    for (const { thread_id } of page.data) threads.add(thread_id)
  }
  return { threads: [...threads], ms }
}

/** What each thread is worth to a query. A line without a thread would be one that is never found. */
export const gradesOf = (
  { query, graded }: Pick<Labelled, 'query' | 'graded'>,
  ids: ReadonlyMap<string, readonly string[]>,
): Map<string, number> =>
  new Map(
    Object.entries(graded).flatMap(([file, byGrade]) =>
      Object.entries(byGrade).flatMap(([grade, lines]) =>
        lines.map((line): [string, number] => {
          const id = ids.get(file)?.[line]
          if (id === undefined) throw new Error(`${query}: line ${line} of ${file} is no thread`)
          return [id, Number(grade)]
        }),
      ),
    ),
  )

const nameOf = (path: string): string => basename(path, '.ndjson.gz')

/** The ids under which the threads of a file are imported, by line. */
const threadIdsIn = (path: string): string[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const read = readLine(Buffer.from(line))
      return read ? toMapped(read).imported.thread.id : []
    })
