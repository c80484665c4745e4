import type { Page } from '@playwright/test'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'

import { REFUSED, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { boxOf } from './reading.ts'
import { choose, screen, untilFound } from './screen.ts'

/** The parts of the search as a person would name them. */
const searching = (page: Page) => ({
  field: page.getByLabel('Search all threads', { exact: true }),
  hits: page.getByRole('list', { name: 'Matches' }).getByRole('listitem'),
  hit: (text: string | RegExp) =>
    page.getByRole('list', { name: 'Matches' }).getByRole('link').filter({ hasText: text }),
  count: (text: string) => page.getByText(text, { exact: true }),
  find: page.getByRole('search', { name: 'Find in the thread' }),
})

const marked = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String))

test('what was found in metadata is marked there, also where the inspector takes the place of all', async ({
  page,
  seed,
}) => {
  const { id } = await seed.thread(['Hello'], { title: 'Travels', city: 'Old Zanzibar' })
  await untilFound(page, 'zanzibar', 1)
  const inMetadata = () =>
    page.evaluate(() => [...(CSS.highlights.get('find-step-current') ?? [])].map(String))
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/threads?q=zanzibar')
    await searching(page).hit('Zanzibar').click()
    await expect(page).toHaveURL(new RegExp(`${id}\\?.*tab=thread`))
    await expect(page.getByText('Old Zanzibar')).toBeInViewport()
    await expect.poll(inMetadata).toEqual(['Zanzibar'])
  }
})

test('what was found in metadata of a message is shown below it, and marked', async ({
  page,
  seed,
  api,
}) => {
  const { id } = await seed.thread(['Hello', 'Where to?'], { place: 'Zanzibar too' })
  const { data } = await api.beta.threads.messages.list(id, { order: 'asc' })
  const [first] = data
  if (!first) throw new Error('There is no message.')
  await api.beta.threads.messages.update(first.id, {
    thread_id: id,
    metadata: { slot: 'Inform:zanzibar' },
  })
  await untilFound(page, `zanzibar thread:${id}`, 2)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`/threads?q=zanzibar+thread:${id}`)
    await searching(page).hit('Inform:zanzibar').click()
    await expect(page).toHaveURL(new RegExp(`#${first.id}`))
    const { message } = screen(page)
    await expect(message('Hello').getByText('Inform:zanzibar')).toBeInViewport()
    await expect
      .poll(() =>
        page.evaluate(() => [...(CSS.highlights.get('find-step-current') ?? [])].map(String)),
      )
      .toEqual(['zanzibar'])
    await expect(message('Where to?').getByText('Inform:zanzibar')).toHaveCount(0)
  }
  await expectNoAxeViolations(page)
})

test('what was said is found, opened at its place, and left again, by mouse', async ({
  page,
  seed,
}) => {
  const far = await seed.longThread(150, { title: 'A long one' })
  await seed.thread(['Where is my quetzal card?', 'The quetzal is on its way to you.'], {
    title: 'Delivery',
  })
  await untilFound(page, 'quetzal', 2)
  await page.goto('/threads')
  const { field, hits, hit, count, find } = searching(page)
  await field.fill('message 40')
  await expect(count('1 match')).toBeVisible()
  await hit('A long one').click()
  const { message, log } = screen(page)
  await expect(message(/message 40(?!\d)/)).toBeInViewport()
  await expect(page).toHaveURL(new RegExp(`${far.id}\\?q=message\\+40#msg_`))
  await expect(find.getByRole('status')).toHaveText('1 of 1')
  await expect.poll(() => marked(page)).toEqual(['message 40'])

  await field.fill('quetzal')
  await expect(hits).toHaveCount(2)
  await expect(hits.first().locator('mark')).toHaveText('quetzal')
  await page.getByRole('button', { name: /^Order of the matches/ }).click()
  await page.getByRole('menuitemradio', { name: 'Oldest first' }).click()
  await expect(page).toHaveURL(/sort=oldest/)
  await expectNoAxeViolations(page)
  await hit('on its way').click()
  await expect(message('on its way')).toBeInViewport()
  await expect(find.getByRole('status')).toHaveText('2 of 2')
  await find.getByRole('button', { name: 'Next place' }).click()
  await expect(find.getByRole('status')).toHaveText('1 of 2')
  await page.reload()
  await expect(hits).toHaveCount(2)
  await expect(field).toHaveValue('quetzal')
  await expect(log.getByRole('article').first()).toBeVisible()
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(screen(page).row('Delivery')).toBeVisible()
  await expect(page).not.toHaveURL(/q=/)
})

test('a match in a tool call opens at its step, with its words marked', async ({ page, seed }) => {
  const { id: assistant_id } = await seed.assistant()
  const run = buildRun({ status: 'completed', assistant_id })
  const stepOf = (id: string, output: string) =>
    buildRunStep({
      id,
      run_id: run.id,
      assistant_id,
      type: 'tool_calls',
      status: 'completed',
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          {
            type: 'function',
            id: `call_${id}`,
            function: { name: 'list_birds', arguments: '{}', output },
          },
        ],
      },
    })
  const birds = Array.from({ length: 400 }, (_, at) => `finch ${at}`)
  const messages = [
    buildMessage({ role: 'user', text: 'Which ones?' }),
    { ...buildMessage({ role: 'assistant', text: 'Many.' }), run_id: run.id },
  ]
  const steps = [
    stepOf('step_1', 'none'),
    stepOf('step_2', [...birds, 'a quetzal', ...birds].join('\n')),
  ]
  await seed.imported(messages, [run], { title: 'Birds' }, steps)
  await untilFound(page, 'quetzal', 1)
  await page.goto('/threads?q=quetzal')
  await searching(page).hit('Birds').click()
  await expect(page).toHaveURL(/call=step_2/)
  const word = screen(page).inspector.getByText('a quetzal')
  const current = () =>
    page.evaluate(() => {
      const [range] = CSS.highlights.get('find-step-current') ?? []
      if (!(range instanceof Range)) return undefined
      const box = range.getBoundingClientRect()
      return `${range.toString()} ${box.top > 0 && box.bottom < innerHeight}`
    })
  await expect(word).toBeVisible()
  await expect.poll(current).toBe('quetzal true')
  await page.reload()
  await expect.poll(current).toBe('quetzal true')
  // The console has the size of the page.
  expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0)
})

test('a search is made, walked through and left by keyboard alone', async ({ page, seed }) => {
  await seed.thread(['The quetzal flew', 'A second quetzal came'], { title: 'Birds' })
  await seed.thread(['No quetzal at all'], { title: 'None' })
  await untilFound(page, 'quetzal', 3)
  await page.goto('/threads')
  const { field, hits, hit, find } = searching(page)
  await expect(field).toBeVisible()
  await page.keyboard.press('/')
  await expect(field).toBeFocused()
  await page.keyboard.type('quetzal')
  await expect(hits).toHaveCount(3)
  await page.keyboard.press('Escape')
  await expect(field).toHaveValue('')
  await expect(screen(page).row('Birds')).toBeVisible()
  await page.keyboard.type('quetzal')
  await expect(hits).toHaveCount(3)
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await expect(hit('No quetzal')).toBeFocused()
  await page.keyboard.press('j')
  await expect(hit('A second')).toBeFocused()
  await expect(screen(page).message('A second quetzal')).toBeInViewport()
  await expect(hit('A second')).toHaveAttribute('aria-current', 'page')
  await expect(find.getByRole('status')).toHaveText('2 of 2')
  await page.keyboard.press('n')
  await expect(find.getByRole('status')).toHaveText('1 of 2')
  await page.keyboard.press('Shift+N')
  await expect(find.getByRole('status')).toHaveText('2 of 2')
  await expect(hit('A second')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(find).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(screen(page).log.locator(':focus')).toHaveCount(1)
  await page.goBack()
  await expect(hits).toHaveCount(3)
  await expect(page).toHaveURL(/threads\?q=quetzal$/)
  await page.goBack()
  await expect(field).toHaveValue('')
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Assistants' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('flew')
  await expect(field).toHaveValue('flew')
  await expect(hit('The quetzal flew')).toBeVisible()
})

test('what cannot be read, found or asked is told in words', async ({
  page,
  seed,
  allowErrors,
}) => {
  await seed.thread(['The quetzal flew'])
  await untilFound(page, 'quetzal', 1)
  await page.goto('/threads?q=quetzal+status:flew')
  const { field, hits, hit } = searching(page)
  await expect(page.getByText('This search cannot be read')).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('status: is one of')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expectNoAxeViolations(page)
  await page.getByRole('button', { name: 'Correct it' }).click()
  await expect(field).toBeFocused()
  await page.keyboard.type('flew')
  await expect(field).toHaveValue('quetzal flew')
  await expect(hit('The quetzal flew')).toBeVisible()
  await expect(field).not.toHaveAttribute('aria-invalid')
  // The results stay while an operator is being written.
  await page.keyboard.insertText(' status:')
  await expect(hits).toHaveCount(1)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Say what status: is to be')
  await field.fill('nothing of the kind')
  await expect(page.getByText('Nothing was found')).toBeVisible()
  await expectNoAxeViolations(page)
  allowErrors(REFUSED)
  await field.fill('###')
  await expect(page.getByText('Not searched yet. There is no word')).toBeVisible()
  await expect(page.getByText('Nothing was found')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There is no word in this to look for')
  await page.route('**/api/search?*', (route) => route.fulfill({ status: 400, body: '{}' }))
  await field.fill('quetzal again')
  await expect(page.getByText('The search could not be made.')).toBeVisible()
  await page.unroute('**/api/search?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Nothing was found')).toBeVisible()
})

test('a search is narrowed by what there is, by keyboard, and widened by its chips', async ({
  page,
  seed,
}) => {
  await seed.thread(['The quetzal flew', 'It did'], { desk: 'front desk' })
  await seed.thread(['A quetzal'], { desk: 'back' })
  await untilFound(page, 'quetzal', 2)
  await page.goto('/threads')
  const { field, hits } = searching(page)
  const options = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
  await field.click()
  await expect(options.filter({ hasText: 'role:' })).toBeVisible()
  await expectNoAxeViolations(page)
  await page.keyboard.type('quetzal met')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await expect(field).toHaveValue('quetzal meta.')
  await page.keyboard.type('de')
  await expect(options).toHaveText([/meta\.desk/])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('quetzal meta.desk:')
  await expect(options).toHaveText([/back1$/, /front desk1$/])
  await page.keyboard.type('fr')
  await expect(options).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('quetzal meta.desk:"front desk" ')
  await expect(hits).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(field).toBeFocused()
  await expect(options).toHaveCount(0)
  await page.getByRole('button', { name: 'Remove desk = front desk' }).click()
  await expect(hits).toHaveCount(2)
  await expect(field).toHaveValue('quetzal')
  await expect(field).toBeFocused()

  // What was looked for is offered again, and can be forgotten.
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await page.keyboard.type('front')
  const recent = options.filter({ hasText: 'quetzal meta.desk:"front desk"' })
  await expect(recent).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect(recent).toHaveCount(0)
})

test('the filters show what the query says, write into it, and clear it', async ({
  page,
  seed,
}) => {
  await seed.thread(['At the front'], { title: 'Front', desk: '1' })
  await seed.thread(['At the back'], { title: 'Back', desk: '2' })
  await untilFound(page, 'meta.desk:2', 3)
  await page.goto('/threads?q=after%3A2001-05+-has%3Aimage+-status%3Afailed')
  const { field } = searching(page)
  const { list } = screen(page)
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('f')
  const filter = page.getByRole('dialog', { name: 'Filter threads' })
  await expect(filter.getByLabel('Since')).toHaveValue('2001-05-01')
  await expect(filter.getByRole('checkbox', { name: /^Image\s*not$/ })).not.toBeChecked()
  await filter.getByLabel('Before').fill('2002-01-01')
  await expect(field).toHaveValue('after:2001-05 -has:image -status:failed before:2002-01-01')
  await expect(page.getByText('No thread matches')).toBeVisible()
  await filter.getByLabel('Before').fill('')
  await filter.getByRole('checkbox', { name: 'Attachment' }).press('Space')
  await expect(field).toHaveValue('after:2001-05 -has:image -status:failed has:attachment')
  await page.keyboard.press('Escape')
  await expect(filter).toBeHidden()
  await field.fill('status:expired')
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await expect(filter.getByLabel('Last run')).toHaveValue('expired')
  await filter.getByLabel('Last run').selectOption('Any')
  await expect(field).toHaveValue('')
  // It is checked once the query says so.
  await filter.getByRole('checkbox', { name: 'Tool call' }).click()
  await expect(field).toHaveValue('has:tool')
  await expect(filter.getByRole('checkbox', { name: 'Tool call' })).toBeChecked()
  await expectNoAxeViolations(page)
  await filter.getByRole('button', { name: 'Clear all' }).click()
  await expect(field).toHaveValue('')
  await expect(filter.getByLabel('Last run')).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(list.getByRole('listitem')).toHaveCount(2)
})

test('operators alone narrow the list, which the filters write as well', async ({ page, seed }) => {
  await seed.thread(['At the front'], { title: 'Front', desk: '1' })
  const back = await seed.thread(['At the back', 'It is'], { title: 'Back', desk: '2' })
  // Its title, its metadata and two messages.
  await untilFound(page, 'meta.desk:2', 4)
  await page.goto('/threads')
  const { field, hits } = searching(page)
  const { list, row } = screen(page)
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const filter = page.getByRole('dialog', { name: 'Filter threads' })
  await filter.getByRole('combobox', { name: 'Metadata key' }).fill('desk')
  await filter.getByRole('combobox', { name: 'Value' }).fill('2')
  await filter.getByRole('button', { name: 'Add filter' }).click()
  await expect(field).toHaveValue('meta.desk:2')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await row('Back').getByRole('link').click()
  await expect(screen(page).message('It is')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`${back.id}\\?q=meta.desk`))
  await field.fill('meta.desk:2 front')
  await expect(page.getByText('Nothing was found')).toBeVisible()
  // In its title, and in a message.
  await field.fill('meta.desk:2 back')
  await expect(hits).toHaveCount(2)
  await field.fill('meta.desk:3')
  await expect(page.getByText('No thread matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(field).toHaveValue('')
})

test('a misspelt word is set right, and a search is saved, renamed, deleted and put back', async ({
  page,
  seed,
}) => {
  for (let at = 0; at < 3; at++) await seed.thread([`The quetzal flew ${at}`])
  await untilFound(page, 'quetzal', 3)
  await page.goto('/threads?q=quetzl')
  const { field, hits } = searching(page)
  await page.getByRole('button', { name: 'Search for quetzal' }).click()
  await expect(hits).toHaveCount(3)
  await expect(field).toHaveValue('quetzal')

  const dialog = (name: string) => screen(page).dialog(name)
  await page.getByRole('button', { name: 'Save this search' }).click()
  await dialog('Save this search').getByRole('textbox', { name: 'Name' }).fill('Birds')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  const saved = page.getByRole('list', { name: 'Saved searches' })
  await saved.getByRole('link', { name: 'Birds' }).click()
  await expect(hits).toHaveCount(3)
  await expect(page).toHaveURL(/q=quetzal/)
  await choose(page, 'Actions on the search Birds', 'Rename')
  await dialog('Rename the search').getByRole('textbox', { name: 'Name' }).fill('Quetzals')
  await page.keyboard.press('Enter')
  await page.reload()
  await expect(saved.getByRole('link', { name: 'Quetzals' })).toBeVisible()
  await expectNoAxeViolations(page)
  await choose(page, 'Actions on the search Quetzals', 'Delete')
  await expect(saved).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Assistants' }).click()
  await choose(page, 'Saved searches', 'Quetzals')
  await expect(hits).toHaveCount(3)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  test('a match takes the place of the list, and Back leads to where it was left', async ({
    page,
    seed,
  }) => {
    for (let at = 0; at < 20; at++) await seed.thread([`Quetzal number ${at}`])
    await untilFound(page, 'quetzal', 20)
    await page.goto('/threads')
    const { field, hit } = searching(page)
    await field.fill('quetzal')
    const wanted = hit(/number 9\D/)
    await wanted.scrollIntoViewIfNeeded()
    const { y } = await boxOf(wanted)
    await wanted.tap()
    await expect(screen(page).message('Quetzal number 9')).toBeInViewport()
    await page.getByRole('link', { name: 'All threads' }).tap()
    await expect(field).toHaveValue('quetzal')
    await expect.poll(async () => (await boxOf(wanted)).y).toBe(y)
  })
})
