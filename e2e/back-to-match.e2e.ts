import type { Page } from '@playwright/test'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import { expect, test } from './fixtures.ts'
import { boxOf, frames } from './reading.ts'
import { screen, untilFound } from './screen.ts'
import { searching } from './searching.ts'
import type { Seed } from './seed.ts'

const START = EPOCH / 1000
/** The nth message is written so much later than the one before. */
const APART = 60

/** A thread with the word in messages far from each other, and in what a call answered. */
const seedMatches = async (seed: Seed) => {
  const { id: assistant_id } = await seed.assistant()
  const created_at = START + 38 * APART
  const run = buildRun({ status: 'completed', assistant_id, created_at })
  const step = buildRunStep({
    run_id: run.id,
    assistant_id,
    created_at,
    type: 'tool_calls',
    status: 'completed',
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        {
          type: 'function',
          id: 'call_animals',
          function: { name: 'list_animals', arguments: '{}', output: 'a quokka of the zoo' },
        },
      ],
    },
  })
  const words = new Map([
    [1, 'The first quokka'],
    [31, 'The middle quokka'],
    [36, 'The last quokka'],
  ])
  const messages = Array.from({ length: 40 }, (_, at) => {
    const role = at % 2 === 0 ? 'user' : 'assistant'
    const text = `${words.get(at) ?? `message ${at}`} ${'and more words '.repeat(30)}`
    const message = buildMessage({ role, text, created_at: START + at * APART })
    return at === 39 ? { ...message, run_id: run.id } : message
  })
  await seed.imported(messages, [run], { title: 'Animals' }, [step])
}

/** Opens a match and waits until its place is told. */
const open = async (page: Page, text: string, place: string) => {
  const { hit, find } = searching(page)
  await hit(text).click()
  await expect(find.getByRole('status')).toHaveText(place)
  const { message } = screen(page)
  await expect(message(text)).toHaveAttribute('aria-current', 'true')
  await expect(message(text)).toBeInViewport({ ratio: 1 })
}

/** Where the message rests, once the box of finding has come or gone. */
const restOf = async (page: Page, text: string) => {
  await frames(page)
  return Math.round((await boxOf(screen(page).message(text))).y)
}

test.beforeEach(async ({ page, seed }) => {
  await seedMatches(seed)
  await untilFound(page, 'quokka', 4)
  await page.goto('/threads?q=quokka')
})

test('Back leads to the match before each time, whatever was opened since', async ({ page }) => {
  const { message } = screen(page)
  await open(page, 'The last quokka', '3 of 4')
  const left = await restOf(page, 'The last quokka')
  for (let round = 0; round < 3; round++) {
    await open(page, 'The middle quokka', '2 of 4')
    await page.goBack()
    await expect(message('The last quokka')).toHaveAttribute('aria-current', 'true')
    await expect.poll(() => restOf(page, 'The last quokka')).toBe(left)
  }
  await page.reload()
  await expect.poll(() => restOf(page, 'The last quokka')).toBe(left)
  await page.goForward()
  await expect(message('The middle quokka')).toBeInViewport({ ratio: 1 })
})

test('a match far from what is loaded is marked also where the box of finding is open', async ({
  page,
}) => {
  await open(page, 'The last quokka', '3 of 4')
  await open(page, 'The first quokka', '1 of 4')
})

for (const { text, place, isAtTop } of [
  { text: 'The last quokka', place: '3 of 4', isAtTop: false },
  // Less is scrolled out than the box is high.
  { text: 'The first quokka', place: '1 of 4', isAtTop: true },
]) {
  test(`Back from a match without the box of finding moves no line: ${text}`, async ({ page }) => {
    const { find, hit } = searching(page)
    const { log, message } = screen(page)
    await open(page, text, place)
    if (isAtTop) {
      await log.hover()
      await page.mouse.wheel(0, -5000)
      await expect.poll(() => log.evaluate(({ scrollTop }) => scrollTop)).toBe(0)
    }
    const left = await restOf(page, text)
    for (let round = 0; round < 2; round++) {
      await hit('of the zoo').click()
      await expect(find).toHaveCount(0)
      await page.goBack()
      await expect(find.getByRole('status')).toHaveText(place)
      await expect(message(text)).toHaveAttribute('aria-current', 'true')
      await expect.poll(() => restOf(page, text)).toBe(left)
    }
    await page.reload()
    await expect(find.getByRole('status')).toHaveText(place)
    await expect.poll(() => restOf(page, text)).toBe(left)
  })
}
