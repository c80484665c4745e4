import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

/** The parts of the console as a person would name them. */
export const screen = (page: Page) => {
  const log = page.getByRole('log', { name: 'Messages' })
  const composer = page.getByRole('form', { name: 'Write a message' })
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  return {
    log,
    /** The messages on screen that hold the text. */
    message: (text: string | RegExp) => log.getByRole('article').filter({ hasText: text }),
    composer,
    messageBox: composer.getByRole('textbox', { name: 'Message', exact: true }),
    sendButton: composer.getByRole('button', { name: /^Send/ }),
    inspector,
    /** How the shown run stands, as its heading says. */
    runHeading: (word: string) => inspector.getByRole('heading', { level: 2, name: word }),
    toolOutputs: inspector.getByRole('form', { name: 'Tool outputs' }),
    list: page.getByRole('list', { name: 'Threads' }),
    row: (title: string | RegExp) =>
      page.getByRole('list', { name: 'Threads' }).getByRole('listitem').filter({ hasText: title }),
    title: page.getByRole('main').getByRole('heading', { level: 1 }),
    dialog: (name: string) => page.getByRole('dialog', { name }),
  }
}

/** Opens a menu by its button and takes one of its items. */
export const choose = async (scope: Page | Locator, menu: string | RegExp, item: string) => {
  const button = scope.getByRole('button', { name: menu })
  await button.click()
  const page = 'page' in scope ? scope.page() : scope
  const items = page.getByRole('menu')
  const plain = items.getByRole('menuitem', { name: item, exact: true })
  await plain.or(items.getByRole('menuitemradio', { name: item })).click()
}

/** From now on messages of this thread are sent without a run. */
export const noRun = (page: Page) =>
  choose(screen(page).composer, /^Assistant:/, 'Send without a run')

/** Opens a thread and waits until its messages stand there. */
export const openThread = async (page: Page, threadId: string, rest = '') => {
  await page.goto(`/threads/${threadId}${rest}`)
  await expect(screen(page).log).toBeVisible()
}

/** Writes and sends; the message stands in the thread once this is done. */
export const send = async (page: Page, text: string) => {
  const { messageBox, sendButton, message } = screen(page)
  await messageBox.fill(text)
  await sendButton.click()
  await expect(message(text).first()).toBeVisible()
}

/** What a reader sees of a text: its letters and digits, without marks that come and go as it grows. */
export const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** Waits until a text that was just written can be found. */
export const untilFound = (page: Page, query: string, count: number) =>
  expect
    .poll(async () => {
      const answer = await page.request.get(`/api/search?query=${encodeURIComponent(query)}`, {
        headers: { 'Sec-Fetch-Site': 'same-origin' },
      })
      return ((await answer.json()) as { total: number }).total
    })
    .toBe(count)

/** Presses Tab until the wanted thing has the focus, as someone without a mouse does. */
export const tabTo = async (
  page: Page,
  name: string | RegExp,
  role: 'button' | 'textbox' | 'link',
) => {
  const wanted = page.getByRole(role, { name }).first()
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to the ${role} ${String(name)}`)
}
