import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Overview } from '#contract/overview.ts'
import type { ImportedThread } from '#server/store/imports.ts'
import type { Store } from '#server/store/store.ts'

import { Client } from './client.ts'
import type { Figure } from './figures.ts'
import { percentile, timed } from './measure.ts'
import { startClew, withFolder } from './processes.ts'
import { DAY, LAST, MESSAGES, fillYear } from './year.ts'

/** How often each range is asked for. */
const TIMES = 20

/** What figures open: a day, thirty and all, of all, of an assistant and model, and of those that failed. */
const BEHIND = [
  'run.after:2026-10-20 run.before:2026-10-21',
  'run.after:2026-10-02 run.before:2026-11-01',
  'run.model:o3 run.assistant:asst_3 run.after:2026-10-02 run.before:2026-11-01',
  'run.status:failed run.after:2025-11-01 run.before:2026-11-02',
  'run.status:failed run.reason:rate_limit_exceeded run.after:2025-11-01',
  'run.status:completed run.model:o3 run.after:2025-11-01',
  'run.model:none',
  'thread.after:2026-10-02 thread.before:2026-11-01',
  'review.label:label_3 review.has:verdict review.after:2026-10-02',
]

/** The last so many days, in zones whose days are ever less those of the counters. */
const RANGES = [1, 30, 92, 93, 365, 731, 18_000]
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu']

/** Any range of days over a year of threads, runs and their logs. */
export const overviewFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    const data = join(dir, 'data')
    await (await startClew(data, {})).stop()
    await fillYear(join(data, 'clew.db'), { begin: putReviewers, after: review })
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
      const behind: number[] = []
      for (const query of BEHIND) {
        const list = `/v1/threads?${new URLSearchParams({ query, limit: '30' })}`
        behind.push(...(await timed(TIMES, () => client.json('GET', list))))
      }
      const health = await timed(TIMES * RANGES.length, () => client.json('GET', '/api/session'))
      return [
        {
          what: `an overview of ${MESSAGES.toLocaleString('en-US')} messages, any range, p50`,
          value: percentile(times, 0.5),
          unit: 'ms',
        },
        {
          what: `an overview of ${MESSAGES.toLocaleString('en-US')} messages, any range, p95`,
          value: percentile(times, 0.95),
          unit: 'ms',
          mark: { atMost: 50 },
          floor: { value: percentile(health, 0.95), of: 'the smallest answer' },
        },
        {
          what: 'the threads behind a figure, by one of their runs or reviews, p95',
          value: percentile(behind, 0.95),
          unit: 'ms',
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

const PEOPLE = ['person_a', 'person_b', 'person_c']
const LABELS = Array.from({ length: 20 }, (_, at) => `label_${at}`)

const putReviewers = async (store: Store) => {
  for (const id of PEOPLE)
    await store.insertPerson({ id, object: 'person', name: id, initials: 'AB', created_at: 1 })
  for (const id of LABELS)
    await store.insertLabel({
      id,
      object: 'label',
      name: id,
      color: 'gray',
      created_at: 1,
      description: null,
      archived: false,
      merged_into: null,
    })
}

/** Two people judge a few of the threads, a day after they were begun. */
const review = async (store: Store, batch: readonly ImportedThread[]) => {
  for (const [at, { thread }] of batch.filter((_, nth) => nth % 25 === 0).entries()) {
    for (const nth of [0, 1]) {
      const id = `${thread.id}_${nth}`
      await store.putReview({
        id: `review_${id}`,
        act_id: `act_${id}`,
        at: thread.created_at + DAY,
        person_id: PEOPLE[(at + nth) % 3] ?? '',
        thread_id: thread.id,
        message_id: null,
        passage: null,
        queue_id: null,
        said: {
          verdict: VERDICTS[(at * (nth + 1)) % 3] ?? 'pass',
          labels: LABELS.slice(at % 20, (at % 20) + 2),
          flagged: at % 7 === 0,
        },
      })
    }
  }
}
