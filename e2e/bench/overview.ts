import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { RunEvent } from '#contract/event.ts'
import type { Overview } from '#contract/overview.ts'
import type { ImportedThread } from '#server/store/imports.ts'
import { openStore } from '#server/store/open.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { percentile, timed } from './measure.ts'
import { startClew, withFolder } from './processes.ts'

/** A million messages over a year, unless one tries things. */
const MESSAGES = Number(process.env['CLEW_BENCH_MESSAGES'] ?? 1_000_000)
const DAYS = 365
const DAY = 86_400
const LAST = Date.UTC(2026, 10, 1) / 1000
/** How often each range is asked for. */
const TIMES = 20
const AT_ONCE = 200

/** The last so many days, in zones whose days are ever less those of the counters. */
const RANGES = [1, 30, 92, 93, 365, 731, 18_000]
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu']

/** Any range of days over a year of threads, runs and their logs. */
export const overviewFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const data = join(dir, 'data')
    await (await startClew(data, {})).stop()
    await fill(join(data, 'clew.db'))
    const clew = await startClew(data, {})
    const client = new Client(clew.url, Infinity)
    const ask = (query: Record<string, string>) =>
      client.json<Overview>('GET', `/api/overview?${new URLSearchParams(query)}`)
    try {
      const began = performance.now()
      while (!(await ask({})).complete) await delay(500)
      const seconds = (performance.now() - began) / 1000
      const times: number[] = []
      for (const time_zone of ZONES) {
        for (const days of RANGES) {
          const [from, to] = [date(LAST - (days - 1) * DAY), date(LAST)]
          times.push(...(await timed(TIMES, () => ask({ from, to, time_zone }))))
        }
      }
      const health = await timed(TIMES * RANGES.length, () => client.json('GET', '/api/session'))
      return [
        {
          what: `an overview of ${MESSAGES.toLocaleString('en-US')} messages, any range, p95`,
          value: percentile(times, 0.95),
          unit: 'ms',
          mark: { atMost: 50 },
          floor: { value: percentile(health, 0.95), of: 'the smallest answer' },
        },
        {
          what: 'texts indexed and all counted from nothing, beside the server',
          value: MESSAGES / seconds,
          unit: 'messages/s',
        },
      ]
    } finally {
      client.close()
      await clew.stop()
    }
  })

const date = (day: number) => new Date(day * 1000).toISOString().slice(0, 10)

const fill = async (path: string) => {
  const store = await openStore({ path, bulk: true })
  const threads = MESSAGES / 4
  for (let made = 0; made < threads; made += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, threads - made) }, (_, at) =>
      threadOf(made + at, LAST - Math.floor((1 - (made + at) / threads) * DAYS * DAY)),
    )
    await store.importThreads(batch)
  }
  await store.close()
}

/** Two questions, each with a run and its answer. */
const threadOf = (number: number, created_at: number): ImportedThread => {
  const thread = buildThread({ created_at })
  const messages = [0, 1, 2, 3].map((at) =>
    buildMessage({
      thread_id: thread.id,
      created_at: created_at + at * 20,
      role: at % 2 === 0 ? 'user' : 'assistant',
      text: `Where is parcel ${number}? I ordered it last week and it has not come yet.`,
    }),
  )
  const runs = [0, 1].map((at) => {
    const run = buildRun({
      thread_id: thread.id,
      created_at: created_at + at * 40,
      assistant_id: `asst_${number % 12}`,
      model: ['gpt-4o', 'gpt-4o-mini', 'o3'][(number + at) % 3] ?? '',
      status: number % 17 === 0 ? 'failed' : 'completed',
      usage: {
        prompt_tokens: 1000 + (number % 500),
        completion_tokens: 100 + (number % 90),
        total_tokens: 0,
      },
    })
    const began = run.created_at * 1000
    const times = [0, 200 + ((number * 7919) % 3000), 3000 + ((number * 104_729) % 20_000)]
    const names = ['thread.run.created', 'thread.message.delta', 'thread.run.completed']
    const events = names.map(
      (event, index) =>
        // The cast: nobody reads what these tell.
        ({
          object: 'thread.run.event',
          sequence_number: index + 1,
          created_at_ms: began + (times[index] ?? 0),
          event,
          data: { id: 'msg_x', delta: { content: [] } },
        }) as unknown as RunEvent,
    )
    return { run, steps: [], events }
  })
  return { hash: thread.id, thread, messages, runs }
}
