import { readFile } from 'node:fs/promises'

import type { Page } from '@playwright/test'

import { REFUSED, expect, test } from './fixtures.ts'
import { screen, send } from './screen.ts'

// Python has to be started.
const STARTS = { timeout: 40_000 }

const CODE = { type: 'code_interpreter' as const }

/** What is there once code has run, live as well as after a reload. */
const expectRun = async (page: Page) => {
  const { inspector, message } = screen(page)
  const steps = inspector.getByRole('region', { name: 'Steps' })
  await expect(steps.getByRole('group', { name: 'Code' })).toContainText('import struct, zlib')
  await expect(steps.getByRole('group', { name: 'Logs' })).toContainText(
    'letters in each word: [4, 5, 4]',
  )
  const inStep = steps.getByRole('img')
  await inStep.scrollIntoViewIfNeeded()
  const width = () => inStep.evaluate((image: HTMLImageElement) => image.naturalWidth)
  await expect.poll(width).toBe(160)
  const answer = message(/scripted model/)
  await expect(answer.getByRole('button', { name: /Open image image-\d\.png/ })).toBeVisible()
}

/** Notes from now on how much code is shown, each time that changes. */
const watchCode = (page: Page) =>
  page.evaluate(() => {
    const lengths: number[] = []
    const note = () => {
      const code = document.querySelector('[role=group][aria-label=Code]')
      if (code) lengths.push(code.textContent.length)
    }
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    Object.assign(window, { lengths })
  })

test('Python is seen being written, and what it prints and draws stays', async ({ page, seed }) => {
  // It is written slowly, so that a busy machine shows it grow.
  test.slow()
  await seed.assistant({ name: 'Analyst', tools: [CODE] })
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  const { runHeading, log } = screen(page)
  await watchCode(page)
  await send(page, 'Plot words #slow')
  // Its line is the first that does something, once that is written.
  await expect(log.getByRole('list', { name: 'Tool calls' })).toContainText('words = ', STARTS)
  await expect(runHeading('completed')).toBeVisible(STARTS)
  const lengths = await page.evaluate(() => (window as unknown as { lengths: number[] }).lengths) // put there above
  expect(new Set(lengths).size, 'the code grew in many steps').toBeGreaterThan(5)
  expect(lengths, 'it never shrank').toEqual(lengths.toSorted((a, b) => a - b))
  await expectRun(page)
  await page.reload()
  await expectRun(page)
})

test('a file that the code has made is linked in the answer, and downloaded', async ({
  page,
  seed,
  api,
  allowErrors,
}) => {
  await seed.assistant({ name: 'Analyst', tools: [CODE] })
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  await send(page, 'Count: red red blue, in Python')
  const { runHeading, message } = screen(page)
  await expect(runHeading('completed')).toBeVisible(STARTS)
  const answer = message(/scripted model/)
  const links = answer.getByRole('link', { name: /words\.csv/ })
  for (const place of ['live', 'after a reload']) {
    await expect(links, place).toHaveCount(2)
    const downloading = page.waitForEvent('download')
    await links.first().click()
    const text = await readFile(await (await downloading).path(), 'utf8')
    expect(text.split('\r\n')).toContain('red,2')
    await page.reload()
  }
  // What is gone is said to be; the answer stays.
  allowErrors(REFUSED)
  const { data } = await api.beta.threads.messages.list(thread.id, { limit: 1 })
  await api.files.delete(data[0]?.attachments?.[0]?.file_id ?? '')
  await page.reload()
  await expect(answer.getByText(/words\.csv \(file no longer exists\)/)).toBeVisible()
  await expect(links).toHaveCount(0)
})

test('code that does not end is stopped with its run, and errors are told', async ({
  page,
  seed,
}) => {
  await seed.assistant({ name: 'Analyst', tools: [CODE] })
  const thread = await seed.thread([])
  await page.goto(`/threads/${thread.id}`)
  await send(page, 'run: while True: pass')
  const { runHeading, inspector } = screen(page)
  await expect(inspector.getByRole('group', { name: 'Code' })).toContainText('while True: pass')
  await inspector.getByRole('button', { name: 'Stop' }).click()
  await expect(runHeading('cancelled')).toBeVisible()
  await send(page, 'run: 1 / 0')
  await expect(runHeading('completed')).toBeVisible(STARTS)
  await expect(inspector.getByRole('group', { name: 'Logs' })).toContainText('ZeroDivisionError')
})
