import { REFUSED, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { screen, untilFound } from './screen.ts'

const bar = 'Selected threads'

test('threads are selected by mouse, opened meanwhile, and deleted once that is confirmed', async ({
  page,
  seed,
  allowErrors,
}) => {
  // What is gone was asked for.
  allowErrors(REFUSED)
  for (let number = 1; number <= 5; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    await seed.thread([`Question ${number}`, 'Answer'])
  }
  await page.goto('/threads')
  const { row, dialog, title, list } = screen(page)
  const selected = page.getByRole('group', { name: bar })
  await row('Question 4').hover()
  await row('Question 4').getByRole('checkbox').click()
  await row('Question 2')
    .getByRole('link')
    .click({ modifiers: ['Shift'] })
  await expect(selected).toContainText('3 selected')
  await expectNoAxeViolations(page)

  await row('Question 3').getByRole('link').click()
  await expect(title).toHaveText('Question 3')
  await expect(selected).toContainText('3 selected')
  await selected.getByRole('button', { name: 'Delete threads' }).click()
  const asked = dialog('Delete threads')
  await expect(asked).toContainText('3 threads will be deleted with their 6 messages')
  await expect(asked).toContainText('This cannot be undone.')
  await expectNoAxeViolations(page)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await expect(selected).toContainText('3 selected')

  // One of them cannot be deleted: it is told, and stays selected.
  const id = /thread_\w+/.exec(page.url())?.[0] ?? ''
  await page.route(`**/v1/threads/${id}`, (route) =>
    route.request().method() === 'DELETE'
      ? route.fulfill({ status: 409, json: { error: { message: 'It is locked.' } } })
      : route.continue(),
  )
  await selected.getByRole('button', { name: 'Delete threads' }).click()
  await asked.getByRole('button', { name: 'Delete 3 threads' }).click()
  await expect(asked.getByRole('alert')).toContainText('1 thread not deleted.')
  await expect(asked.getByRole('alert')).toContainText('It is locked.')
  await expect(list.getByRole('listitem')).toHaveCount(3)
  await page.unroute(`**/v1/threads/${id}`)
  await asked.getByRole('button', { name: 'Try again' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('1 thread deleted')
  await expect(selected).toBeHidden()
  await expect(title).toHaveText('Question 1')
  const left = await page.request.get('/v1/threads', {
    headers: { Authorization: 'Bearer sk-any', 'OpenAI-Beta': 'assistants=v2' },
  })
  expect((await left.json()).data).toHaveLength(2)
})

test('by keyboard all that match are selected, also those that are not loaded, and deleted', async ({
  page,
  api,
}) => {
  for (let number = 1; number <= 55; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    await api.beta.threads.create({ metadata: { title: `Test ${number}.`, group: 'bulk' } })
  }
  const other = await api.beta.threads.create({ metadata: { title: 'Another', group: 'kept' } })
  await page.goto('/threads?meta.group=bulk')
  const { row, dialog } = screen(page)
  const selected = page.getByRole('group', { name: bar })
  await expect(row('Test 55.')).toBeVisible()
  await page.keyboard.press('l')
  await expect(row('Test 55.').getByRole('link')).toBeFocused()
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(selected).toContainText('2 selected')
  await page.keyboard.press('Escape')
  await expect(selected).toBeHidden()
  await expect(row('Test 54.').getByRole('link')).toBeFocused()

  await page.keyboard.press('x')
  await selected.getByRole('button', { name: 'Select all' }).press('Enter')
  await expect(selected).toContainText('55 selected')
  await expect(row('Test 54.').getByRole('link')).toBeFocused()
  // One that comes later is not selected.
  await api.beta.threads.create({ metadata: { title: 'Late', group: 'bulk' } })
  await page.keyboard.press('#')
  const asked = dialog('Delete threads')
  await expect(asked).toContainText('55 threads will be deleted')
  await asked.getByRole('button', { name: 'Delete 55 threads' }).press('Enter')
  await expect(asked).toBeHidden()
  await expect(row('Late')).toBeVisible()
  await expect(screen(page).list.getByRole('listitem')).toHaveCount(1)
  expect((await api.beta.threads.retrieve(other.id)).id).toBe(other.id)
})

test('on a phone the menu of a row begins a selection, and a press on others goes on with it', async ({
  browser,
  server,
  seed,
}) => {
  for (let number = 1; number <= 3; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    await seed.thread([`Question ${number}`])
  }
  const phone = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
  })
  const page = await phone.newPage()
  await page.goto('/threads')
  const { row } = screen(page)
  await row('Question 3')
    .getByRole('button', { name: /^Actions/ })
    .tap()
  await page.getByRole('menuitem', { name: 'Select', exact: true }).tap()
  await row('Question 1').getByRole('link').tap()
  const selected = page.getByRole('group', { name: bar })
  await expect(selected).toContainText('2 selected')
  await expectNoAxeViolations(page)
  await selected.getByRole('button', { name: 'End selection' }).tap()
  await expect(selected).toBeHidden()
  await phone.close()
})

test('threads are selected by the matches of a search, and all that are found', async ({
  page,
  seed,
}) => {
  for (let number = 1; number <= 4; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    await seed.thread([`A quetzal ${number}`, `Quetzal ${number} again`], {
      title: `Bird ${number}`,
    })
  }
  await seed.thread(['A finch'], { title: 'Bird 5' })
  const matches = page.getByRole('list', { name: 'Matches' })
  await untilFound(page, 'quetzal', 8)
  await page.goto('/threads?q=quetzal')
  const selected = page.getByRole('group', { name: bar })
  const box = (title: string) => matches.getByRole('checkbox', { name: `Select ${title}` }).first()
  // What was found stays also where the thread that is open goes.
  await matches.getByRole('link').filter({ hasText: 'Bird 2' }).first().click()
  await expect(page).toHaveURL(/\/threads\/thread_.*q=quetzal/)
  await matches.getByRole('link').filter({ hasText: 'Bird 3' }).first().hover()
  await box('Bird 3').click()
  await expect(selected).toContainText('1 selected')
  await expect(matches.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(selected).toContainText('2 selected')
  await expectNoAxeViolations(page)
  await selected.getByRole('button', { name: 'Select all' }).click()
  await expect(selected).toContainText('4 selected')
  await selected.getByRole('button', { name: 'Delete threads' }).click()
  const asked = screen(page).dialog('Delete threads')
  await asked.getByRole('button', { name: 'Delete 4 threads' }).click()
  await expect(page.getByText('Nothing was found')).toBeVisible()
  await expect(page).toHaveURL('/threads?q=quetzal')
  await page.goto('/threads')
  await expect(screen(page).list.getByRole('listitem')).toHaveCount(1)
})

test('a thread that others take out of the search is not deleted with those that were selected', async ({
  page,
  api,
}) => {
  const create = (title: string) => api.beta.threads.create({ metadata: { title } })
  const threads = []
  for (const title of ['Quetzal 1', 'Quetzal 2', 'Quetzal 3']) {
    // oxlint-disable-next-line no-await-in-loop -- each is newer than the one before it
    threads.push(await create(title))
  }
  const [first, second] = threads
  await untilFound(page, 'quetzal', 3)
  await page.goto('/threads?q=quetzal')
  const matches = page.getByRole('list', { name: 'Matches' })
  await matches.getByRole('link').filter({ hasText: 'Quetzal 3' }).first().hover()
  for (const number of [1, 2, 3]) {
    // oxlint-disable-next-line no-await-in-loop -- one press after the other
    await matches.getByRole('checkbox', { name: `Select Quetzal ${number}` }).click()
  }
  const selected = page.getByRole('group', { name: bar })
  await expect(selected).toContainText('3 selected')
  await api.beta.threads.update(first?.id ?? '', { metadata: { title: 'Finch' } })
  await expect(selected).toContainText('2 selected')
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
    '1 thread left the list',
  )

  // Also while it is asked.
  await selected.getByRole('button', { name: 'Delete threads' }).click()
  const asked = screen(page).dialog('Delete threads')
  await expect(asked).toContainText('2 threads will be deleted')
  await api.beta.threads.update(second?.id ?? '', { metadata: { title: 'Swift' } })
  await expect(asked).toContainText('Quetzal 3 will be deleted')
  await expect(asked).toContainText('2 threads that were selected left the list')
  await expectNoAxeViolations(page)
  await asked.getByRole('button', { name: 'Delete 1 thread' }).click()
  await expect(asked).toBeHidden()
  await expect(selected).toBeHidden()
  await page.goto('/threads')
  await expect(screen(page).list.getByRole('listitem')).toHaveCount(2)

  // Those that left are deleted where that is meant.
  await page.goto('/threads?q=swift')
  await matches.getByRole('link').first().hover()
  await matches.getByRole('checkbox').click()
  await selected.getByRole('button', { name: 'Delete threads' }).click()
  await expect(asked).toContainText('Swift will be deleted')
  await api.beta.threads.update(second?.id ?? '', { metadata: { title: 'Gull' } })
  await expect(asked).toContainText('None of the threads that were selected is in the list')
  await expect(asked.getByRole('button', { name: 'Delete 0 threads' })).toBeDisabled()
  await asked.getByRole('checkbox', { name: 'Delete it too' }).check()
  await asked.getByRole('button', { name: 'Delete 1 thread' }).click()
  await expect(asked).toBeHidden()
  await page.goto('/threads')
  await expect(screen(page).list.getByRole('listitem')).toHaveCount(1)
})
