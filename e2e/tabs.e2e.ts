import type { BrowserContext, Page } from '@playwright/test'
import type OpenAI from 'openai'

import { expect, test } from './fixtures.ts'
import { boxOf, wheelTo } from './reading.ts'
import { choose, letters, openThread, screen, send } from './screen.ts'

const answerOf = (page: Page) => screen(page).message(/scripted model/)

test('two tabs on one thread stay in step through messages, a run and its end', async ({
  page,
  context,
  seed,
  pace,
}) => {
  await seed.assistant()
  const thread = await seed.thread(['Hello'])
  const other = await context.newPage()
  await openThread(page, thread.id)
  await openThread(other, thread.id)

  pace.holdAfter(15)
  await send(page, 'Both of you')
  await expect(screen(other).message('Both of you').first()).toBeVisible()
  await expect(answerOf(other)).toHaveAttribute('aria-busy', 'true')
  await expect(screen(other).sendButton).toBeDisabled()
  pace.go()
  await expect(screen(other).runHeading('completed')).toBeVisible({ timeout: 40_000 })
  await expect(screen(page).runHeading('completed')).toBeVisible()
  expect(letters(await answerOf(other).innerText())).toBe(letters(await answerOf(page).innerText()))
  await expect(screen(other).sendButton).toBeEnabled()
})

test('a thread renamed, read and deleted in one tab is so in the other', async ({
  page,
  context,
  seed,
  api,
}) => {
  const thread = await seed.thread(['Hello'], { title: 'Before' })
  const other = await context.newPage()
  await openThread(page, thread.id)
  await openThread(other, thread.id)
  await choose(page.getByRole('main'), 'Actions on Before', 'Rename')
  const { dialog } = screen(page)
  await dialog('Rename thread').getByRole('textbox', { name: 'Title' }).fill('After')
  await dialog('Rename thread').getByRole('button', { name: 'Rename' }).click()
  await expect(screen(other).title).toHaveText('After')
  await expect(screen(other).row('After')).toBeVisible()

  const message = await api.beta.threads.messages.create(thread.id, {
    role: 'user',
    content: 'Written by a program',
  })
  await expect(screen(page).message('Written by a program')).toBeVisible()
  await expect(screen(other).message('Written by a program')).toBeVisible()
  await api.beta.threads.messages.delete(message.id, { thread_id: thread.id })
  await expect(screen(other).message('Written by a program')).toHaveCount(0)

  await choose(page.getByRole('main'), 'Actions on After', 'Delete thread')
  await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
  await expect(other.getByRole('heading', { name: 'This thread is not here' })).toBeVisible()
  await expect(screen(other).row('After')).toHaveCount(0)
})

test('new messages below the screen are counted, and do not move the reader', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.longThread(60)
  await openThread(page, thread.id)
  const { log, message } = screen(page)
  await expect(message(/message 60(?!\d)/)).toBeInViewport()
  await log.hover()
  await wheelTo(log, message(/message 50(?!\d)/), -600)
  const before = await boxOf(message(/message 50(?!\d)/))
  for (const content of ['One more', 'And another']) {
    await api.beta.threads.messages.create(thread.id, { role: 'user', content })
  }
  const pill = page.getByRole('button', { name: '2 new messages' })
  await expect(pill).toBeVisible()
  expect(await boxOf(message(/message 50(?!\d)/))).toEqual(before)
  await pill.click()
  await expect(message('And another')).toBeInViewport()
  await expect(pill).toBeHidden()
})

const newThreadInTwoTabs = async (page: Page, context: BrowserContext) => {
  const other = await context.newPage()
  for (const tab of [page, other]) await tab.goto('/threads/new')
  await page.getByRole('textbox', { name: 'Title of the new thread' }).fill(' Both tabs ')
  await screen(page).messageBox.fill('Sent by two')
  await expect(screen(other).messageBox).toHaveValue('Sent by two')
  return other
}
/** The SDK lists no threads: the wire had no list of them. */
const listThreads = (api: OpenAI) =>
  api.get<{ data: { id: string }[] }>('/threads', { headers: { 'OpenAI-Beta': 'assistants=v2' } })
const standInOneThread = async (tabs: Page[], api: OpenAI) => {
  for (const tab of tabs) await expect(screen(tab).message('Sent by two')).toBeVisible()
  const ids = new Set(tabs.map((tab) => tab.url().split('/').at(-1)))
  const { data } = await listThreads(api)
  expect(data.map(({ id }) => id)).toEqual([...ids])
  const thread = await api.beta.threads.retrieve(data[0]?.id ?? '')
  expect(thread.metadata).toEqual({ title: 'Both tabs' })
}

test('a new thread that two tabs send at once is made once, and both go to it', async ({
  page,
  context,
  api,
}) => {
  const other = await newThreadInTwoTabs(page, context)
  await Promise.all([page, other].map((tab) => screen(tab).messageBox.press('Control+Enter')))
  await standInOneThread([page, other], api)
})

test('a new thread that one tab sends takes the other along', async ({ page, context, api }) => {
  const other = await newThreadInTwoTabs(page, context)
  await screen(page).messageBox.press('Control+Enter')
  await standInOneThread([page, other], api)
})

test('a new thread that a tab sends before it hears that another has is not made again', async ({
  page,
  context,
  api,
}) => {
  const other = await newThreadInTwoTabs(page, context)
  await other.evaluate(() => {
    // Storage, and word of it, reach other processes late: to this one it stays as it is.
    Object.defineProperty(StorageEvent.prototype, 'key', { get: () => 'of something else' })
    const now = new Map(Object.entries(localStorage))
    Storage.prototype.getItem = (key) => now.get(key) ?? null
  })
  await screen(page).messageBox.press('Control+Enter')
  await expect(screen(page).message('Sent by two')).toBeVisible()
  await expect(screen(other).messageBox).toHaveValue('Sent by two')
  await screen(other).messageBox.press('Control+Enter')
  await standInOneThread([page, other], api)
})

test('what one tab sends stays on its way in both, and what the other writes meanwhile waits', async ({
  page,
  context,
  seed,
  api,
}) => {
  const thread = await seed.thread(['Hello'])
  const other = await context.newPage()
  for (const tab of [page, other]) await openThread(tab, thread.id)
  const { promise: held, resolve: go } = Promise.withResolvers<void>()
  await page.route('**/messages', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.continue()
  })
  await screen(page).messageBox.fill('from A')
  await expect(screen(other).messageBox).toHaveValue('from A')
  await screen(page).messageBox.press('Control+Enter')
  const onItsWay = (tab: Page) => tab.getByRole('region', { name: 'Message on its way' })
  for (const tab of [page, other]) await expect(onItsWay(tab)).toContainText('from A')
  await screen(other).messageBox.fill('from B')
  await screen(other).messageBox.press('Control+Enter')
  await expect(other.getByText('The message above is on its way.')).toBeVisible()
  for (const tab of [page, other]) {
    await expect(onItsWay(tab)).toContainText('from A')
    await expect(screen(tab).messageBox).toHaveValue('from B')
  }
  go()
  for (const tab of [page, other]) await expect(screen(tab).message('from A')).toBeVisible()
  await expect(onItsWay(other)).toBeHidden()
  await screen(other).messageBox.press('Control+Enter')
  for (const tab of [page, other]) await expect(screen(tab).message('from B')).toBeVisible()
  const { data } = await api.beta.threads.messages.list(thread.id, { order: 'asc' })
  expect(data.map(({ content: [part] }) => part?.type === 'text' && part.text.value)).toEqual([
    'Hello',
    'from A',
    'from B',
  ])
})

test('a message that one tab sends and that hangs is cancelled from the other', async ({
  page,
  context,
  seed,
}) => {
  const thread = await seed.thread(['Hello'])
  const other = await context.newPage()
  for (const tab of [page, other]) await openThread(tab, thread.id)
  const { promise: held, resolve: go } = Promise.withResolvers<void>()
  await page.route('**/messages', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.abort().catch(() => undefined)
  })
  await screen(page).messageBox.fill('It hangs')
  await expect(screen(other).messageBox).toHaveValue('It hangs')
  await screen(page).messageBox.press('Control+Enter')
  await screen(other).composer.getByRole('button', { name: 'Cancel' }).click()
  for (const tab of [page, other]) await expect(screen(tab).messageBox).toHaveValue('It hangs')
  go()
})

test('new messages are counted also where the end is far from what is loaded', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.longThread(160)
  await openThread(page, thread.id)
  const { message } = screen(page)
  await expect(message(/message 160(?!\d)/)).toBeInViewport()
  const add = (content: string) =>
    api.beta.threads.messages.create(thread.id, { role: 'user', content })
  await page.getByRole('button', { name: 'First message' }).click()
  await expect(message(/message 1(?!\d)/)).toBeInViewport()
  await expect(page.getByRole('button', { name: 'To the end' })).toBeVisible()
  await add('Are you still there?')
  await expect(page.getByRole('button', { name: '1 new message' })).toBeVisible()
  await add('Hello?')
  const pill = page.getByRole('button', { name: '2 new messages' })
  await expect(pill).toBeVisible()
  await pill.click()
  await expect(message('Hello?')).toBeInViewport()
  await page.getByRole('button', { name: 'First message' }).click()
  await expect(page.getByRole('button', { name: 'To the end' })).toBeVisible()
})
