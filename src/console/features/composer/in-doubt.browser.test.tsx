import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { contact } from '#console/api/connection.ts'
import { messagesQuery } from '#console/api/messages.ts'
import { heardSession } from '#console/api/repeats.ts'
import { runsQuery } from '#console/api/runs.ts'
import { forgetDraftsOf } from '#console/util/drafts.ts'
import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import { buildMessage, buildRun, textPart } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Composer } from './Composer.tsx'
import { changeDraft, currentDraft, keepSending } from './draft-store.ts'
import { type Sending, emptyDraft, setText } from './draft.ts'

import '#console/styles.css'

const THREAD = 'thread_doubt'
const SENT = 'Is it there?'
const before = buildMessage({ thread_id: THREAD, created_at: 1, content: [textPart(SENT)] })
const arrived = buildMessage({ thread_id: THREAD, created_at: 2, content: [textPart(SENT)] })
const run = buildRun({ thread_id: THREAD, assistant_id: 'asst_1', status: 'completed' })

/** What the server says to who looks for what was sent. */
let looked: PromiseWithResolvers<Response>
let posts: number
let client: QueryClient

const answer = (body: object) => Response.json(body, { headers: { [CONTRACT_HEADER]: '1' } })
const listOf = (...data: object[]) => ({
  object: 'list',
  data,
  first_id: null,
  last_id: null,
  has_more: false,
})

beforeEach(() => {
  looked = Promise.withResolvers()
  posts = 0
  heardSession({ upstream: false })
  contact.set({ state: 'online' })
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const { method, url, headers } = new Request(input, init)
    if (method === 'POST') {
      posts += 1
      throw new TypeError('Failed to fetch')
    }
    if (headers.has('clew-fresh') && url.includes('/messages')) return looked.promise
    return answer(listOf())
  })
  shows(before)
  showsRuns()
})
afterEach(() => {
  vi.unstubAllGlobals()
  forgetDraftsOf(THREAD)
})

const shows = (...messages: (typeof before)[]) =>
  client.setQueryData(messagesQuery(THREAD).queryKey, {
    pages: [{ messages, hasOlder: false, hasNewer: false }],
    pageParams: ['end'],
  })
const showsRuns = (...data: (typeof run)[]) =>
  client.setQueryData(runsQuery(THREAD).queryKey, {
    pages: [{ object: 'list', data, first_id: null, last_id: null, has_more: false }],
    pageParams: [undefined],
  })

/** The composer as a load finds it: a message was sent, and it is not known what became of it. */
const load = (sending: Partial<Sending> = {}, assistantId?: string) => {
  const draft = setText(emptyDraft(), 'text', SENT)
  const { role, parts, attachments, metadata } = draft
  changeDraft(THREAD, () => draft)
  keepSending(THREAD, {
    key: 'k',
    of: 'x',
    known: { message: before.id, run: null },
    sent: { role, parts, attachments, metadata, ...(assistantId !== undefined && { assistantId }) },
    ...sending,
  })
  return render(
    <QueryClientProvider client={client}>
      <Composer threadId={THREAD} />
    </QueryClientProvider>,
  )
}

const box = page.getByRole('textbox', { name: 'Message' })
const looking = page.getByText('Looking whether the message was sent…')
const unknown = page
  .getByRole('alert')
  .filter({ hasText: 'It is not known whether the message was sent.' })
const nobodyTells = () => looked.reject(new TypeError('Failed to fetch'))

const expectSettled = async (left = '') => {
  await expect.element(box).toHaveValue(left)
  await expect.element(looking).not.toBeInTheDocument()
  await expect.element(unknown).not.toBeInTheDocument()
  expect(currentDraft(THREAD).sending).toBeUndefined()
  expect(posts).toBe(0)
}

test('what is in doubt is told from the first paint after a load, and once nobody tells, why', async () => {
  await load()
  expect(looking.query()).not.toBeNull()
  nobodyTells()
  await expect.element(unknown.getByText(/The server cannot be reached/)).toBeVisible()
  await expect.element(looking).not.toBeInTheDocument()
  await expect.element(box).toHaveValue(SENT)
})

test('while the server is away, it is told that this is not known', async () => {
  contact.set({ state: 'offline' })
  await load()
  expect(unknown.query()).not.toBeNull()
  expect(looking.query()).toBeNull()
})

test('it is settled as soon as the thread shows it, though the server does not tell yet', async () => {
  await load()
  shows(before, arrived)
  await expectSettled()
})

test('it is settled too where it was told that it is not known; what was typed since stays', async () => {
  await load()
  nobodyTells()
  await expect.element(unknown).toBeVisible()
  await box.fill(`${SENT} And when?`)
  shows(before, arrived)
  await expectSettled('And when?')
})

test('a stretch of the thread that does not tell what is newer settles nothing', async () => {
  await load()
  client.setQueryData(messagesQuery(THREAD, { around: 'msg_old' }).queryKey, {
    pages: [{ messages: [{ ...before, id: 'msg_old' }], hasOlder: true, hasNewer: true }],
    pageParams: [{ around: 'msg_old' }],
  })
  await expect.element(looking).toBeVisible()
  await expect.element(box).toHaveValue(SENT)
})

test('a message with its run is settled once the thread shows both', async () => {
  await load({}, 'asst_1')
  shows(before, arrived)
  await expect.element(looking).toBeVisible()
  showsRuns(run)
  await expectSettled()
})

test('where the runs were not known, the message tells of its run', async () => {
  await load({ known: { message: before.id } }, 'asst_1')
  looked.resolve(answer(listOf(arrived)))
  await expectSettled()
})

test('where the messages were not known, it is told that nobody can tell', async () => {
  await load({ known: {} })
  await expect.element(unknown.getByText(/not known what was in the thread before/)).toBeVisible()
  await expect.element(box).toHaveValue(SENT)
})

test('other words are not sent before it is told that the first ones may have been', async () => {
  await load()
  await box.fill('Is it here?')
  await page.getByRole('button', { name: /^Send/ }).click()
  nobodyTells()
  await expect.element(unknown.getByText(/it would be another message/)).toBeVisible()
  await expect.element(box).toHaveValue('Is it here?')
  expect(posts).toBe(0)
  await unknown.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => posts).toBe(1)
})

test('what another tab has found is told no longer', async () => {
  await load()
  nobodyTells()
  await expect.element(unknown).toBeVisible()
  keepSending(THREAD, undefined)
  await expect.element(unknown).not.toBeInTheDocument()
})
