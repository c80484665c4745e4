import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { contact } from '#console/api/connection.ts'
import { messagesIn } from '#console/api/message-pages.ts'
import { messagesQuery } from '#console/api/messages.ts'
import { runsQuery } from '#console/api/runs.ts'
import { chooseAssistant } from '#console/util/chosen-assistant.ts'
import { forgetDraftsOf } from '#console/util/drafts.ts'
import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import { buildAssistant, buildMessage, buildRun } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Composer } from './Composer.tsx'

import '#console/styles.css'

const THREAD = 'thread_unseen'
const assistant = buildAssistant({ id: 'asst_1', name: 'Support' })
const run = buildRun({ thread_id: THREAD, assistant_id: 'asst_1', status: 'completed' })
const older = buildMessage({ thread_id: THREAD, created_at: 1 })
const sent = buildMessage({
  thread_id: THREAD,
  created_at: 2,
  content: [{ type: 'text', text: { value: 'Is it there?', annotations: [] } }],
})

/** Whether the list of messages is answered. */
let isBack: boolean
let client: QueryClient

const answer = (body: object) => Response.json(body, { headers: { [CONTRACT_HEADER]: '1' } })
const listOf = (...data: object[]) =>
  answer({ object: 'list', data, first_id: null, last_id: null, has_more: false })

beforeEach(async () => {
  isBack = false
  contact.set({ state: 'online' })
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const { method, url } = new Request(input, init)
    const path = new URL(url).pathname
    if (method === 'POST') return answer(path.endsWith('/runs') ? run : sent)
    if (path.endsWith('/assistants')) return listOf(assistant)
    if (!path.endsWith('/messages')) return listOf()
    if (!isBack) throw new TypeError('Failed to fetch')
    return listOf(sent, older)
  })
  client.setQueryData(runsQuery(THREAD).queryKey, {
    pages: [{ object: 'list', data: [], first_id: null, last_id: null, has_more: false }],
    pageParams: [undefined],
  })
})
// What was taken is forgotten.
afterEach(() => {
  client.setQueryData(messagesQuery(THREAD).queryKey, all)
  vi.unstubAllGlobals()
  forgetDraftsOf(THREAD)
})

const all = {
  pages: [{ messages: [older, sent], hasOlder: false, hasNewer: false }],
  pageParams: ['end'],
}
/** The thread as it is read: its end, or a stretch far above it. */
const read = (hasNewer: boolean) =>
  client.setQueryData(messagesQuery(THREAD).queryKey, {
    pages: [{ messages: [older], hasOlder: false, hasNewer }],
    pageParams: ['end'],
  })
const write = async (button: RegExp) => {
  await render(
    <QueryClientProvider client={client}>
      <Composer threadId={THREAD} />
    </QueryClientProvider>,
  )
  await page.getByRole('textbox', { name: 'Message' }).fill('Is it there?')
  await page.getByRole('button', { name: button }).click()
  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveValue('')
}
const taken = page.getByRole('region', { name: 'Message that was sent' })

test('a message that was taken with its run is shown until the thread is read', async () => {
  read(false)
  chooseAssistant(THREAD, 'asst_1')
  await write(/^Send and run/)
  await expect.element(taken.getByText('Is it there?')).toBeVisible()
  contact.set({ state: 'offline' })
  await expect.element(taken).toBeVisible()
  isBack = true
  contact.set({ state: 'online' })
  await expect.element(taken).not.toBeInTheDocument()
  const shown = messagesIn(client.getQueryData(messagesQuery(THREAD).queryKey))
  expect(shown.map(({ id }) => id)).toEqual([older.id, sent.id])
})

test('so is one without a run that stands below the stretch that is read', async () => {
  read(true)
  chooseAssistant(THREAD, '')
  await write(/^Send/)
  await expect.element(taken.getByText('Is it there?')).toBeVisible()
  isBack = true
  contact.set({ state: 'offline' })
  contact.set({ state: 'online' })
  await expect.element(taken).not.toBeInTheDocument()
})

test('one whose thread could not be read at all is shown, too', async () => {
  chooseAssistant(THREAD, '')
  await write(/^Send/)
  await expect.element(taken.getByText('Is it there?')).toBeVisible()
  client.setQueryData(messagesQuery(THREAD).queryKey, all)
  await expect.element(taken).not.toBeInTheDocument()
})
