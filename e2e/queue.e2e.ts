import { readFile } from 'node:fs/promises'

import type { APIRequestContext, Page } from '@playwright/test'

import { PERSON_HEADER } from '#contract/person.ts'
import type { Person } from '#contract/person.ts'
import type { Queue } from '#contract/queue.ts'

import { AWAY, REFUSED, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { screen, untilFound } from './screen.ts'

const OWN = { 'Sec-Fetch-Site': 'same-origin' }

const put = async <Answer>(
  request: APIRequestContext,
  path: string,
  data: unknown,
  person?: Person,
): Promise<Answer> => {
  const headers = { ...OWN, ...(person && { [PERSON_HEADER]: person.id }) }
  const answer = await request.post(`/api${path}`, { data, headers })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as Answer
}

const get = async <Answer>(request: APIRequestContext, path: string): Promise<Answer> =>
  (await (await request.get(`/api${path}`, { headers: OWN })).json()) as Answer

const person = (request: APIRequestContext, name: string) =>
  put<Person>(request, '/people', { name })

/** Makes a queue of all threads, and waits until it is filled. */
const queueOfAll = async (request: APIRequestContext, by: Person, fields: object = {}) => {
  const { id } = await put<Queue>(request, '/queues', { name: 'Refund answers', ...fields }, by)
  await expect.poll(async () => (await get<Queue>(request, `/queues/${id}`)).state).toBe('open')
  return id
}

const countsOf = async (request: APIRequestContext, id: string) =>
  (await get<Queue>(request, `/queues/${id}`)).counts

/** Reads as somebody who said who they are before. */
const readAs = (page: Page, { id }: Person) =>
  page.addInitScript((kept) => localStorage.setItem('clew.person', kept), id)

const verdict = (page: Page, name: string) =>
  screen(page).inspector.getByRole('button', { name, exact: true })

/** The place of the thread that is open in its queue. */
const at = (page: Page, number: number, of: number) =>
  expect(screen(page).inspector.getByText(`Thread ${number} of ${of}`)).toBeVisible()

const FORTY = Array.from({ length: 40 }, (_, index) => index + 1)

test('forty threads are judged by keyboard alone, with undo, and come to a figure', async ({
  page,
  seed,
  request,
}) => {
  test.slow()
  for (const number of FORTY) await seed.thread([`Question ${number}`, `Answer ${number}`])
  await untilFound(page, 'question', 40)
  const maya = await person(request, 'Maya Kahn')
  await readAs(page, maya)
  await page.goto('/review')
  await expect(page.getByText('No queues yet')).toBeVisible()
  const makes = page.getByRole('button', { name: 'New queue' })
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(makes).toBeFocused({ timeout: 100 })
  }).toPass()
  await page.keyboard.press('Enter')
  const dialog = screen(page).dialog('New queue')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.keyboard.type('All of today')
  await page.keyboard.press('Tab')
  await page.keyboard.type('question')
  await expect(dialog.getByText('40 threads match now.')).toBeVisible()
  await expectNoAxeViolations(page, { within: 'dialog[open]' })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'All of today' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Read 40' })).toBeVisible()
  await expectNoAxeViolations(page)
  await page.getByRole('link', { name: 'Read 40' }).focus()
  await page.keyboard.press('Enter')
  await at(page, 1, 40)
  await expectNoAxeViolations(page)
  for (const number of FORTY.slice(0, -1)) {
    await page.keyboard.press(String(1 + (number % 3)))
    await at(page, number + 1, 40)
    if (number !== 20) continue
    await page.keyboard.press('u')
    await at(page, number, 40)
    await expect(screen(page).log).toContainText(/Question \d+/)
    await page.keyboard.press('3')
    await at(page, number + 1, 40)
  }
  await page.keyboard.press('1')
  await expect(page.getByRole('heading', { name: 'This queue is done' })).toBeVisible()
  const queues = await get<{ data: Queue[] }>(request, '/queues')
  const [queue] = queues.data
  // The twentieth is Fail in any case.
  expect(queue?.counts).toMatchObject({ judged: 40, pass: 14, needs_work: 13, fail: 13 })
  await page.getByRole('link', { name: 'To the results' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Judged' }).first()).toContainText('40')
  await page.getByRole('button', { name: 'Export' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Judgements as CSV' }).click()
  const file = await readFile(await (await downloading).path(), 'utf8')
  expect(file.trim().split('\n')).toHaveLength(41)
  expect(file).toContain('Maya Kahn')
  await expectNoAxeViolations(page)
})

test('a queue is made of what a search found, assigned, renamed, closed, opened and deleted', async ({
  page,
  seed,
  request,
}) => {
  await seed.thread(['A refund, please'])
  await seed.thread(['My refund is late'])
  await seed.thread(['Something else'])
  await untilFound(page, 'refund', 2)
  const maya = await person(request, 'Maya Kahn')
  await person(request, 'Bo Lind')
  await readAs(page, maya)
  await page.goto('/threads?q=refund')
  await page.getByRole('button', { name: 'Make a queue of these threads' }).click()
  const { dialog } = screen(page)
  const making = dialog('New queue')
  await expect(making.getByRole('textbox', { name: 'Threads that match' })).toHaveValue('refund')
  await making.getByRole('textbox', { name: 'Name' }).fill('Refunds')
  await making.getByRole('textbox', { name: 'Threads', exact: true }).fill('1')
  await making.getByRole('textbox', { name: 'Seed' }).fill('7')
  await making.getByRole('button', { name: 'Make queue' }).click()
  await expect(page.getByText('1 of 2 threads, sample seed 7')).toBeVisible()

  await page.getByRole('button', { name: 'Assign' }).click()
  await dialog('Assign threads').getByRole('checkbox', { name: 'Bo Lind' }).check()
  await dialog('Assign threads').getByRole('button', { name: 'Assign', exact: true }).click()
  const threads = page.getByRole('list', { name: 'Threads', exact: true })
  await expect(threads).toContainText('Bo Lind')

  const more = page.getByRole('button', { name: 'More of the queue' })
  await more.click()
  await page.getByRole('menuitem', { name: 'Name and readers…' }).click()
  await dialog('Name and readers').getByRole('textbox', { name: 'Name' }).fill('Late refunds')
  await dialog('Name and readers').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Late refunds' })).toBeVisible()

  await more.click()
  await page.getByRole('menuitem', { name: 'Close' }).click()
  await expect(page.getByText('Closed', { exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Read 1' })).toBeHidden()
  await more.click()
  await page.getByRole('menuitem', { name: 'Open again' }).click()
  await expect(page.getByRole('link', { name: 'Read 1' })).toBeVisible()

  await more.click()
  await page.getByRole('menuitem', { name: 'Delete queue…' }).click()
  await expectNoAxeViolations(page, { within: 'dialog[open]' })
  await dialog('Delete queue').getByRole('button', { name: 'Delete queue' }).click()
  await expect(page.getByText('No queues yet')).toBeVisible()
})

test('two people read one queue at once, and neither is given what the other has', async ({
  page,
  browser,
  seed,
  server,
  request,
  allowErrors,
}) => {
  // What comes next may be taken by the other a moment before.
  allowErrors(REFUSED)
  for (const number of FORTY.slice(0, 6)) await seed.thread([`Question ${number}`])
  const [maya, bo] = [await person(request, 'Maya Kahn'), await person(request, 'Bo Lind')]
  const id = await queueOfAll(request, maya, { second_reading: 0.5 })
  const context = await browser.newContext({ baseURL: server.url })
  const other = await context.newPage()
  await readAs(page, maya)
  await readAs(other, bo)
  await page.goto(`/review/${id}/read`)
  await expect(verdict(page, 'Pass')).toBeVisible()
  await other.goto(`/review/${id}/read`)
  await expect(verdict(other, 'Pass')).toBeVisible()
  const openThread = (reader: Page) => new URL(reader.url()).searchParams.get('item')
  expect(openThread(page)).not.toBe(openThread(other))
  /** Judges until nothing is left for them. */
  const readOn = async (reader: Page, key: string) => {
    const over = reader.getByRole('heading', { name: /This queue is done|Nothing left for you/ })
    for (;;) {
      const before = reader.url()
      await expect(over.or(verdict(reader, 'Pass'))).toBeVisible()
      if (await over.isVisible()) return
      await reader.keyboard.press(key)
      await expect.poll(() => reader.url()).not.toBe(before)
    }
  }
  await readOn(page, '1')
  await readOn(other, '3')
  const again = page.getByRole('button', { name: 'Look again' })
  if (await again.isVisible()) await again.click()
  await readOn(page, '1')
  expect(await countsOf(request, id)).toMatchObject({ judged: 9, skipped: 0, sealed: 0 })
  await page.goto(`/review/${id}`)
  const differing = page.getByRole('region', { name: 'Read twice, judged differently' })
  await expect(differing.getByRole('listitem').first()).toContainText('Pass')
  await expect(differing).toContainText('Bo Lind')
  await expect(page.getByText('0 of 3 the same', { exact: false })).toBeVisible()
  await context.close()
})

test('a rubric is answered before a verdict is saved, and what is typed survives a reload', async ({
  page,
  seed,
  request,
}) => {
  await seed.thread(['First question'])
  await seed.thread(['Second question'])
  const maya = await person(request, 'Maya Kahn')
  const criteria = [
    { key: 'polite', name: 'Was it polite?', type: 'yes_no', required: true },
    { key: 'clear', name: 'How clear is it?', type: 'scale' },
    { key: 'why', name: 'What went wrong?', type: 'text' },
  ]
  const id = await queueOfAll(request, maya, { criteria })
  await readAs(page, maya)
  await page.goto(`/review/${id}/read`)
  const { inspector } = screen(page)
  await at(page, 1, 2)
  await page.keyboard.press('2')
  await expect(verdict(page, 'Needs work')).toHaveAttribute('aria-pressed', 'true')
  await expect(inspector.getByText('Asked for with the verdict.')).toBeVisible()
  await inspector.getByRole('textbox', { name: 'Note' }).fill('Right rule, wrong amount')
  await page.reload()
  await at(page, 1, 2)
  await expect(verdict(page, 'Needs work')).toHaveAttribute('aria-pressed', 'true')
  await expect(inspector.getByRole('textbox', { name: 'Note' })).toHaveValue(
    'Right rule, wrong amount',
  )
  // Its key leads to the note also where the panel is hidden.
  await inspector.getByRole('button', { name: 'Hide inspector' }).click()
  await page.keyboard.press('n')
  await expect(inspector.getByRole('textbox', { name: 'Note' })).toBeFocused()
  await inspector.getByText('Yes', { exact: true }).click()
  await inspector.getByText('4', { exact: true }).click()
  await expectNoAxeViolations(page)
  await inspector.getByRole('textbox', { name: 'Note' }).press('ControlOrMeta+Enter')
  await at(page, 2, 2)
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { name: 'This queue is done' })).toBeVisible()
  expect(await countsOf(request, id)).toMatchObject({ judged: 1, skipped: 1, needs_work: 1 })
  await page.getByRole('link', { name: 'To the results' }).click()
  const answers = page.getByRole('region', { name: 'How clear is it?' })
  await expect(answers).toContainText('4.00 on average')
  await expect(page.getByRole('region', { name: 'Was it polite?' })).toContainText('1 answered')
})

test('what was judged is judged otherwise from the list, and by hand a verdict waits to be saved', async ({
  page,
  seed,
  request,
  allowErrors,
}) => {
  // That it is judged is an answer.
  allowErrors(REFUSED)
  for (const text of ['First', 'Second', 'Third']) await seed.thread([text])
  const maya = await person(request, 'Maya Kahn')
  const id = await queueOfAll(request, maya)
  await readAs(page, maya)
  await page.goto(`/review/${id}/read`)
  const { inspector } = screen(page)
  await at(page, 1, 3)
  const opens = inspector.getByRole('checkbox', { name: 'A verdict saves, and opens the next' })
  await opens.uncheck()
  await verdict(page, 'Fail').click()
  await at(page, 1, 3)
  await expect(verdict(page, 'Fail')).toHaveAttribute('aria-pressed', 'true')
  await inspector.getByRole('button', { name: /Save and next/ }).click()
  await at(page, 2, 3)
  await page.reload()
  await at(page, 2, 3)
  const list = page.getByRole('list', { name: 'Threads of the queue' })
  await list.getByRole('link').first().click()
  await expect(inspector.getByText('You have judged this.')).toBeVisible()
  await expect(verdict(page, 'Fail')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('1')
  await inspector.getByRole('button', { name: /Save and next/ }).click()
  await expect.poll(() => countsOf(request, id)).toMatchObject({ judged: 1, pass: 1, fail: 0 })
  await at(page, 2, 3)
})

test('on a phone a queue is read a thread at a time, and undone by what is told', async ({
  page,
  seed,
  request,
}) => {
  await page.setViewportSize({ width: 390, height: 800 })
  for (const text of ['First', 'Second']) await seed.thread([text])
  const maya = await person(request, 'Maya Kahn')
  const id = await queueOfAll(request, maya)
  await readAs(page, maya)
  await page.goto(`/review/${id}/read`)
  const { log } = screen(page)
  await expect(log).toBeVisible()
  await page.getByRole('button', { name: 'Show inspector' }).click()
  await expect(page.getByText('Thread 1 of 2')).toBeVisible()
  await page.getByRole('button', { name: 'Pass', exact: true }).click()
  await expect(log).toBeVisible()
  await expect.poll(() => countsOf(request, id)).toMatchObject({ judged: 1 })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => countsOf(request, id)).toMatchObject({ judged: 0 })
  await expectNoAxeViolations(page)
})

test('many threads are given a verdict and a label at once, and all of it is undone', async ({
  page,
  seed,
  request,
}) => {
  for (const number of [1, 2, 3, 4, 5]) await seed.thread([`Question ${number}`])
  const maya = await person(request, 'Maya Kahn')
  const label = await put<{ id: string }>(request, '/labels', { name: 'refund', color: 'red' })
  await readAs(page, maya)
  await page.goto('/threads')
  const { list, dialog } = screen(page)
  await expect(list.getByRole('link')).toHaveCount(5)
  await list.getByRole('link').first().focus()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Select all 5' }).click()
  await page.getByRole('button', { name: 'More actions on the selected threads' }).click()
  await page.getByRole('menuitem', { name: 'Verdict and labels…' }).click()
  const asking = dialog('Review threads')
  await asking.getByRole('combobox', { name: 'Verdict' }).selectOption('Needs work')
  await asking.getByRole('button', { name: 'Put on a label' }).click()
  await page
    .getByRole('option', { name: /refund/ })
    .or(page.getByRole('menuitemcheckbox', { name: /refund/ }))
    .first()
    .click()
  await page.keyboard.press('Escape')
  await expectNoAxeViolations(page, { within: 'dialog[open]' })
  await asking.getByRole('button', { name: 'Review 5 threads' }).click()
  await expect(asking).toBeHidden()
  const reviews = () =>
    get<{ data: { verdict: string | null; labels: string[] }[] }>(request, '/reviews')
  expect((await reviews()).data).toHaveLength(5)
  for (const review of (await reviews()).data)
    expect(review).toMatchObject({ verdict: 'needs_work', labels: [label.id] })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await reviews()).data.length).toBe(0)
})

test('a thread that is deleted while it is judged is told, and the next is read', async ({
  page,
  seed,
  api,
  request,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  const ids = []
  for (const text of ['First', 'Second', 'Third']) ids.push((await seed.thread([text])).id)
  const maya = await person(request, 'Maya Kahn')
  const id = await queueOfAll(request, maya)
  await readAs(page, maya)
  await page.goto(`/review/${id}/read`)
  await at(page, 1, 3)
  const open = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(ids).toContain(open)
  await api.beta.threads.delete(open)
  await expect(page.getByRole('heading', { name: /not here|deleted|gone/i }).first()).toBeVisible()
  await page.goto(`/review/${id}/read`)
  await at(page, 2, 3)
  await page.keyboard.press('1')
  await at(page, 3, 3)
  expect(await countsOf(request, id)).toMatchObject({ gone: 1, judged: 1 })
})

test('a judgement that the server does not hear is not lost', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const server = await ownServer()
  const request = page.request
  const at_ = (path: string) => `${server.url}${path}`
  const post = async <Answer>(path: string, data: unknown, by?: Person) => {
    const headers = {
      ...OWN,
      'OpenAI-Beta': 'assistants=v2',
      Authorization: 'Bearer any',
      ...(by && { [PERSON_HEADER]: by.id }),
    }
    return (await (await request.post(at_(path), { data, headers })).json()) as Answer
  }
  for (const content of ['First', 'Second'])
    await post('/v1/threads', { messages: [{ role: 'user', content }] })
  const maya = await post<Person>('/api/people', { name: 'Maya Kahn' })
  const { id } = await post<Queue>('/api/queues', { name: 'Today' }, maya)
  const read = async () =>
    (await (await request.get(at_(`/api/queues/${id}`), { headers: OWN })).json()) as Queue
  await expect.poll(async () => (await read()).state).toBe('open')
  await readAs(page, maya)
  await page.goto(at_(`/review/${id}/read`))
  await at(page, 1, 2)
  await server.kill()
  await page.keyboard.press('3')
  await at(page, 2, 2)
  await server.restart()
  await expect.poll(async () => (await read()).counts).toMatchObject({ judged: 1, fail: 1 })
})
