import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Overview } from '#contract/overview.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { percentile, timed } from './measure.ts'
import { startClew, withFolder } from './processes.ts'
import { DAY, LAST, MESSAGES, fillYear } from './year.ts'

/** How often each range is asked for. */
const TIMES = 20

/** The last so many days, in zones whose days are ever less those of the counters. */
const RANGES = [1, 30, 92, 93, 365, 731, 18_000]
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu']

/** Any range of days over a year of threads, runs and their logs. */
export const overviewFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const data = join(dir, 'data')
    await (await startClew(data, {})).stop()
    await fillYear(join(data, 'clew.db'))
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
