import { expect, expectNoAxeViolations, test } from './fixtures.ts'
import { openThread, screen, tabTo } from './screen.ts'

test('a thread is made, written to, run and stopped by keyboard alone', async ({ page, seed }) => {
  await seed.assistant({ name: 'Keys' })
  await page.goto('/threads')
  const { messageBox, runHeading, message } = screen(page)
  await expect(page.getByRole('button', { name: 'New thread' }).first()).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await tabTo(page, 'New thread', 'button')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/threads\/new/)
  await expect(messageBox).toBeVisible()
  await tabTo(page, 'Message', 'textbox')
  await page.keyboard.type('By keyboard #stall')
  await tabTo(page, /^Send and run/, 'button')
  await page.keyboard.press('Enter')
  await expect(message(/scripted model/)).toBeVisible()

  await tabTo(page, /Keys.*running/, 'button')
  await page.keyboard.press('Enter')
  await expect(runHeading('running')).toBeVisible()
  await tabTo(page, 'Stop', 'button')
  await page.keyboard.press('Enter')
  await expect(runHeading('cancelled')).toBeVisible()
})

test('who deletes a message by keyboard goes on at the next one', async ({ page, seed }) => {
  const thread = await seed.thread(['First words', 'Second words', 'Third words'])
  await openThread(page, thread.id)
  const { message, dialog } = screen(page)
  const remove = async (text: string) => {
    await message(text).focus()
    await message(text).getByRole('button', { name: 'Actions on the message' }).press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await dialog('Delete this message?')
      .getByRole('button', { name: 'Delete message' })
      .press('Enter')
    await expect(message(text)).toHaveCount(0)
  }
  await remove('Second words')
  await expect(message('Third words')).toBeFocused()
  await remove('Third words')
  await expect(message('First words')).toBeFocused()
})

test('focus is seen, and dialogs hold it and give it back', async ({ page, seed }) => {
  const thread = await seed.thread(['Hello'], { title: 'Held' })
  await openThread(page, thread.id)
  const { dialog } = screen(page)
  const menu = page.getByRole('main').getByRole('button', { name: 'Actions on Held' })
  await menu.focus()
  await page.keyboard.press('Enter')
  const rename = page.getByRole('menuitem', { name: 'Rename' })
  await expect(rename).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(rename).toBeFocused()
  await page.keyboard.press('Enter')
  const box = dialog('Rename thread').getByRole('textbox', { name: 'Title' })
  await expect(box).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog('Rename thread')).toBeHidden()
  await expect(menu).toBeFocused()
  await expect(menu).toHaveCSS('outline-style', 'solid')

  await page.keyboard.press('?')
  await expect(dialog('Keyboard shortcuts')).toBeVisible()
  await expectNoAxeViolations(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await expect(page.getByRole('heading', { name: 'Assistants' })).toBeVisible()
})

test('the list of shortcuts opens harmlessly, and keys can be allowed again', async ({
  page,
  seed,
}) => {
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  const shortcuts = screen(page).dialog('Keyboard shortcuts')
  const allow = shortcuts.getByRole('checkbox')
  await page.keyboard.press('?')
  await expect(shortcuts).toBeVisible()
  await page.keyboard.press('Space')
  if (await shortcuts.isHidden()) await page.keyboard.press('?')
  await expect(allow).toBeChecked()
  await allow.uncheck()
  await expect(shortcuts.getByText('They are off until')).toBeVisible()
  await allow.check()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(shortcuts).toBeVisible()
  // Pressed beside it, it closes and the focus is where it was.
  await page.keyboard.press('Escape')
  const button = page.getByRole('button', { name: 'Keyboard shortcuts' })
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(shortcuts).toBeVisible()
  await page.mouse.click(5, 5)
  await expect(shortcuts).toBeHidden()
  await expect(button).toBeFocused()
})

for (const width of [390, 1000, 1440]) {
  test(`a thread is renamed and deleted by a key, ${width} pixels wide`, async ({ page, seed }) => {
    await page.setViewportSize({ width, height: 800 })
    const thread = await seed.thread(['Hello'], { title: 'Held' })
    await openThread(page, thread.id)
    const { dialog, title } = screen(page)
    await page.keyboard.press('?')
    const help = dialog('Keyboard shortcuts')
    await expect(help.getByText('Rename thread', { exact: true })).toBeVisible()
    const row = (label: string) =>
      help.getByRole('term').filter({ has: page.getByText(label, { exact: true }) })
    await expect(row('Rename thread')).not.toContainText('not here')
    await expect(row('Delete thread')).not.toContainText('not here')
    await expect(row('Next place, while finding')).toContainText('not here')
    await page.keyboard.press('Escape')
    await page.keyboard.press('r')
    await expect(dialog('Rename thread')).toHaveCount(1)
    await dialog('Rename thread').getByRole('textbox', { name: 'Title' }).fill('By key')
    await page.keyboard.press('Enter')
    await expect(title).toHaveText('By key')
    await page.keyboard.press('#')
    await expect(dialog('Delete thread')).toHaveCount(1)
    await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
    await expect(page).not.toHaveURL(new RegExp(thread.id))
  })
}

test('keys lead through list, messages and composer, and filters are undone by Back', async ({
  page,
  seed,
}) => {
  await seed.thread(['First'], { title: 'First', kind: 'a' })
  await seed.thread(['Second'], { title: 'Second', kind: 'b' })
  await page.goto('/threads')
  const { list, row, log, messageBox } = screen(page)
  await expect(list).toBeVisible()
  await page.keyboard.press('j')
  await expect(log).toContainText(/First|Second/)
  await expect(list.locator(':focus')).toHaveCount(1)
  await expect(messageBox).toBeVisible()
  await page.keyboard.press('F6')
  await expect(log.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('F6')
  await expect(messageBox).toBeFocused()
  await page.keyboard.press('Shift+F6')
  await expect(log.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('c')
  await expect(messageBox).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(log.locator(':focus')).toHaveCount(1)

  const filter = page.getByRole('button', { name: 'Filter' })
  await page.keyboard.press('f')
  await page.getByRole('combobox', { name: 'Metadata key' }).fill('kind')
  await page.getByRole('combobox', { name: 'Value' }).fill('a')
  await page.keyboard.press('Enter')
  await expect(row('Second')).toBeHidden()
  await expect(filter).toBeFocused()
  await page.goBack()
  await expect(row('Second')).toBeVisible()

  await page.keyboard.press('n')
  await expect(messageBox).toBeFocused()
  await expect(page).toHaveURL(/threads\/new/)
})

test('messages are walked with the arrow keys, Home and End', async ({ page, seed }) => {
  const thread = await seed.longThread(130)
  await openThread(page, thread.id)
  const { log, message } = screen(page)
  await log.focus()
  await page.keyboard.press('End')
  await expect(message(/message 130(?!\d)/)).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(message(/message 129(?!\d)/)).toBeFocused()
  await page.keyboard.press('Home')
  await expect(message(/message 1(?!\d)/)).toBeInViewport()
})

test('a finished answer is announced once, not each of its deltas', async ({ page, seed }) => {
  await seed.assistant()
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(window, { said })
    const status = [...document.querySelectorAll('main [role=status]')].at(-1)
    const note = () => said.push(status?.textContent ?? '')
    if (status)
      new MutationObserver(note).observe(status, {
        childList: true,
        characterData: true,
        subtree: true,
      })
  })
  const { messageBox, runHeading } = screen(page)
  await messageBox.fill('Speak #slow')
  await messageBox.press('Control+Enter')
  await expect(runHeading('completed')).toBeVisible({ timeout: 20_000 })
  await expect
    .poll(() => page.evaluate(() => Reflect.get(window, 'said') as string[]))
    .toEqual(['An answer is being written.', expect.stringMatching(/^Answer finished\. This is/)])
})

test('in one column the list has the focus at the row of the thread that was left', async ({
  page,
  seed,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (let nth = 1; nth <= 5; nth++) await seed.thread(['Lost parcel'], { title: `Thread ${nth}.` })
  const { list, row, log } = screen(page)
  const link = (title: string) => row(title).getByRole('link')
  /** Steps go on from the row that has the focus: one further and back. */
  const expectAt = async (title: string, next: string) => {
    await expect(link(title)).toBeFocused()
    await page.keyboard.press('j')
    await expect(link(next)).toBeFocused()
    await page.keyboard.press('k')
    await expect(link(title)).toBeFocused()
  }
  await page.goto('/threads')
  await expect(list).toBeVisible()
  for (const title of ['Thread 5.', 'Thread 4.', 'Thread 3.']) {
    await page.keyboard.press('j')
    await expect(link(title)).toBeFocused()
  }
  const back = {
    'by Back': () => page.goBack(),
    'by the arrow': () => page.getByRole('link', { name: 'All threads' }).click(),
    'by Back after a reload': async () => {
      await page.reload()
      await expect(log).toBeVisible()
      await page.goBack()
    },
  }
  for (const [name, go] of Object.entries(back))
    await test.step(name, async () => {
      await page.keyboard.press('Enter')
      await expect(log).toBeVisible()
      await expect(list).toBeHidden()
      await go()
      await expectAt('Thread 3.', 'Thread 2.')
    })
  await page.goto('/threads?q=parcel')
  const matches = page.getByRole('list', { name: 'Matches' }).getByRole('link')
  await expect(matches).toHaveCount(5)
  await matches.nth(2).focus()
  for (const [name, go] of Object.entries(back))
    await test.step(`to matches ${name}`, async () => {
      await page.keyboard.press('Enter')
      await expect(log).toBeVisible()
      await expect(matches).toHaveCount(0)
      await go()
      await expect(matches.nth(2)).toBeFocused()
      await page.keyboard.press('j')
      await expect(matches.nth(3)).toBeFocused()
      await page.keyboard.press('k')
      await expect(matches.nth(2)).toBeFocused()
    })
})

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('one column at a time, with real ways back', async ({ page, seed }) => {
    await seed.answeredThread('Where is it?', (await seed.assistant({ name: 'Pocket' })).id)
    await page.goto('/threads')
    /** Which step in history this is. */
    const step = () => page.evaluate(() => Number(history.state?.idx))
    const begin = await step()
    await page.getByRole('link', { name: 'Where is it?' }).first().tap()
    const { log, composer } = screen(page)
    await expect(log).toBeVisible()
    const threadUrl = page.url()
    await expect(page.getByRole('list', { name: 'Threads' })).toBeHidden()
    // Whoever sends sees who answers.
    await expect(composer.getByText('Pocket', { exact: true })).toBeVisible()
    await expect(composer.getByRole('button', { name: 'Send and run' })).toBeVisible()
    await log.getByRole('button', { name: /Pocket/ }).tap()
    await expect(page.getByRole('heading', { level: 2, name: 'completed' })).toBeVisible()
    await expect(log).toBeHidden()
    await page.goBack()
    await expect(log).toBeVisible()
    // Closed by its button the run leaves no step behind either.
    await log.getByRole('button', { name: /Pocket/ }).tap()
    await page.getByRole('button', { name: 'Back to the messages' }).tap()
    await expect(log).toBeVisible()
    await page.getByRole('link', { name: 'All threads' }).tap()
    await expect(page.getByRole('list', { name: 'Threads' })).toBeVisible()
    expect(await step()).toBe(begin)
    // Nor does the way to the list from a thread that was opened by its address.
    await page.goto(threadUrl)
    const opened = [await step(), await page.evaluate(() => history.length)]
    await page.getByRole('link', { name: 'All threads' }).tap()
    await expect(page.getByRole('list', { name: 'Threads' })).toBeVisible()
    expect([await step(), await page.evaluate(() => history.length)]).toEqual(opened)
  })
})

test('no key is lost on the way to a new thread, and none acts on anything else', async ({
  page,
}) => {
  const gates: (() => void)[] = []
  const open = () => gates.splice(0).forEach((gate) => gate())
  const hold = async (asked: RegExp) => {
    await page.route(asked, async (route) => {
      await new Promise<void>((resolve) => gates.push(resolve))
      await route.continue()
    })
  }
  await hold(/\/assets\/(NewThread|Composer)-/)
  await hold(/\/v1\/threads$/)
  await hold(/\/v1\/threads\/[^/?]+\/messages\?/)
  const held = () => expect.poll(() => gates.length).toBeGreaterThan(0)
  const { messageBox, message, dialog } = screen(page)
  await page.goto('/threads')
  await expect(page.getByRole('button', { name: 'New thread' }).first()).toBeVisible()
  await page.keyboard.press('n')
  await page.keyboard.type('Hello #?')
  await held()
  await page.unroute(/\/assets\/(NewThread|Composer)-/)
  open()
  await expect(messageBox).toHaveValue('Hello #?')
  await expect(messageBox).toBeFocused()

  await page.keyboard.press('Control+Enter')
  await expect(messageBox).toHaveValue('')
  await page.keyboard.type('Next ')
  await held()
  open()
  await expect(page).toHaveURL(/threads\/thread_/)
  await page.keyboard.type('and #?')
  await held()
  // What is read again after the first page is held by nothing.
  await page.unroute(/\/v1\/threads\/[^/?]+\/messages\?/)
  open()
  await expect(message('Hello #?')).toBeVisible()
  await expect(messageBox).toHaveValue('Next and #?')
  await expect(messageBox).toBeFocused()
  await page.keyboard.type(' more')
  await expect(messageBox).toHaveValue('Next and #? more')
  await expect(dialog('Keyboard shortcuts')).toBeHidden()
})
