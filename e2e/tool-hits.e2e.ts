import type { Page } from '@playwright/test'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import { expect, test } from './fixtures.ts'
import { screen, untilFound } from './screen.ts'
import type { Seed } from './seed.ts'

const START = EPOCH / 1000
/** The nth message is written so much later than the one before. */
const APART = 600

/** A long thread with a run far up, of which one of many calls answered `quetzal`. */
const seedCalls = async (seed: Seed, { answers = true } = {}) => {
  const { id: assistant_id } = await seed.assistant()
  const created_at = START + 40 * APART
  const run = buildRun({ status: 'completed', assistant_id, created_at })
  const steps = Array.from({ length: 60 }, (_, at) =>
    buildRunStep({
      id: `step_${answers}_${at}`,
      run_id: run.id,
      assistant_id,
      created_at: created_at + at,
      type: 'tool_calls',
      status: 'completed',
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          {
            type: 'function',
            id: `call_${answers}_${at}`,
            function: {
              name: 'list_birds',
              arguments: `{"place":${at}}`,
              output: at === 50 ? 'a quetzal' : 'none',
            },
          },
        ],
      },
    }),
  )
  const messages = Array.from({ length: 120 }, (_, at) => {
    const role = at % 2 === 0 ? 'user' : 'assistant'
    const text = `message ${at} ${'and more words '.repeat(20)}`
    const message = buildMessage({ role, text, created_at: START + at * APART })
    return at === 41 && answers ? { ...message, run_id: run.id } : message
  })
  const thread = await seed.imported(messages, [run], { title: 'Birds' }, steps)
  return { thread, run }
}

const hit = (page: Page) => page.getByRole('list', { name: 'Matches' }).getByRole('link').first()
const line = (page: Page) =>
  screen(page)
    .log.getByRole('list', { name: 'Tool calls' })
    .getByRole('link', { name: /^list_birds 50/ })

for (const answers of [true, false]) {
  test(`a match in a call shows its line among the messages ${answers ? 'at the answer' : 'where there is none'}`, async ({
    page,
    seed,
  }) => {
    await seedCalls(seed, { answers })
    test.slow()
    await untilFound(page, 'quetzal', 1)
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto('/threads?q=quetzal')
      await hit(page).click()
      await expect(page).toHaveURL(/call=step/)
      const isThere = async () => {
        if (width === 390) await page.getByRole('button', { name: 'Back to the messages' }).click()
        await expect(line(page)).toBeInViewport({ ratio: 1 })
        await expect(line(page)).toHaveAttribute('aria-current', 'true')
      }
      if (width !== 390) await isThere()
      await page.reload()
      await isThere()
    }
  })
}

test('a call that is opened among the messages moves none of them', async ({ page, seed }) => {
  const { thread } = await seedCalls(seed)
  await untilFound(page, 'quetzal', 1)
  await page.goto(`/threads/${thread.id}?q=quetzal`)
  await hit(page).click()
  await expect(line(page)).toBeInViewport({ ratio: 1 })
  const other = screen(page).log.getByRole('link', { name: /^list_birds 47/ })
  const place = () => other.evaluate((link) => Math.round(link.getBoundingClientRect().top))
  const before = await place()
  await other.click()
  await expect(other).toHaveAttribute('aria-current', 'true')
  await expect(line(page)).not.toHaveAttribute('aria-current', 'true')
  await expect(screen(page).inspector.locator('details[aria-current]')).toBeInViewport()
  expect(await place()).toBe(before)
})

test('a run that comes late takes the focus from nobody who types', async ({ page, seed }) => {
  await seedCalls(seed)
  await untilFound(page, 'quetzal', 1)
  await page.goto('/threads?q=quetzal')
  const { promise, resolve: letGo } = Promise.withResolvers<void>()
  await page.route(/\/steps/, async (route) => {
    await promise
    await route.continue()
  })
  await hit(page).click()
  await expect(page).toHaveURL(/call=step/)
  await page.keyboard.press('/')
  const field = page.getByLabel('Search all threads', { exact: true })
  await expect(field).toBeFocused()
  letGo()
  const card = screen(page).inspector.locator('details[aria-current]')
  await expect(card).toBeInViewport()
  await page.keyboard.type('d', { delay: 60 })
  await expect(field).toBeFocused()
})
