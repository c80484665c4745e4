import { readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { chromium } from '@playwright/test'

import { sharedThreads } from '#testing/recorded.ts'
import { BROWSER_ARGS, requireBrowser } from '#tooling/browser.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { fileSize, laterSpeed } from './import-figures.ts'
import { median } from './measure.ts'
import { runClew, startClew, withFolder } from './processes.ts'

interface Page<T> {
  data: T[]
  has_more: boolean
}
interface Walked {
  id: string
  summary: { message_count: number }
}

/** Real threads of many languages: imported, walked over the wire, the longest opened in the console. */
export const realFigures = (): Promise<Figure[]> => {
  const paths = sharedThreads()
  if (paths.length === 0) {
    console.log('  left out: the published conversations are not there')
    return Promise.resolve([])
  }
  return withFolder(async (dir) => {
    const { messages, speed, figures: imported } = await importFigures(dir, paths)
    const server = await startClew(dir)
    const api = new Client(server.url, 1)
    try {
      const { figures, threads } = await walkFigures(api)
      imported.push(...figures, await openLongest(api, server.url, threads))
    } finally {
      api.close()
      await server.stop()
    }
    return [...imported, await importMore(dir, paths, { messages, speed })]
  })
}

/** Imports files, and says how many threads and messages, and messages a second, that were. */
async function importOf(dir: string, paths: string[]) {
  const { out, seconds, peakMb } = await runClew(['import', '--data', dir, ...paths])
  const counted = (of: RegExp) => Number(of.exec(out)?.[1]?.replaceAll(',', '') ?? 0)
  const threads = counted(/Imported ([\d,]+) threads/)
  const messages = counted(/\(([\d,]+) messages/)
  return { threads, messages, seconds, peakMb, speed: messages / seconds }
}

async function importFigures(dir: string, paths: string[]) {
  const { threads, messages, seconds, peakMb, speed } = await importOf(dir, paths)
  const input = paths.reduce((sum, path) => sum + gunzipSync(readFileSync(path)).length, 0)
  const figures: Figure[] = [
    {
      what: `import of ${threads.toLocaleString('en-US')} threads, ${messages.toLocaleString('en-US')} messages`,
      value: threads / seconds,
      unit: 'threads/s',
    },
    { what: 'the same in messages', value: speed, unit: 'messages/s' },
    { what: 'resident memory of the import, highest', value: peakMb, unit: 'MB' },
    fileSize(statSync(join(dir, 'clew.db')).size, input),
  ]
  return { messages, speed, figures }
}

const MILLION = 1_000_000

/** The same threads under other names, until there are a million messages: how fast they come to the others. */
async function importMore(
  dir: string,
  paths: string[],
  first: { messages: number; speed: number },
): Promise<Figure> {
  const copies = Math.ceil(MILLION / first.messages) - 1
  const path = join(dir, 'more.ndjson')
  const file = await open(path, 'w')
  for (let copy = 1; copy <= copies; copy += 1) {
    for (const each of paths) {
      const text = gunzipSync(readFileSync(each)).toString()
      await file.write(text.replaceAll(/^(\{.*?"metadata":\{)/gm, `$1"copy":"${copy}",`))
    }
  }
  await file.close()
  const { messages, speed } = await importOf(dir, [path])
  if (messages !== copies * first.messages)
    throw new Error(`imported ${messages} messages of ${copies} times ${first.messages}`)
  return laterSpeed(messages, speed, first.speed)
}

async function walkFigures(api: Client): Promise<{ figures: Figure[]; threads: Walked[] }> {
  const started = performance.now()
  const threads = await walk<Walked>(
    api,
    '/v1/threads?order_by=last_active_at&include[]=summary&limit=100',
  )
  const threadSeconds = (performance.now() - started) / 1000
  let messages = 0
  for (const { id } of threads) {
    messages += (await walk(api, `/v1/threads/${id}/messages?limit=100`)).length
  }
  const seconds = (performance.now() - started) / 1000
  const distinct = new Set(threads.map(({ id }) => id)).size
  const counted = threads.reduce((sum, { summary }) => sum + summary.message_count, 0)
  return {
    threads,
    figures: [
      {
        what: `walk all ${distinct.toLocaleString('en-US')} threads by 100, with summaries`,
        value: threadSeconds,
        unit: 's',
      },
      {
        what: `walk them and all ${messages.toLocaleString('en-US')} messages, one request at a time`,
        value: seconds,
        unit: 's',
      },
      {
        what: 'threads doubled, messages missing on that walk',
        value: threads.length - distinct + Math.abs(counted - messages),
        unit: '',
        mark: { atMost: 0 },
      },
    ],
  }
}

async function walk<T extends { id: string }>(api: Client, path: string): Promise<T[]> {
  const all: T[] = []
  let more = true
  while (more) {
    const last = all.at(-1)
    const page: Page<T> = await api.json('GET', last ? `${path}&after=${last.id}` : path)
    all.push(...page.data)
    more = page.has_more
  }
  return all
}

/** The thread of most messages, at its end, in a browser that has nothing of it yet. */
async function openLongest(api: Client, url: string, threads: Walked[]): Promise<Figure> {
  const longest = threads.toSorted((a, b) => b.summary.message_count - a.summary.message_count)[0]
  if (!longest) throw new Error('no threads were imported')
  const newest: Page<{ id: string }> = await api.json(
    'GET',
    `/v1/threads/${longest.id}/messages?limit=1`,
  )
  const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_ARGS })
  try {
    const times: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      await page.goto(`${url}/threads/${longest.id}`)
      const shown = await page.waitForFunction(
        (id) => document.querySelector(`[data-message="${id}"]`) && performance.now(),
        newest.data[0]?.id,
      )
      times.push(Number(await shown.jsonValue()))
      await context.close()
    }
    return {
      what: `open the longest of them, ${longest.summary.message_count} messages, at its end`,
      value: median(times),
      unit: 'ms',
      mark: { atMost: 800 },
    }
  } finally {
    await browser.close()
  }
}
