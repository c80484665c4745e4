import { buildMessage } from '#testing/builders.ts'

import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { openThread, screen } from './screen.ts'

const DAY = 86_400
/** Noon, so that every zone has the day. */
const START = Date.UTC(2026, 2, 2, 12) / 1000
const PER_DAY = 40

/** A thread that was written to on every second day of four months. */
const days = Array.from({ length: 60 }, (_, day) =>
  Array.from({ length: PER_DAY }, (__, nth) =>
    buildMessage({
      role: nth % 2 === 0 ? 'user' : 'assistant',
      text: `day ${day} message ${nth}`,
      created_at: START + day * 2 * DAY + nth,
    }),
  ),
).flat()

test('a thread is opened at a day that is typed, without reading what lies between', async ({
  page,
  seed,
}) => {
  const thread = await seed.imported(days)
  await openThread(page, thread.id)
  const { message, dialog, log } = screen(page)
  await expect(message('day 59 message 39')).toBeInViewport()
  let pages = 0
  page.on('request', (request) => (pages += Number(request.url().includes('/messages?'))))
  await page.keyboard.press('d')
  const date = dialog('Jump to date').getByLabel('Date')
  await expect(date).toBeFocused()
  await expect(date).toHaveAttribute('min', '2026-03-02')
  await expectNoAxeViolations(page)
  // Nothing was written on that day: the next one is opened.
  await date.fill('2026-04-02')
  await dialog('Jump to date').getByRole('button', { name: 'Jump' }).click()
  await expect(dialog('Jump to date')).toBeHidden()
  await expect(message('day 16 message 0')).toBeInViewport()
  await expect(message('day 16 message 0')).toBeFocused()
  await expect(log).toContainText('3 April 2026')
  await expect(page).toHaveURL(/#msg_/)
  expect(pages).toBeLessThanOrEqual(6)
  await page.reload()
  await expect(message('day 16 message 0')).toBeInViewport()
})

test('a day is chosen in the month with arrow keys, from the day at the top', async ({
  page,
  seed,
}) => {
  const thread = await seed.imported(days)
  await openThread(page, thread.id)
  const { message, dialog } = screen(page)
  await page.getByRole('button', { name: /28 June 2026/ }).click()
  const grid = dialog('Jump to date').getByRole('grid')
  await grid.getByRole('button', { name: /28 June 2026/ }).focus()
  await page.keyboard.press('PageUp')
  await expect(grid).toHaveAccessibleName('May 2026')
  await expect(grid.getByRole('button', { name: /28 May 2026/ })).toBeFocused()
  await expect(grid.getByRole('button', { name: /28 May 2026/ })).toBeDisabled()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(message('day 43 message 0')).toBeInViewport()
})

test('months are gone through while the days are still being read', async ({ page, seed }) => {
  const thread = await seed.imported(days)
  await openThread(page, thread.id)
  const { message, dialog } = screen(page)
  await expect(message('day 59 message 39')).toBeInViewport()
  let answer = () => {}
  const held = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/api/threads/*/days*', async (route) => {
    await held
    await route.continue()
  })
  await page.keyboard.press('d')
  const grid = dialog('Jump to date').getByRole('grid')
  await expect(dialog('Jump to date').getByText('Loading days')).toBeAttached()
  await grid.getByRole('button', { name: /28 June 2026/ }).focus()
  await page.keyboard.press('PageUp')
  await expect(grid).toHaveAccessibleName('May 2026')
  await expect(grid.getByRole('button', { name: /28 May 2026/ })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  // What is chosen before it is known whether it can be is gone to then.
  await page.keyboard.press('Enter')
  await expect(grid.getByRole('button', { name: /27 May 2026/ })).toBeDisabled()
  answer()
  await expect(message('day 43 message 0')).toBeInViewport()
})

test('a day of which the server cannot tell is refused with the reason', async ({
  page,
  seed,
  allowErrors,
}) => {
  allowErrors(/days\?.*/)
  const thread = await seed.imported(days.slice(0, 3))
  await openThread(page, thread.id)
  const { dialog, message } = screen(page)
  await expect(message('day 0 message 2')).toBeInViewport()
  await page.route('**/api/threads/*/days*', (route) => route.abort())
  await page.keyboard.press('d')
  await expect(dialog('Jump to date').getByRole('alert')).toContainText('could not be read')
  await expect(dialog('Jump to date').getByLabel('Date')).toBeFocused()
  await page.unroute('**/api/threads/*/days*')
  await dialog('Jump to date').getByRole('button', { name: 'Try again' }).click()
  await expect(dialog('Jump to date').getByRole('grid')).toBeVisible()
})
