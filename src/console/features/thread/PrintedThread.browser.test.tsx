import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { buildMessage, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { PrintedThread } from './PrintedThread.tsx'
import { rowsOf } from './rows.ts'
import { wholeEntries } from './whole-entries.ts'

const messages = ['Alpha', 'Beta', 'Gamma'].map((text) => buildMessage({ text }))
const rows = rowsOf({ messages, runs: [], streamingIds: [], hasOlder: false, hasNewer: false })
const entries = wholeEntries(rows, () => ({ steps: undefined, assistant: undefined }))

const printed = async (count: number, isWhole: boolean) => {
  const thread = buildThread()
  const summary = { ...thread.summary, message_count: count }
  await render(
    <QueryClientProvider client={new QueryClient()}>
      {/* The cast: nothing else of it is printed. */}
      <PrintedThread
        thread={{ ...thread, summary: summary as typeof thread.summary }}
        entries={entries}
        isWhole={isWhole}
      />
    </QueryClientProvider>,
  )
  return document.querySelector('.printed')?.textContent ?? ''
}

test('a part of a thread says how much of it is there', async () => {
  expect(await printed(9, false)).toMatch(/^This is a part of the thread: 3 of 9 messages/)
})

test('all messages without all of their runs are no part of the messages', async () => {
  const text = await printed(3, false)
  expect(text).not.toMatch(/part|3 of 3/)
  expect(text).toMatch(/^All messages are here, and of their runs what was loaded\./)
  expect(text).toContain('3 messages')
})

test('a whole thread says nothing of the kind', async () => {
  expect(await printed(3, true)).not.toMatch(/part|loaded/)
})
