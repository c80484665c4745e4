import type { Page } from '@playwright/test'

import { buildMessage, buildRun } from '#testing/builders.ts'

import { expect, test } from './fixtures.ts'
import { frames, movedByArrival, numbersIn, readingLine, topOf, wheelTo } from './reading.ts'
import { openThread, screen } from './screen.ts'
import { slowAnswers } from './slow-line.ts'

const COUNT = 320

test('a thread opens at its end, and reading up through every page never moves the line read', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(COUNT)
  await openThread(page, thread.id)
  const { log, message } = screen(page)
  await expect(message(/message 320(?!\d)/)).toBeInViewport()
  await slowAnswers(page, 800)
  let asked = 0
  let answered = 0
  const isOlder = (url: string) => url.includes('/messages?order=desc&after=')
  page.on('request', (request) => (asked += Number(isOlder(request.url()))))
  page.on('requestfinished', (request) => (answered += Number(isOlder(request.url()))))

  const seen = new Set<number>()
  let arrivals = 0
  await log.hover()
  while (!seen.has(1)) {
    await page.mouse.wheel(0, -500)
    await frames(page)
    for (const number of await numbersIn(log)) seen.add(number)
    if (answered === asked) continue
    const moved = await movedByArrival(log)
    if (moved === undefined) continue
    expect(Math.abs(moved)).toBeLessThanOrEqual(2)
    arrivals += 1
  }
  expect(arrivals).toBeGreaterThanOrEqual(3)
  expect(seen.size, 'every message was met on the way up').toBe(COUNT)
})

test('the first and the last message are one click away', async ({ page, seed }) => {
  const thread = await seed.longThread(160)
  await openThread(page, thread.id)
  const { message } = screen(page)
  await page.getByRole('button', { name: 'First message' }).click()
  await expect(message(/message 1(?!\d)/)).toBeInViewport()
  await page.getByRole('button', { name: 'Last message' }).click()
  await expect(message(/message 160(?!\d)/)).toBeInViewport()
  await page.getByRole('button', { name: 'First message' }).click()
  await expect(message(/message 1(?!\d)/)).toBeInViewport()
  await page.getByRole('button', { name: 'To the end' }).click()
  await expect(message(/message 160(?!\d)/)).toBeInViewport()
})

test('a page that is loaded again opens where the thread was read, or at its end', async ({
  page,
  seed,
}) => {
  const thread = await seed.longThread(160)
  await openThread(page, thread.id)
  const { log, message, messageBox } = screen(page)
  await expect(message(/message 160(?!\d)/)).toBeInViewport()
  // Exactly there, also with all that is loaded later: nothing of it was kept on this new server.
  await expect(messageBox).toBeVisible()
  const fromEnd = () =>
    log.evaluate(({ scrollHeight, clientHeight, scrollTop }) =>
      Math.abs(scrollHeight - clientHeight - scrollTop),
    )
  await expect.poll(fromEnd).toBeLessThan(2)
  await page.reload()
  await expect(message(/message 160(?!\d)/)).toBeInViewport()
  await log.hover()
  await wheelTo(log, message(/message 70(?!\d)/), -500)
  await page.reload()
  await expect(message(/message 70(?!\d)/)).toBeInViewport()
  await expect(message(/message 160(?!\d)/)).not.toBeInViewport()
})

test('a link to a message opens there with focus and mark, and reads on both ways', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.longThread(160)
  const all = await api.beta.threads.messages.list(thread.id, { order: 'asc', limit: 100 })
  const target = all.data[69]
  await openThread(page, thread.id, `#${target?.id}`)
  const { log, message } = screen(page)
  const row = message(/message 70(?!\d)/)
  await expect(row).toBeInViewport()
  await expect(row).toBeFocused()
  await expect(row).toHaveAttribute('aria-current', 'true')

  await log.hover()
  await expect(async () => {
    await page.mouse.wheel(0, -3000)
    await expect(message(/message 1(?!\d)/)).toBeInViewport({ timeout: 200 })
  }).toPass()
  await expect(async () => {
    await page.mouse.wheel(0, 3000)
    await expect(message(/message 160(?!\d)/)).toBeInViewport({ timeout: 200 })
  }).toPass()
})

test('a link that was read on from is come back to there, and leads to its message when followed anew', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.longThread(160, { title: 'The linked one', group: 'links' })
  await seed.thread(['A short question'], { title: 'The short one', group: 'links' })
  const all = await api.beta.threads.messages.list(thread.id, { order: 'asc', limit: 100 })
  const address = `?meta.group=links#${all.data[69]?.id}`
  await openThread(page, thread.id, address)
  const { log, row, title, message } = screen(page)
  const target = message(/message 70(?!\d)/)
  await expect(target).toBeFocused()
  await log.hover()
  await wheelTo(log, message(/message 40(?!\d)/), -500)
  const left = await readingLine(log)
  const isWhereLeft = async () => {
    await expect.poll(() => topOf(log, left?.text ?? '')).toBeCloseTo(left?.top ?? 0, -1)
    await expect(target).not.toBeInViewport()
  }

  await row('The short one').getByRole('link').click()
  await expect(title).toHaveText('The short one')
  await page.goBack()
  await isWhereLeft()
  await page.reload()
  await isWhereLeft()
  await page.goForward()
  await expect(title).toHaveText('The short one')
  await page.goBack()
  await isWhereLeft()

  await page.goto('about:blank')
  await page.goBack()
  await isWhereLeft()
  await page.goto('about:blank')
  await openThread(page, thread.id, address)
  await expect(target).toBeFocused()
  await expect(target).toBeInViewport()
  await page.reload()
  await expect(target).toBeInViewport()
})

test('back and forward lead through threads, each where it was left', async ({ page, seed }) => {
  const long = await seed.longThread(120, { title: 'The long one', group: 'history' })
  const other = await seed.thread(['A short question'], {
    title: 'The short one',
    group: 'history',
  })
  await openThread(page, long.id, '?meta.group=history')
  const { log, row, title, message } = screen(page)
  await expect(message(/message 120(?!\d)/)).toBeInViewport()
  await log.hover()
  await wheelTo(log, message(/message 90(?!\d)/), -600)
  const left = await readingLine(log)

  await row('The short one').getByRole('link').click()
  await expect(title).toHaveText('The short one')
  await expect(page).toHaveURL(new RegExp(other.id))
  await page.goBack()
  await expect(title).toHaveText('The long one')
  await expect.poll(() => topOf(log, left?.text ?? '')).toBeCloseTo(left?.top ?? 0, -1)
  await page.goForward()
  await expect(title).toHaveText('The short one')

  // A walk by keys is one step, however long.
  await row('The long one').getByRole('link').click()
  await expect(title).toHaveText('The long one')
  for (const [key, to] of [
    ['k', 'The short one'],
    ['j', 'The long one'],
    ['k', 'The short one'],
  ] as const) {
    await page.keyboard.press(key)
    await expect(title).toHaveText(to)
  }
  await page.goBack()
  await expect(title).toHaveText('The long one')
})

for (const width of [1440, 1240, 1024, 800, 390, 320]) {
  test(`at ${width} nothing moves while the parts of a thread come`, async ({ page, seed }) => {
    const thread = await seed.longThread(40)
    await page.setViewportSize({ width, height: 800 })
    await page.addInitScript(() => {
      const composers: number[] = []
      Object.assign(window, { composers })
      const look = () => {
        const below =
          document.querySelector('[role=log]')?.parentElement?.parentElement?.nextElementSibling
        const height = below?.getBoundingClientRect().height
        if (height !== undefined && composers.at(-1) !== height) composers.push(height)
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await openThread(page, thread.id)
    await expect(screen(page).messageBox).toBeVisible()
    await frames(page)
    const heights = await page.evaluate(
      () => (window as unknown as { composers: number[] }).composers, // put there above
    )
    expect(heights, 'one height, before and after the composer is there').toHaveLength(1)
  })
}

/** Makes the window so narrow that there is one column, and as wide again; each time until it is drawn. */
const narrowAndWiden = async (page: Page) => {
  const { row } = screen(page)
  await page.setViewportSize({ width: 720, height: 900 })
  await expect(page.getByRole('link', { name: 'All threads' })).toBeVisible()
  await frames(page)
  await page.setViewportSize({ width: 1440, height: 900 })
  await expect(row('In one column')).toBeVisible()
  await frames(page)
}

test('over a narrow window the place, what is found and the focus stay', async ({ page, seed }) => {
  const thread = await seed.longThread(160, { title: 'In one column' })
  await openThread(page, thread.id)
  const { log, message, row } = screen(page)
  await expect(row('In one column')).toBeVisible()
  await log.hover()
  await wheelTo(log, message(/message 80(?!\d)/), -500)
  await page.keyboard.press('Control+f')
  const bar = page.getByRole('search', { name: 'Find in the thread' })
  const box = bar.getByRole('textbox')
  await box.fill('message 8')
  const status = bar.getByRole('status')
  await expect(status).toHaveText(/^\d+ of 11$/)
  while ((await status.textContent()) !== '2 of 11') {
    const last = await status.textContent()
    await box.press('Enter')
    await expect(status).not.toHaveText(last ?? '')
  }
  const marks = () =>
    page.evaluate(() => [...(CSS.highlights.get('find-current') ?? [])].map(String))
  await expect.poll(marks).toEqual(['message 8'])
  await expect(message(/message 80(?!\d)/)).toBeInViewport()
  await log.evaluate((list) => list.scrollBy(0, 200))
  await frames(page)
  const before = await readingLine(log)
  await narrowAndWiden(page)
  await expect.poll(() => topOf(log, before?.text ?? '')).toBeCloseTo(before?.top ?? 0, -2)
  await expect(box).toBeFocused()
  await expect(box).toHaveValue('message 8')
  await expect(status).toHaveText('2 of 11')
  expect(await marks()).toEqual(['message 8'])
})

test('who writes goes on writing while the window gets narrow and wide', async ({ page, seed }) => {
  const thread = await seed.longThread(40, { title: 'In one column' })
  await openThread(page, thread.id)
  const { messageBox, row } = screen(page)
  await expect(row('In one column')).toBeVisible()
  await messageBox.click()
  await page.keyboard.type('To be ')
  await page.setViewportSize({ width: 720, height: 900 })
  await expect(page.getByRole('link', { name: 'All threads' })).toBeVisible()
  await page.keyboard.type('conti')
  await narrowAndWiden(page)
  await page.keyboard.type('nued')
  await expect(messageBox).toBeFocused()
  await expect(messageBox).toHaveValue('To be continued')
  // What had the focus and is gone leaves it to the thread.
  await row('In one column').getByRole('link').focus()
  await page.setViewportSize({ width: 720, height: 900 })
  await expect(page.getByRole('main')).toBeFocused()
})

test('a run that is chosen in the list of runs brings its place into view', async ({
  page,
  seed,
}) => {
  const START = 1_700_000_000
  const { id: assistant_id } = await seed.assistant()
  const runs = ['run_early', 'run_late'].map((id, at) =>
    buildRun({ id, assistant_id, status: 'completed', created_at: START + (at === 0 ? 5 : 1995) }),
  )
  const messages = Array.from({ length: 200 }, (_, at) =>
    buildMessage({
      text: `message ${at + 1}${' and some more words'.repeat((at * 7) % 12)}`,
      created_at: START + at * 10,
      // The first answer and the last one.
      ...(at === 1 && { role: 'assistant', run_id: 'run_early' }),
      ...(at === 199 && { role: 'assistant', run_id: 'run_late' }),
    }),
  )
  const thread = await seed.imported(messages, runs.toReversed())
  await page.goto(`/threads/${thread.id}?tab=run`)
  const { inspector, message } = screen(page)
  await expect(message(/message 200(?!\d)/)).toBeInViewport()
  const list = inspector.getByRole('listitem').filter({ hasText: 'completed' }).getByRole('button')
  await list.last().click()
  await expect(message(/message 2(?!\d)/)).toBeInViewport()
  await list.first().click()
  await expect(message(/message 200(?!\d)/)).toBeInViewport()
})

test.describe('in Persian', () => {
  test.use({ locale: 'fa-IR', timezoneId: 'Asia/Tehran' })

  test('a date is read from its right to its left', async ({ page, seed }) => {
    const { id } = await seed.thread(['Salam', 'Salam'])
    await page.goto(`/threads/${id}?tab=thread`)
    await expect(screen(page).message('Salam').first()).toBeVisible()
    const dates = page.locator('time, bdi').filter({ hasText: /(?=\p{sc=Arab})\p{L}/u })
    await expect(dates.first()).toBeVisible()
    const starts = await dates.evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility())
        .map((element) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
          const texts: Node[] = []
          while (walker.nextNode()) texts.push(walker.currentNode)
          const leftOf = (node: Node, at: number) => {
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            return range.getBoundingClientRect().left
          }
          const [text] = texts.filter((node) =>
            /(?=\p{sc=Arab})\p{L}/u.test(node.textContent ?? ''),
          )
          const length = text?.textContent?.length ?? 0
          return {
            text: text?.textContent,
            isRight: !!text && leftOf(text, 0) > leftOf(text, length - 1),
          }
        }),
    )
    expect(starts.length).toBeGreaterThan(1)
    expect(starts.filter(({ isRight }) => !isRight)).toEqual([])
  })
})
