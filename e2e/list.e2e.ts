import type { Page } from '@playwright/test'
import type OpenAI from 'openai'

import { AWAY, expect, expectNoAxeViolations, sdkFor, test } from './fixtures.ts'
import { boxOf } from './reading.ts'
import { choose, screen } from './screen.ts'

/** Threads "Thread 1." (oldest) to "Thread n.", found by a metadata pair of their own. */
const seedMany = async (api: OpenAI, group: string, count: number): Promise<string[]> => {
  const ids: string[] = []
  for (let number = 1; number <= count; number++) {
    const { id } = await api.beta.threads.create({
      metadata: { title: `Thread ${number}.`, group },
      messages: [{ role: 'user', content: `Question ${number}` }],
    })
    ids.push(id)
  }
  return ids
}

/** The share of a picture's pixels that differ much from the one at its corner. */
const inkIn = (page: Page, picture: Buffer): Promise<number> =>
  page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? []
    let inked = 0
    for (let at = 0; at < data.length; at += 4)
      if (Math.abs((data[at] ?? 0) - (data[0] ?? 0)) > 60) inked += 1
    return inked / (data.length / 4)
  }, picture.toString('base64'))

test('the list goes on for as long as there are threads, and keeps its place', async ({
  page,
  api,
}) => {
  await seedMany(api, 'many', 65)
  await page.goto('/threads?meta.group=many')
  const { list, row } = screen(page)
  await expect(row('Thread 65.')).toBeInViewport()
  await list.hover()
  await expect(async () => {
    await page.mouse.wheel(0, 900)
    await expect(row('Thread 1.')).toBeInViewport({ timeout: 100 })
  }).toPass()
  await expect(row('Thread 1.')).toHaveAttribute('aria-setsize', '65')

  await page.getByRole('link', { name: 'Assistants' }).click()
  await expect(page.getByRole('heading', { name: 'Assistants' })).toBeVisible()
  await page.goBack()
  await expect(row('Thread 1.')).toBeInViewport()
  const top = async () => (await boxOf(row('Thread 1.'))).y
  const left = await top()
  await page.reload()
  await expect(row('Thread 1.')).toBeInViewport()
  await expect.poll(async () => Math.abs((await top()) - left)).toBeLessThanOrEqual(1)
})

test('a thread is begun before the list is there', async ({ page }) => {
  const list = Promise.withResolvers<void>()
  await page.route(/\/assets\/ThreadList-/, async (route) => {
    await list.promise
    await route.continue()
  })
  await page.goto('/threads')
  const begin = page.getByRole('main').getByRole('button', { name: 'New thread' })
  await expect(begin).toBeVisible()
  await expectNoAxeViolations(page)
  await begin.click()
  await expect(page).toHaveURL(/threads\/new/)
  list.resolve()
  await expect(page.getByText('Nothing is stored yet')).toBeVisible()
})

test('a thread is created, renamed, and deleted only once that is confirmed', async ({
  page,
  api,
}) => {
  await page.goto('/threads')
  const { dialog, row, title } = screen(page)
  await page.getByRole('button', { name: 'New thread' }).first().click()
  await expect(page).toHaveURL(/threads\/new/)
  await expect(page.getByText('Nothing is stored yet')).toBeVisible()
  const headers = { Authorization: 'Bearer sk-any', 'OpenAI-Beta': 'assistants=v2' }
  const stored = await page.request.get('/v1/threads', { headers })
  expect(await stored.json()).toMatchObject({ data: [] })
  await screen(page).messageBox.fill('Where is my parcel?')
  await screen(page).sendButton.click()
  await expect(page).toHaveURL(/threads\/thread_/)
  const id = /thread_\w+/.exec(page.url())?.[0] ?? ''

  await choose(page.getByRole('main'), 'Actions on Where is my parcel?', 'Rename')
  await dialog('Rename thread').getByRole('textbox', { name: 'Title' }).fill('Lost parcel')
  await dialog('Rename thread').getByRole('button', { name: 'Rename' }).click()
  await expect(title).toHaveText('Lost parcel')
  await expect(row('Lost parcel')).toBeVisible()
  await expect(page).toHaveTitle(/Lost parcel/)
  // Shown before it is stored.
  const metadata = async () => (await api.beta.threads.retrieve(id)).metadata
  await expect.poll(metadata).toEqual({ title: 'Lost parcel' })

  await choose(row('Lost parcel'), 'Actions on Lost parcel', 'Delete thread')
  await dialog('Delete thread').getByRole('button', { name: 'Cancel' }).click()
  await expect(row('Lost parcel')).toBeVisible()
  expect((await api.beta.threads.retrieve(id)).id).toBe(id)

  await choose(row('Lost parcel'), 'Actions on Lost parcel', 'Delete thread')
  await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
  await expect(row('Lost parcel')).toHaveCount(0)
  await expect(page).not.toHaveURL(new RegExp(id))
  await expect(api.beta.threads.retrieve(id)).rejects.toThrow('404')
})

test('new threads wait while the list is read below its top, and just appear at the top', async ({
  page,
  api,
}) => {
  await seedMany(api, 'live', 40)
  await page.goto('/threads?meta.group=live')
  const { list, row } = screen(page)
  await expect(row('Thread 40.')).toBeInViewport()
  const add = (title: string) => api.beta.threads.create({ metadata: { title, group: 'live' } })
  await add('At the top')
  await expect(row('At the top')).toBeInViewport()

  await list.hover()
  await page.mouse.wheel(0, 600)
  await expect(row('At the top')).not.toBeInViewport()
  const read = row('Thread 26.')
  await expect(read).toBeInViewport()
  const before = await boxOf(read)
  await add('Waits 1')
  await add('Waits 2')
  const pill = page.getByRole('button', { name: '2 new' })
  await expect(pill).toBeVisible()
  expect(await boxOf(read)).toEqual(before)
  await pill.click()
  await expect(row('Waits 2')).toBeInViewport()
  await expect(row('Waits 1')).toBeInViewport()
  await expect(pill).toBeHidden()
})

test('a link to a thread far down shows where it stands in the list', async ({ page, api }) => {
  const [oldest] = await seedMany(api, 'linked', 38)
  await page.goto(`/threads/${oldest}?meta.group=linked`)
  const { row } = screen(page)
  await expect(row('Thread 1.')).toBeInViewport({ ratio: 1 })
})

test('a link to a thread amid many paints its row, whether or not anything moves', async ({
  page,
  api,
}) => {
  const ids = await seedMany(api, 'painted', 130)
  await page.goto(`/threads/${ids[65]}?meta.group=painted`)
  // Whatever is asked of the page makes it paint, so for a while nothing is.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const painted = await page.screenshot({ clip: { x: 70, y: 120, width: 320, height: 680 } })
  expect(await inkIn(page, painted)).toBeGreaterThan(0.02)
  await expect(screen(page).row('Thread 66.')).toBeInViewport({ ratio: 1 })
})

test('metadata and order narrow the list from its menu, its chips and its address', async ({
  page,
  api,
}) => {
  await api.beta.threads.create({ metadata: { title: 'By mail', desk: 'x', channel: 'mail' } })
  await api.beta.threads.create({ metadata: { title: 'By phone', desk: 'x', channel: 'phone' } })
  await page.goto('/threads?meta.desk=x')
  const { list, row } = screen(page)
  await expect(list.getByRole('listitem')).toHaveCount(2)

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const filter = page.getByRole('dialog', { name: 'Filter threads' })
  await filter.getByRole('combobox', { name: 'Metadata key' }).fill('channel')
  const value = filter.getByRole('combobox', { name: 'Value' })
  const offered = () =>
    value.evaluate((box: HTMLInputElement) =>
      [...(box.list?.options ?? [])].map((option) => option.value),
    )
  await expect.poll(offered).toEqual(['mail', 'phone'])
  await value.fill('mail')
  await filter.getByRole('button', { name: 'Add filter' }).click()
  await expect(page).toHaveURL(/q=meta.channel%3Amail/)
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.reload()
  await expect(row('By mail')).toBeVisible()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Remove channel = mail' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list.getByRole('listitem').first()).toContainText('By phone')

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await filter.getByRole('combobox', { name: 'Order' }).selectOption('Oldest first')
  await expect(page).toHaveURL(/order=oldest/)
  await expect(list.getByRole('listitem').first()).toContainText('By mail')
  await page.goto('/threads?meta.desk=none')
  await expect(page.getByText('No thread matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(row('By mail')).toBeVisible()
})

test('the list is walked with j and k and opened with Enter', async ({ page, api }) => {
  await seedMany(api, 'keys', 5)
  await page.goto('/threads?meta.group=keys')
  const { row, title } = screen(page)
  const link = (number: number) => row(`Thread ${number}.`).getByRole('link')
  await expect(link(5)).toBeVisible()
  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
  await expect(link(4)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(title).toHaveText('Thread 4.')
  await expect(link(4)).toHaveAttribute('aria-current', 'page')
})

test('the samples of a first start are removed at a word and stay away', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  // What is gone was asked for.
  allowErrors(AWAY)
  const own = await ownServer({ CLEW_SAMPLES: 'on' })
  const mine = await sdkFor(own.url).beta.threads.create({ metadata: { title: 'My own' } })
  await page.goto(own.url)
  const { row, list, dialog } = screen(page)
  await expect(row('My own')).toBeVisible()
  await expect.poll(() => list.getByRole('listitem').count()).toBeGreaterThan(5)
  await list.getByRole('link').nth(2).click()
  await expect(screen(page).log).toBeVisible()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await dialog('Remove samples').getByRole('button', { name: 'Remove samples' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
    'The thread that was open was one of them.',
  )
  await expect(page).toHaveURL(/\/threads$/)
  await expect(page.getByText('No thread is open')).toBeVisible()
  await expect(row('My own').getByRole('link')).toBeFocused()
  await expect(page.getByText(/sample thread/)).toHaveCount(0)
  await page.goto('about:blank')
  await own.stop()
  await own.restart()
  await page.goto(`${own.url}/threads/${mine.id}`)
  await expect(list.getByRole('listitem')).toHaveCount(1)
})

test('the way to the top is there wherever the list was opened', async ({ page, seed }) => {
  for (let number = 0; number < 45; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    await seed.thread([`Question ${number}`])
  }
  await page.goto('/threads')
  const { list, row } = screen(page)
  const toTop = page.getByRole('button', { name: 'To the top' })
  await expect(row('Question 44')).toBeVisible()
  await expect(toTop).toBeHidden()
  await list.hover()
  await page.mouse.wheel(0, 100_000)
  await toTop.click()
  await expect(row('Question 44')).toBeInViewport()
  await expect(toTop).toBeHidden()
})

test('on a phone the list stands at the thread that a link led to', async ({ page, seed }) => {
  const threads: string[] = []
  for (let number = 0; number < 45; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    threads.push((await seed.thread([`Question ${number}`])).id)
  }
  await page.setViewportSize({ width: 390, height: 700 })
  await page.goto(`/threads/${threads[5]}`)
  await page.getByRole('link', { name: 'All threads' }).click()
  await expect(screen(page).row('Question 5')).toBeInViewport()
})
