import type { Page } from '@playwright/test'

import { REFUSED, expect, expectNoAxeViolations, test } from './fixtures.ts'
import { openThread, screen } from './screen.ts'

const verdict = (page: Page, name: string) =>
  screen(page).inspector.getByRole('button', { name, exact: true })
const note = (page: Page) => screen(page).inspector.getByRole('textbox', { name: 'Note' })
const history = (page: Page) => screen(page).inspector.getByRole('region', { name: 'History' })

/** Says who reads, once that is asked. */
const sayWho = async (page: Page, name: string) => {
  const who = screen(page).dialog('Who is reviewing?')
  await expect(who).toBeVisible()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(who).toBeHidden()
}

/** Opens a thread with its Review tab. */
const review = async (page: Page, threadId: string) => {
  await openThread(page, threadId, '?tab=review')
  await expect(verdict(page, 'Pass')).toBeVisible()
}

/** Selects words of a message, as a drag of the pointer does. */
const select = (page: Page, words: string) =>
  page.evaluate((text) => {
    const walker = document.createTreeWalker(
      document.querySelector('[role=log]') ?? document.body,
      NodeFilter.SHOW_TEXT,
    )
    while (walker.nextNode()) {
      const node = walker.currentNode as Text
      const at = node.data.indexOf(text)
      if (at >= 0) return getSelection()?.setBaseAndExtent(node, at, node, at + text.length)
    }
    throw new Error(`Nothing says “${text}”.`)
  }, words)

/** What is marked as a reviewed passage. */
const marked = (page: Page) =>
  page.evaluate(() => [...(CSS.highlights.get('passage') ?? [])].map(String))

test('a thread is judged, labelled and noted by keyboard alone, and all of it taken back', async ({
  page,
  seed,
}) => {
  const thread = await seed.thread(['Do I get a refund?', 'Yes, within five'])
  await openThread(page, thread.id)
  // The keys come with a script of their own, once the messages are there.
  await expect(async () => {
    await page.keyboard.press('v')
    await expect(verdict(page, 'Pass')).toBeVisible({ timeout: 1000 })
  }).toPass()
  await page.keyboard.press('2')
  await sayWho(page, 'Maya Kahn')
  await expect(verdict(page, 'Needs work')).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('status').filter({ hasText: 'Verdict: Needs work' })).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Reviewing as Maya Kahn' })).toHaveText('MK')

  await page.keyboard.press('l')
  await page.keyboard.type('cut off')
  await page.keyboard.press('Enter')
  const making = screen(page).dialog('New label')
  await expect(making.getByRole('textbox', { name: 'Name' })).toHaveValue('cut off')
  await expectNoAxeViolations(page)
  await page.keyboard.press('Enter')
  await expect(making).toBeHidden()
  const labels = screen(page).inspector.getByRole('region', { name: 'Labels' })
  await expect(labels.getByText('cut off')).toBeVisible()
  await expect(screen(page).row('Do I get a refund?')).toContainText('cut off')
  await expect(screen(page).row('Do I get a refund?')).toContainText('Needs work')

  await page.keyboard.press('n')
  await page.keyboard.type('Five what? 123 @ma')
  await expect(page.getByRole('option', { name: 'Maya Kahn' })).toBeVisible()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(history(page)).toContainText('wrote a note')
  await expect(note(page)).toHaveValue('Five what? 123 @Maya Kahn ')
  // What was typed in the field was no verdict.
  await expect(verdict(page, 'Needs work')).toHaveAttribute('aria-pressed', 'true')
  await expectNoAxeViolations(page)

  await page.keyboard.press('Escape')
  await screen(page).log.focus()
  await page.keyboard.press('u')
  await expect(page.getByText('Undone: Note saved')).toBeVisible()
  await expect(note(page)).toHaveValue('')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(labels.getByText('cut off')).toBeHidden()
  await page.keyboard.press('u')
  await expect(verdict(page, 'Needs work')).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('u')
  await expect(page.getByText('There is nothing to undo.')).toBeVisible()
  await expect(history(page)).toContainText('took Needs work back')
})

test('the same key takes a verdict back, and a note that is not saved survives a reload', async ({
  page,
  seed,
}) => {
  const thread = await seed.thread(['Hello'])
  await review(page, thread.id)
  await page.keyboard.press('1')
  await sayWho(page, 'Maya Kahn')
  await expect(verdict(page, 'Pass')).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('1')
  await expect(verdict(page, 'Pass')).toHaveAttribute('aria-pressed', 'false')
  await page.keyboard.press('n')
  await page.keyboard.type('Half a')
  await expect(screen(page).inspector.getByText('Not saved yet.', { exact: false })).toBeVisible()
  await page.reload()
  await expect(note(page)).toHaveValue('Half a')
})

test('two browsers review one thread and see what the other says at once', async ({
  page,
  browser,
  seed,
  server,
}) => {
  const thread = await seed.thread(['Hello', 'Good day'])
  const context = await browser.newContext({ baseURL: server.url })
  const other = await context.newPage()
  await review(page, thread.id)
  await review(other, thread.id)
  await page.keyboard.press('1')
  await sayWho(page, 'Maya Kahn')
  const theirs = screen(other).inspector.getByRole('region', { name: 'Other reviews' })
  await expect(theirs).toContainText('Maya Kahn')
  await expect(theirs).toContainText('Pass')
  await other.keyboard.press('3')
  const who = screen(other).dialog('Who is reviewing?')
  await who.getByRole('radio', { name: 'Somebody else' }).check()
  await who.getByRole('textbox', { name: 'Name' }).fill('Bo Lind')
  await other.keyboard.press('Enter')
  await expect(verdict(other, 'Fail')).toHaveAttribute('aria-pressed', 'true')
  const mine = screen(page).inspector.getByRole('region', { name: 'Other reviews' })
  await expect(mine).toContainText('Bo Lind')
  await expect(screen(page).row('Hello')).toContainText('Reviewers differ')
  await context.close()
})

test('a thread that goes on after its verdict says so', async ({ page, seed, api }) => {
  const thread = await seed.thread(['Hello'])
  await review(page, thread.id)
  await page.keyboard.press('1')
  await sayWho(page, 'Maya Kahn')
  await expect(history(page)).toContainText('marked Pass')
  // Times are kept in seconds.
  await expect(async () => {
    await api.beta.threads.messages.create(thread.id, { role: 'user', content: 'One more thing' })
    await expect(
      screen(page).inspector.getByText('messages came after the verdict', { exact: false }),
    ).toBeVisible({ timeout: 2000 })
  }).toPass()
  await expect(screen(page).row('Hello')).toContainText('Messages came after the verdict')
})

test('a message is flagged by key and reviewed by itself; deleted, its review stays', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.thread(['Hello', 'Good day'])
  await review(page, thread.id)
  const { message, inspector } = screen(page)
  await message('Good day').focus()
  await page.keyboard.press('!')
  await sayWho(page, 'Maya Kahn')
  const mark = message('Good day').getByRole('button', { name: 'Flagged' })
  await expect(mark).toBeVisible()
  await mark.click()
  await expect(inspector.getByText(/^Message: Assistant/)).toBeVisible()
  await page.keyboard.press('3')
  await expect(verdict(page, 'Fail')).toHaveAttribute('aria-pressed', 'true')
  await expect(mark.or(message('Good day').getByRole('button', { name: 'Fail' }))).toBeVisible()
  await inspector.getByRole('button', { name: 'Review the thread' }).click()
  await expect(verdict(page, 'Fail')).toHaveAttribute('aria-pressed', 'false')
  await expectNoAxeViolations(page)

  const { data } = await api.beta.threads.messages.list(thread.id)
  await api.beta.threads.messages.delete(data[0]?.id ?? '', { thread_id: thread.id })
  await expect(message('Good day')).toBeHidden()
  await expect(inspector.getByText('A message that is deleted')).toBeVisible()
})

test('a note on selected words marks them, also after a reload', async ({ page, seed }) => {
  const thread = await seed.thread(['Hello', 'It goes back to the **card** in five days'])
  await review(page, thread.id)
  await select(page, 'in five days')
  await page.getByRole('button', { name: 'Note on this passage' }).click()
  await expect(note(page)).toBeFocused()
  await page.keyboard.type('Which days?')
  await page.keyboard.press('ControlOrMeta+Enter')
  await sayWho(page, 'Maya Kahn')
  await expect(history(page)).toContainText('in five days')
  await page.reload()
  const placed = screen(page).inspector.getByRole('region', { name: 'In the thread' })
  await expect(placed).toContainText('Which days?')
  await expect.poll(() => marked(page)).toEqual(['in five days'])
  await select(page, 'goes back')
  await page.keyboard.press('p')
  await expect(note(page)).toBeFocused()
  await expectNoAxeViolations(page)
})

test('labels are made, renamed, merged and put away, and lead to their threads', async ({
  page,
}) => {
  await page.goto('/labels')
  await expect(page.getByText('No labels yet')).toBeVisible()
  await expectNoAxeViolations(page)
  for (const name of ['refund', 'refunds']) {
    await page.getByRole('button', { name: 'New label' }).click()
    const making = screen(page).dialog('New label')
    await making.getByRole('textbox', { name: 'Name' }).fill(name)
    await making.getByRole('button', { name: 'Make label' }).click()
    await expect(making).toBeHidden()
  }
  const rows = page.getByRole('list', { name: 'Labels', exact: true }).getByRole('listitem')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Actions on refunds' }).click()
  await page.getByRole('menuitem', { name: 'Merge into another…' }).click()
  const merging = screen(page).dialog('Merge “refunds”')
  await merging.getByRole('combobox', { name: 'Into' }).selectOption('refund')
  await merging.getByRole('button', { name: 'Merge' }).click()
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Actions on refund' }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(page.getByRole('list', { name: 'Archived labels' })).toContainText('refund')
  await expectNoAxeViolations(page)
})

test('a label whose name is taken is refused, and what is typed stays', async ({
  page,
  allowErrors,
}) => {
  allowErrors(REFUSED)
  await page.goto('/labels')
  const making = screen(page).dialog('New label')
  for (const name of ['refund', 'Refund']) {
    await page.getByRole('button', { name: 'New label' }).click()
    await making.getByRole('textbox', { name: 'Name' }).fill(name)
    await making.getByRole('button', { name: 'Make label' }).click()
    if (name === 'refund') await expect(making).toBeHidden()
  }
  await expect(making.getByText('The label was not made.')).toBeVisible()
  await expect(making.getByRole('textbox', { name: 'Name' })).toHaveValue('Refund')
})
