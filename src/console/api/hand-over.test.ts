import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import type { Run } from '#contract/run.ts'
import { buildMessage, buildRun } from '#testing/builders.ts'

import { addEvent } from './add-event.ts'
import { handOver } from './hand-over.ts'
import { type LiveRun, emptyLiveRun } from './live-run.ts'
import { messagesIn } from './message-pages.ts'
import { messagesQuery } from './messages.ts'
import { writeRun } from './run-pages.ts'
import { runQuery } from './runs.ts'

const run = buildRun({ status: 'completed', metadata: { stored: 'then' } })
const message = { ...buildMessage({ thread_id: run.thread_id, text: 'Answer' }), run_id: run.id }

/** A run that ended at 1000 ms, whose stream was opened at `liveSince`. */
const told = (liveSince: number, ended = message): LiveRun => {
  const events: StreamEvent[] = [
    { event: 'thread.message.created', data: { ...message, status: 'in_progress', content: [] } },
    { event: 'thread.message.completed', data: ended },
    { event: 'thread.run.completed', data: run },
  ]
  const start: LiveRun = { ...emptyLiveRun(run.thread_id, run.id), liveSince }
  return events.reduce(
    (live, event, at) =>
      addEvent(live, { sequence: at + 1, at: 1000, name: event.event, data: event.data }, event),
    start,
  )
}

const handed = (
  liveSince: number,
  isGone: (id: string) => boolean = () => false,
  ended = message,
) => {
  const client = new QueryClient()
  const messages = messagesQuery(run.thread_id).queryKey
  const page = { messages: [], hasOlder: false, hasNewer: false }
  client.setQueryData(messages, { pages: [page], pageParams: ['end'] })
  handOver(client, emptyLiveRun(run.thread_id, run.id), told(liveSince, ended), isGone)
  return {
    messages: messagesIn(client.getQueryData(messages)),
    run: client.getQueryData(runQuery(run.thread_id, run.id).queryKey),
  }
}

test('what ends while it is read is written to the caches', () => {
  expect(handed(1000)).toEqual({ messages: [message], run })
})

test('a replayed log leaves messages and runs to the API', () => {
  expect(handed(1001)).toEqual({ messages: [], run: undefined })
})

test('a message that was deleted while it was written stays away', () => {
  expect(handed(1000, (id) => id === message.id)).toEqual({ messages: [], run })
})

test('nor does one come back whose end tells nothing, as of a deletion that was not seen here', () => {
  const emptied = { ...message, content: [] }
  expect(handed(1000, undefined, emptied)).toEqual({ messages: [], run })
})

/** The log of a run is replayed where the caches take the run for one with this status. */
const replayed = async (status: Run['status'], log: LiveRun) => {
  const client = new QueryClient()
  writeRun(client, { ...run, status })
  const asked = vi.fn(async () => Response.json({ ...run, metadata: { stored: 'since' } }))
  vi.stubGlobal('fetch', asked)
  handOver(client, emptyLiveRun(run.thread_id, run.id), log, () => false)
  const now = () => client.getQueryData(runQuery(run.thread_id, run.id).queryKey)
  return { asked, now }
}
afterEach(() => vi.unstubAllGlobals())

test('an end that is replayed is news to caches that take the run for a running one', async () => {
  const { now } = await replayed('queued', told(1001))
  expect(now()?.status).toBe('completed')
  // What changed since its end is the API's to tell.
  await vi.waitFor(() => expect(now()?.metadata).toEqual({ stored: 'since' }))
})

test('and a run that has moved on since is asked for', async () => {
  const running = { ...run, status: 'in_progress' as const }
  const log = { ...told(1001), run: running }
  const { asked, now } = await replayed('queued', log)
  await vi.waitFor(() => expect(now()?.status).toBe('completed'))
  expect(asked).toHaveBeenCalledOnce()
  expect((await replayed('in_progress', log)).asked).not.toHaveBeenCalled()
  expect((await replayed('completed', log)).asked).not.toHaveBeenCalled()
})
