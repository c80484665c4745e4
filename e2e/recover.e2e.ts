import type { Page } from '@playwright/test'

import { AWAY, expect, expectNoAxeViolations, isInFront, sdkFor, test } from './fixtures.ts'
import { letters, openThread, screen, send } from './screen.ts'

const answerOf = (page: Page) => screen(page).message(/scripted model/)

/** What the answer shows, without the line of its role, time and state. */
const shownOf = async (page: Page) =>
  letters(await answerOf(page).first().innerText()).replace(/^Assistant\d+/, '')

test('a reload in mid-run loses nothing and doubles nothing', async ({ page, seed, api, pace }) => {
  await seed.assistant()
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  const { runHeading, log } = screen(page)
  pace.holdAfter(15)
  await send(page, 'Tell me')
  await expect(answerOf(page)).toBeVisible()
  await page.reload()
  await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
  pace.holdAfter(15)
  await page.reload()
  await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
  pace.go()
  await expect(runHeading('completed')).toBeVisible({ timeout: 40_000 })

  await expect(log.getByRole('article')).toHaveCount(2)
  const carriedOn = await shownOf(page)
  const [answer] = (await api.beta.threads.messages.list(thread.id)).data
  const [part] = answer?.content ?? []
  const kept = part?.type === 'text' ? part.text.value : ''
  await page.reload()
  await expect(answerOf(page)).toBeVisible()
  expect(carriedOn).toBe(await shownOf(page))
  // The code block adds its language as a label.
  expect(carriedOn).toBe(letters(kept))
})

test('a run started elsewhere shows up live, and is gone on to', async ({ page, seed, api }) => {
  test.skip(isInFront, 'the server behind tells texts of such runs when it has stored them')
  const assistant = await seed.assistant({ name: 'Elsewhere' })
  const thread = await seed.thread(['Begin when you like #stall'])
  await openThread(page, thread.id)
  const { log, runHeading } = screen(page)
  const run = await api.beta.threads.runs.create(thread.id, { assistant_id: assistant.id })
  await expect(answerOf(page)).toHaveAttribute('aria-busy', 'true')
  await expect(log.getByRole('button', { name: /Elsewhere.*running/ })).toBeVisible()
  await expect(runHeading('running')).toBeVisible()
  await api.beta.threads.runs.cancel(run.id, { thread_id: thread.id })
  await expect(runHeading('cancelled')).toBeVisible()
  await expect(answerOf(page)).not.toHaveAttribute('aria-busy', 'true')
})

for (const { word, model, heading, told, state } of [
  {
    word: 'failed',
    model: 'scripted-fail',
    heading: 'failed',
    told: 'The scripted model was told to fail.',
    state: 'incomplete: the run failed',
  },
  {
    word: 'cut short',
    model: 'scripted-cut',
    heading: 'incomplete',
    told: 'so the answer was cut short',
    state: 'incomplete: cut off at the token limit',
  },
  {
    word: 'filtered',
    model: 'scripted-filter',
    heading: 'incomplete',
    told: 'The content filter stopped the answer.',
    state: 'incomplete: stopped by the content filter',
  },
]) {
  test(`a run that is ${word} says why in plain words, and is tried again`, async ({
    page,
    seed,
    api,
  }) => {
    await seed.assistant({ model })
    const thread = await seed.thread([])
    await page.goto(`/threads/${thread.id}`)
    const { inspector, runHeading, message } = screen(page)
    await send(page, 'Will this work?')
    await expect(runHeading(heading)).toBeVisible()
    await expect(inspector).toContainText(told)
    await expect(message(state)).toHaveCount(1)
    await inspector.getByRole('button', { name: 'Retry' }).click()
    await expect(message(state)).toHaveCount(2)
    await expect(inspector.getByText('Runs of this thread 2')).toBeVisible()
    expect((await api.beta.threads.runs.list(thread.id)).data).toHaveLength(2)
  })
}

test('a refused model tells that no answer came, and the message is still there', async ({
  page,
  seed,
}) => {
  await seed.assistant({ model: 'scripted-rate-limit' })
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  const { inspector, runHeading, message } = screen(page)
  await send(page, 'Am I allowed?')
  await expect(runHeading('failed')).toBeVisible()
  await expect(inspector).toContainText('too many requests, or the quota is used up')
  await expect(message('Am I allowed?')).toBeVisible()
})

test('a server killed in mid-run is waited for, and what was written stays', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const own = await ownServer()
  const api = sdkFor(own.url)
  await api.beta.assistants.create({ model: 'scripted', name: 'Support' })
  const thread = await api.beta.threads.create()
  await page.goto(`${own.url}/threads/${thread.id}`)
  const { runHeading, sendButton, log } = screen(page)
  await send(page, 'Tell me #slow')
  await expect(answerOf(page)).toContainText('no language model is')
  await own.kill()
  const away = page.getByText('Offline – reconnecting.')
  await expect(away).toBeVisible()
  await expect(sendButton).toBeDisabled()
  await expect(answerOf(page)).toContainText('no language model is')
  await own.restart()
  await expect(away).toBeHidden()
  await expect(runHeading('failed')).toBeVisible()
  await expect(answerOf(page)).toContainText('no language model is')
  await expect(answerOf(page)).not.toHaveAttribute('aria-busy', 'true')

  await expect(sendButton).toBeEnabled()
  await send(page, 'Once more')
  await expect(runHeading('completed')).toBeVisible({ timeout: 15_000 })
  await expect(log.getByRole('article')).toHaveCount(4)
})

test('a part that cannot be loaded says so, and the page is there again with it after a reload', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const own = await ownServer()
  const thread = await sdkFor(own.url).beta.threads.create({
    messages: [{ role: 'user', content: 'Still here' }],
  })
  await page.goto(`${own.url}/threads/${thread.id}`)
  const { message, messageBox, dialog } = screen(page)
  await messageBox.fill('Not sent yet')
  await own.stop()
  await page.getByRole('log').focus()
  await page.keyboard.press('?')
  const told = page.getByRole('alert').filter({ hasText: 'shortcuts could not be loaded' })
  await expect(told).toBeVisible()
  await expect(message('Still here')).toBeVisible()
  await expectNoAxeViolations(page)

  await own.restart()
  await told.getByRole('button', { name: 'Reload the page' }).click()
  await expect(messageBox).toHaveValue('Not sent yet')
  await page.getByRole('log').focus()
  await page.keyboard.press('?')
  await expect(dialog('Keyboard shortcuts')).toBeVisible()
})

test('a match that is opened while the server is away is found and marked once it is back', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const own = await ownServer()
  await sdkFor(own.url).beta.threads.create({
    messages: [{ role: 'user', content: 'A quetzal flew by' }],
  })
  const match = page.getByRole('list', { name: 'Matches' }).getByRole('link')
  await page.goto(`${own.url}/threads?q=quetzal`)
  await expect(match).toBeVisible()
  await own.kill()
  await match.click()
  await expect(page.getByText('The messages could not be loaded.')).toBeVisible({ timeout: 15_000 })
  await own.restart()
  await expect(screen(page).message('A quetzal flew by')).toBeVisible({ timeout: 15_000 })
  const find = page.getByRole('search', { name: 'Find in the thread' })
  await expect(find).toContainText('1 of 1')
  await expect(find).not.toContainText('not all read')
  const marked = () =>
    page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String))
  await expect.poll(marked).toEqual(['quetzal'])
})
