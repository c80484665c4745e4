import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { contact } from '#console/api/connection.ts'
import { messagesQuery } from '#console/api/messages.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { heardMirror, heardSession } from '#console/api/repeats.ts'
import { runsQuery } from '#console/api/runs.ts'
import { tellThreadNews } from '#console/api/thread-news.ts'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import { forgetDraftsOf } from '#console/util/drafts.ts'
import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import { buildAssistant, buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'
import { buildMirror } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { Composer } from './Composer.tsx'
import { currentDraft } from './draft-store.ts'

import '#console/styles.css'

const THREAD = 'thread_late'
const MADE = 'thread_made'
const assistant = buildAssistant({ id: 'asst_1', name: 'Support' })
const run = buildRun({ thread_id: THREAD, assistant_id: 'asst_1', status: 'completed' })
const late = (thread_id = THREAD) =>
  buildMessage({ thread_id, role: 'user', content: [textPart('Is it there?')] })

/** What the server has by now. */
let there: { messages: object[]; runs: object[]; threads: object[]; assistants: object[] }
let posts: number
/** Whether the server behind takes what is sent, and its answer is lost. */
let isUpstream: boolean
const answer = (body: object) => Response.json(body, { headers: { [CONTRACT_HEADER]: '1' } })
const listOf = (data: object[]) =>
  answer({ object: 'list', data, first_id: null, last_id: null, has_more: false })

beforeEach(() => {
  there = { messages: [], runs: [], threads: [], assistants: [] }
  posts = 0
  isUpstream = false
  heardSession({ upstream: false })
  contact.set({ state: 'online' })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const { method, url } = new Request(input, init)
    if (method === 'POST') {
      posts += 1
      throw new TypeError('Failed to fetch')
    }
    const name = new URL(url).pathname.split('/').at(-1)
    if (name === 'session')
      return answer({ version: '0', scripted: false, upstream: isUpstream, role: 'administrator' })
    if (name === 'mirror') return answer(buildMirror({ lists_threads: false }))
    if (name === 'assistants') return listOf(there.assistants)
    if (name === 'messages') return listOf(there.messages)
    if (name === 'threads') return listOf(there.threads)
    return listOf(name === 'runs' ? there.runs : [])
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const id of [THREAD, NEW_THREAD, MADE]) forgetDraftsOf(id)
})

const box = page.getByRole('textbox', { name: 'Message' })
const notice = page.getByText('The message was not sent.')

/** The composer of a thread after its message was looked for, and not found. */
const sendInVain = async (threadId = THREAD, button = /^Send$/, told = notice) => {
  const onMade = vi.fn<(threadId: string) => void>()
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, retry: false } },
  })
  client.setQueryData(messagesQuery(threadId).queryKey, {
    pages: [{ messages: [], hasOlder: false, hasNewer: false }],
    pageParams: ['end'],
  })
  client.setQueryData(runsQuery(threadId).queryKey, {
    pages: [{ object: 'list', data: [], first_id: null, last_id: null, has_more: false }],
    pageParams: [undefined],
  })
  await render(
    <QueryClientProvider client={client}>
      <Composer threadId={threadId} onMade={onMade} />
    </QueryClientProvider>,
  )
  await box.fill('Is it there?')
  await page.getByRole('button', { name: button }).click()
  await expect.element(told).toBeVisible()
  await expect.element(box).toHaveValue('Is it there?')
  return { onMade }
}
const arrive = (message = late()) => {
  there.messages = [message]
  tellThreadNews({ thread_id: message.thread_id, message_id: message.id })
}

test('what arrives after it was looked for is settled: the notice goes, and the text', async () => {
  await sendInVain()
  arrive()
  await expect.element(notice).not.toBeInTheDocument()
  await expect.element(box).toHaveValue('')
  expect(currentDraft(THREAD).sending).toBeUndefined()
  expect(posts).toBe(1)
})

test.each([
  ['Is it there? And when?', 'And when?'],
  ['Something else', 'Something else'],
])('of %j, written since, %j stays', async (written, left) => {
  await sendInVain()
  await box.fill(written)
  arrive()
  await expect.poll(() => currentDraft(THREAD).sending).toBeUndefined()
  await expect.element(box).toHaveValue(left)
  expect(posts).toBe(1)
})

test('another message of the thread is not taken for it', async () => {
  await sendInVain()
  const other = buildMessage({ thread_id: THREAD, content: [textPart('Another one')] })
  arrive(other)
  const asked = vi.spyOn(globalThis, 'fetch')
  await expect.poll(() => asked.mock.calls.length).toBeGreaterThan(0)
  await expect.element(notice).toBeVisible()
  await expect.element(box).toHaveValue('Is it there?')
  there.messages = [other, late()]
  tellThreadNews(undefined)
  await expect.element(box).toHaveValue('')
})

test('a message with its run is settled once both are there', async () => {
  there.assistants = [assistant]
  chooseAssistant(THREAD, 'asst_1')
  await sendInVain(THREAD, /^Send and run/)
  arrive()
  await new Promise((resolve) => void setTimeout(resolve, 700))
  await expect.element(notice).toBeVisible()
  there.runs = [run]
  tellThreadNews({ thread_id: THREAD, run_id: run.id })
  await expect.element(notice).not.toBeInTheDocument()
  await expect.element(box).toHaveValue('')
})

test('a first message is found in the thread that it made after all', async () => {
  const { onMade } = await sendInVain(NEW_THREAD)
  there.threads = [buildThread({ id: MADE, metadata: {} })]
  arrive(late(MADE))
  await expect.poll(() => onMade.mock.calls).toEqual([[MADE]])
  await expect.element(notice).not.toBeInTheDocument()
  expect(currentDraft(NEW_THREAD).sending).toBeUndefined()
  expect(posts).toBe(1)
})

test('a first message that cannot be looked for may be sent: the reader alone sends it again, and what comes is settled', async () => {
  isUpstream = true
  heardMirror({ lists_threads: null })
  const unknown = page.getByText('It is not known whether the message was sent.')
  const { onMade } = await sendInVain(NEW_THREAD, /^Send$/, unknown)
  await expect.element(page.getByText(/may do it twice/)).toBeVisible()
  // What is written meanwhile leaves what was sent where it is told of.
  await expect.element(page.getByText('Looking whether it was sent')).not.toBeInTheDocument()
  tellThreadNews(undefined)
  await new Promise((resolve) => void setTimeout(resolve, 700))
  await expect.element(unknown).toBeVisible()
  expect(posts).toBe(1)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => posts).toBe(2)
  await expect.element(unknown).toBeVisible()
  await expect.element(box).toHaveValue('Is it there?')
  // It is brought by whoever knows its id.
  there.threads = [buildThread({ id: MADE, metadata: {} })]
  arrive(late(MADE))
  await expect.poll(() => onMade.mock.calls).toEqual([[MADE]])
  expect(posts).toBe(2)
})
