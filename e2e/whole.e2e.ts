import type { Page } from '@playwright/test'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'

import { expect, test } from './fixtures.ts'
import { boxOf } from './reading.ts'
import { choose, openThread, screen, send } from './screen.ts'

const COUNT = 230

const markedPlace = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String))

/** Counts the times the browser was asked to print, which a headless one does not do. */
const watchPrinting = (page: Page) =>
  page.addInitScript(() => {
    Object.assign(globalThis, { printed: 0 })
    globalThis.print = () =>
      void Object.assign(globalThis, { printed: Reflect.get(globalThis, 'printed') + 1 })
  })
const timesPrinted = (page: Page) =>
  page.evaluate(() => Reflect.get(globalThis, 'printed') as number)

/** The words that are marked in the steps of the inspector. */
const markedSteps = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('find-step-current') ?? [])].map(String))

test('print takes the whole thread and nothing of the console', async ({ page, seed }) => {
  await watchPrinting(page)
  const thread = await seed.longThread(COUNT, { title: 'On paper' })
  await openThread(page, thread.id)
  await choose(page.getByRole('main'), /^Actions on On paper/, 'Print thread')
  await expect.poll(() => timesPrinted(page), { timeout: 30_000 }).toBe(1)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const paper = page.getByRole('region', { name: 'Printed thread' })
  await expect(paper.getByRole('heading', { level: 1, name: 'On paper' })).toBeVisible()
  await expect(paper).toContainText(thread.id)
  await expect(paper.getByRole('article')).toHaveCount(COUNT)
  await expect(paper.getByRole('article').first()).toContainText('message 1')
  await expect(paper.getByRole('article').last()).toContainText(`message ${COUNT}`)
  await expect(page.getByRole('log')).toBeHidden()
  // Paper is narrower than the screen; what was drawn for it is on it all the same.
  const pages = (await page.pdf()).toString('latin1').match(/\/Type \/Page\b/g)
  expect(pages?.length).toBeGreaterThan(10)
  // Printing is over, and the paper with it.
  await expect(paper).toHaveCount(0)
})

test('printing from the browser’s menu takes what is loaded and says so', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(COUNT)
  await openThread(page, thread.id)
  await expect(screen(page).message(new RegExp(`message ${COUNT}(?!\\d)`))).toBeInViewport()
  await page.emulateMedia({ media: 'print' })
  const paper = page.getByRole('region', { name: 'Printed thread' })
  // What answers the menu comes a moment after the messages, as code of its own.
  await expect(async () => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await expect(paper).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(paper).toContainText(
    new RegExp(`^This is a part of the thread: \\d+ of ${COUNT} messages`),
  )
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(paper).toHaveCount(0)
})

test('formulas that were never on screen are printed as formulas from the browser’s menu too', async ({
  page,
  seed,
}) => {
  const plain = Array.from({ length: 30 }, (_, at) => `Line ${at}`)
  const thread = await seed.thread(['Which?', 'It is $\\frac{a}{b}$ and\n\n$$\nx^2\n$$', ...plain])
  await openThread(page, thread.id)
  await expect(screen(page).message(/Line 29/)).toBeInViewport()
  await expect(page.getByRole('log').getByRole('math')).toHaveCount(0)
  await page.emulateMedia({ media: 'print' })
  // The browser takes what is there when its event has been told.
  const print = () =>
    page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'))
      const formulas = document.querySelectorAll('section.printed :not([hidden]) > math').length
      dispatchEvent(new Event('afterprint'))
      return formulas
    })
  // What answers the menu, and what draws formulas, come a moment after the messages.
  await expect.poll(print).toBe(2)
})

test('what is printed before a thread can answer says first that much is missing', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(COUNT)
  await page.route(/\/assets\/WholeThread-/, () => undefined)
  await openThread(page, thread.id)
  const note = page.getByText('“Print thread” in the menu of a thread prints all of its messages.')
  await expect(note).toBeHidden()
  await page.emulateMedia({ media: 'print' })
  await expect(note).toBeVisible()
  expect((await boxOf(note)).y).toBe(0)
  // The messages that are drawn stand there by themselves, each below the one before.
  const { list, log, messageBox } = screen(page)
  for (const ofConsole of [list, messageBox, page.getByRole('navigation').first()])
    await expect(ofConsole).toBeHidden()
  await expect(page.getByRole('button', { name: 'First message' })).toBeHidden()
  await expect(log.getByRole('article').getByRole('button')).toHaveCount(0)
  const boxes = await log
    .getByRole('article')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().toJSON() as DOMRect))
  expect(boxes.length).toBeGreaterThan(5)
  for (const [at, box] of boxes.entries())
    expect(box.top).toBeGreaterThanOrEqual(boxes[at - 1]?.bottom ?? 0)
  const cut = await log.evaluate((element) => element.scrollHeight - element.clientHeight)
  expect(cut).toBeLessThanOrEqual(1)
})

test('find goes through the whole thread, far from what is loaded', async ({ page, seed }) => {
  const thread = await seed.longThread(COUNT)
  await openThread(page, thread.id)
  const { messageBox, message } = screen(page)
  await messageBox.focus()
  await page.keyboard.press('Control+f')
  const box = page.getByRole('textbox', { name: 'Find in the thread' })
  await expect(box).toBeFocused()
  await box.fill('MESSAGE 7')
  // 7 and 70 to 79.
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  await expect(bar.getByRole('status')).toHaveText('11 of 11')
  await expect(message(/message 79(?!\d)/)).toBeInViewport()
  await box.press('Enter')
  await expect(bar.getByRole('status')).toHaveText('1 of 11')
  await expect(message(/message 7(?!\d)/)).toBeInViewport()
  await expect(box).toBeFocused()
  await expect
    .poll(() => page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String)))
    .toEqual(['message 7'])
  await box.press('Shift+Enter')
  await expect(message(/message 79(?!\d)/)).toBeInViewport()
  await box.press('Escape')
  await expect(bar).toBeHidden()
  await expect(messageBox).toBeFocused()
  expect(await page.evaluate(() => CSS.highlights.get('find')?.size)).toBe(0)
})

test('a tool call is found where it stands, and leads to its step, which has an address', async ({
  page,
  seed,
}) => {
  const { id: assistant_id } = await seed.assistant()
  const run = buildRun({ status: 'completed', assistant_id })
  const call = {
    type: 'function' as const,
    id: 'call_1',
    function: { name: 'get_booking', arguments: '{"id":"QK7X"}', output: '{"seat":"12A"}' },
  }
  const step = buildRunStep({
    run_id: run.id,
    assistant_id,
    type: 'tool_calls',
    status: 'completed',
    step_details: { type: 'tool_calls', tool_calls: [call] },
  })
  const messages = [
    buildMessage({ role: 'user', text: 'Where do I sit?' }),
    { ...buildMessage({ role: 'assistant', text: 'By the window, in 12A.' }), run_id: run.id },
  ]
  const thread = await seed.imported(messages, [run], {}, [step])
  await openThread(page, thread.id)
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  for (const written of ['get_booking', 'qk7*', '"qk7x" -window']) {
    await bar.getByRole('textbox').fill(written)
    await expect(bar.getByRole('status')).toHaveText('1 of 1')
  }
  await bar.getByRole('textbox').fill('12a')
  await expect(bar.getByRole('status')).toHaveText('1 of 2')
  // Typing alone opens nothing; what came out of a call is marked at its name.
  await expect(page).not.toHaveURL(/call=/)
  await expect.poll(() => markedPlace(page)).toEqual(['get_booking'])
  await bar.getByRole('textbox').press('Enter')
  await expect(page).toHaveURL(/call=step_/)
  // It was not seen yet: the first step goes there.
  await expect(bar.getByRole('status')).toHaveText('1 of 2')
  await expect.poll(() => markedSteps(page)).toEqual(['12A'])
  await expect(bar.getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect.poll(() => markedSteps(page)).toEqual([])
  await page.goBack()
  await expect(page).not.toHaveURL(/call=/)
  const { log, inspector } = screen(page)
  const line = log.getByRole('link', { name: /get_booking/ })
  await line.press('Enter')
  await expect(page).toHaveURL(/call=step_/)
  await expect(line).toBeFocused()
  const shown = inspector.locator('[aria-current]').filter({ hasText: 'get_booking' })
  await expect(shown.getByText('12A')).toBeInViewport()
  await page.reload()
  await expect(shown.getByText('12A')).toBeInViewport()
})

test('find is there with its words and its place after a reload, and where the messages come back', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(COUNT)
  await openThread(page, thread.id)
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  const words = bar.getByRole('textbox')
  const at = bar.getByRole('status')
  await page.keyboard.press('Control+f')
  await words.fill('message 12')
  await expect(at).toHaveText('11 of 11')
  for (const place of [1, 2, 3]) {
    await words.press('Enter')
    await expect(at).toHaveText(`${place} of 11`)
  }
  const marked = () =>
    page.evaluate(() =>
      [...(CSS.highlights.get('find-current') ?? [])].map((range) => {
        if (!(range instanceof Range)) return undefined
        const { top, bottom } = range.getBoundingClientRect()
        return `${String(range)} ${top > 0 && bottom < innerHeight}`
      }),
    )
  await expect.poll(marked).toEqual(['message 12 true'])
  await page.reload()
  await expect(words).toHaveValue('message 12')
  await expect(words).toBeFocused()
  await expect(at).toHaveText('3 of 11')
  await expect.poll(marked).toEqual(['message 12 true'])
  await words.press('Enter')
  await expect(at).toHaveText('4 of 11')
  await expect.poll(marked).toEqual(['message 12 true'])

  // The inspector takes the place of the messages where there is no room for both.
  await page.getByRole('tab', { name: 'Thread' }).click()
  await expect(page).toHaveURL(/tab=thread/)
  await page.setViewportSize({ width: 390, height: 800 })
  await expect(bar).toHaveCount(0)
  await page.setViewportSize({ width: 1440, height: 800 })
  await expect(words).toHaveValue('message 12')
  await expect(at).toHaveText('4 of 11')
  await page.setViewportSize({ width: 390, height: 800 })
  await page.reload()
  await page.getByRole('button', { name: 'Back to the messages' }).click()
  await expect(words).toHaveValue('message 12')
  await expect(at).toHaveText('4 of 11')
  await expect(words).not.toBeFocused()

  // Closed, it stays so.
  await bar.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await expect(screen(page).log).toBeVisible()
  await expect(bar).toHaveCount(0)
})

test('find goes on with what changes while it is open', async ({ page, seed, api }) => {
  const { threads } = api.beta
  const { id } = await seed.longThread(COUNT)
  const assistant = await seed.assistant({
    tools: [{ type: 'function', function: { name: 'get_weather', parameters: {} } }],
  })
  await openThread(page, id)
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  const [box, status] = [bar.getByRole('textbox'), bar.getByRole('status')]
  await box.fill('message 7')
  await expect(status).toHaveText('11 of 11')
  // Far from what is loaded.
  const first = await threads.messages.list(id, { order: 'asc', limit: 100 })
  const delete_ = (number: number) =>
    threads.messages.delete(first.data[number - 1]?.id ?? '', { thread_id: id })
  await delete_(75)
  await expect(status).toHaveText('10 of 10')
  await box.press('Enter')
  await expect(screen(page).message(/message 7(?!\d)/)).toBeInViewport()
  // The place that is looked at, and then none of those after it is passed over.
  await delete_(7)
  await expect(status).toHaveText('1 of 9')
  await box.press('Enter')
  await expect(status).toHaveText('1 of 9')
  await expect(screen(page).message(/message 70(?!\d)/)).toBeInViewport()
  await threads.messages.create(id, { role: 'user', content: 'Once more message 7' })
  await expect(status).toHaveText('1 of 10')
  await box.fill('get_weather')
  await expect(status).toHaveText('Not found')
  await threads.messages.create(id, { role: 'user', content: 'Please call get_weather for Paris' })
  await threads.runs.create(id, { assistant_id: assistant.id })
  await expect(status).toHaveText(/^\d of 3$/)
})

test('what is being written is counted as it is marked', async ({ page, seed, pace }) => {
  await seed.assistant()
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  pace.holdAfter(15)
  await send(page, 'Tell me #slow')
  const answer = screen(page).message(/scripted model/)
  await expect(answer).toHaveAttribute('aria-busy', 'true')
  await expect.poll(() => answer.innerText()).toMatch(/\p{L}{4}.*\s\p{L}{4}/u)
  const [word = ''] =
    /\p{L}{4,}/u.exec(await answer.getByRole('paragraph').first().innerText()) ?? []
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  await bar.getByRole('textbox').fill(word)
  const marks = () => page.evaluate(() => CSS.highlights.get('find')?.size ?? 0)
  await expect.poll(marks).toBeGreaterThan(0)
  await expect(bar.getByRole('status')).toHaveText(new RegExp(`of ${await marks()}$`))
  pace.go()
})

test('what is typed before it can be found waits in its box, and acts on nothing', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(COUNT)
  const gates: (() => void)[] = []
  await page.route(/\/assets\/(FindPlaces|WholeThread)-/, async (route) => {
    await new Promise<void>((resolve) => gates.push(resolve))
    await route.continue()
  })
  await openThread(page, thread.id)
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  await expect(bar.getByRole('textbox')).toBeFocused()
  await page.keyboard.type('message 7#')
  await expect(bar.getByRole('textbox')).toHaveValue('message 7#')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Backspace')
  await expect.poll(() => gates.length).toBeGreaterThan(0)
  for (const gate of gates) gate()
  await expect(bar.getByRole('status')).toHaveText('11 of 11')
})

test('a second Ctrl+F is the browser’s own', async ({ page, seed }) => {
  await openThread(page, (await seed.thread(['Hello'])).id)
  await page
    .getByRole('button', { name: /^Actions on/ })
    .last()
    .waitFor()
  const isTaken = () =>
    page.evaluate(
      () =>
        !document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'f',
            ctrlKey: true,
            bubbles: true,
            cancelable: true,
          }),
        ),
    )
  await expect.poll(isTaken).toBe(true)
  await expect(page.getByRole('textbox', { name: 'Find in the thread' })).toBeFocused()
  expect(await isTaken()).toBe(false)
})

test('all of a thread is copied, by its menu and by selecting all', async ({
  page,
  seed,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const thread = await seed.longThread(COUNT, { title: 'Copied' })
  await openThread(page, thread.id)
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  const numbers = async () =>
    [...(await clipboard()).matchAll(/^message (\d+)/gm)].map(([, number]) => Number(number))
  const all = Array.from({ length: COUNT }, (_, at) => at + 1)
  await choose(page.getByRole('main'), /^Actions on Copied/, 'Copy thread')
  await expect(page.getByText(`Thread copied: ${COUNT} messages`)).toBeVisible()
  expect(await numbers()).toEqual(all)
  const { log, row } = screen(page)
  for (const focused of [log, row('Copied').getByRole('link')]) {
    await page.evaluate(() => navigator.clipboard.writeText(''))
    await focused.focus()
    await page.keyboard.press('Control+a')
    await expect(page.getByText(/whole thread is selected/)).toBeVisible()
    await page.keyboard.press('Control+c')
    await expect.poll(numbers).toEqual(all)
    expect(await clipboard()).toMatch(/^# Copied\n\n/)
  }
})
