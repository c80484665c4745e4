import type { RunEvent } from '#contract/event.ts'
import type { ImportedThread } from '#server/store/imports.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

/** A million messages over a year, unless one tries things. */
export const MESSAGES = Number(process.env['CLEW_BENCH_MESSAGES'] ?? 1_000_000)
export const THREADS = MESSAGES / 4
const DAYS = 365
export const DAY = 86_400
export const LAST = Date.UTC(2026, 10, 1) / 1000
const AT_ONCE = 200

/** What else is put there: before all threads, and after some of them. */
interface Beside {
  begin?: (store: Store) => Promise<void>
  after?: (store: Store, threads: readonly ImportedThread[]) => Promise<void>
}

/** Fills a database with a year of threads, runs and their logs. All their texts have a few words in common. */
export const fillYear = async (path: string, { begin, after }: Beside = {}) => {
  const store = await openStore({ path, bulk: true })
  await begin?.(store)
  for (let made = 0; made < THREADS; made += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, THREADS - made) }, (_, at) =>
      threadOf(made + at, LAST - Math.floor((1 - (made + at) / THREADS) * DAYS * DAY)),
    )
    await store.importThreads(batch)
    await after?.(store, batch)
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
