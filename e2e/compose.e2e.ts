import { readFile } from 'node:fs/promises'

import type { Page } from '@playwright/test'
import type OpenAI from 'openai'

import { expect, test } from './fixtures.ts'
import { boxOf } from './reading.ts'
import { choose, noRun, openThread, screen, send } from './screen.ts'
import { PICTURE } from './seed.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const newest = async (api: OpenAI, threadId: string) =>
  (await api.beta.threads.messages.list(threadId, { limit: 1 })).data[0]

test('a text is sent by button and by Ctrl+Enter, as user and as assistant', async ({
  page,
  seed,
  api,
}) => {
  await seed.assistant()
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  const { composer, messageBox, message } = screen(page)
  await noRun(page)
  await send(page, 'A second question')
  await expect(messageBox).toHaveValue('')

  await choose(composer, 'Role: User', 'Assistant')
  await messageBox.fill('As the assistant')
  await messageBox.press('Control+Enter')
  await expect(message('As the assistant')).toBeVisible()
  expect(await newest(api, thread.id)).toMatchObject({ role: 'assistant', run_id: null })
  expect((await api.beta.threads.runs.list(thread.id)).data).toEqual([])
})

test('attachments with tools, and images by upload, paste, drop and address, go with a message', async ({
  page,
  seed,
  api,
}) => {
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  const { composer, messageBox, sendButton, dialog, message } = screen(page)
  await noRun(page)

  const choosing = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Attach files' }).click()
  const buffer = Buffer.from('date,amount\n2026-01-02,12.70\n')
  await (
    await choosing
  ).setFiles([
    { name: 'sales.csv', mimeType: 'text/csv', buffer },
    { name: 'terms.md', mimeType: 'text/markdown', buffer },
  ])
  const tools = composer.getByRole('group', { name: 'Tools for sales.csv' })
  await tools.getByRole('button', { name: 'file search' }).click()
  await expect(tools.getByRole('button', { pressed: true })).toHaveCount(2)

  const picking = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Add images' }).click()
  await (await picking).setFiles(PICTURE)
  const image = composer.getByRole('group', { name: /^Image refunds/ })
  await choose(image, /^Options of/, 'Low detail')

  const base64 = (await readFile(PICTURE)).toString('base64')
  await messageBox.focus()
  await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.codePointAt(0) ?? 0)
    const blob = new Blob([bytes], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  }, base64)
  await messageBox.press('Control+V')
  await expect(composer.getByRole('group', { name: /^Image/ })).toHaveCount(2)

  await dropFile(page, PICTURE)
  await expect(composer.getByRole('group', { name: /^Image/ })).toHaveCount(3)

  await composer.getByRole('button', { name: 'Add an image by its address' }).click()
  const address = dialog('Image from an address')
  await address.getByRole('textbox', { name: 'Address' }).fill('cat.png')
  await address.getByRole('button', { name: 'Add image' }).click()
  await expect(address).toContainText('This is not a whole address')
  await address.getByRole('textbox', { name: 'Address' }).fill('https://example.com/cat.png')
  await address.getByRole('button', { name: 'Add image' }).click()

  await messageBox.fill('With everything')
  await expect(composer.getByRole('progressbar')).toHaveCount(0)
  await sendButton.click()
  await expect(message('With everything').getByRole('link', { name: 'sales.csv' })).toBeVisible()
  await expect(composer.getByRole('group')).toHaveCount(0)
  const sent = await newest(api, thread.id)
  expect(sent?.attachments?.map((each) => each.tools)).toEqual([
    [{ type: 'file_search' }, { type: 'code_interpreter' }],
    [{ type: 'file_search' }],
  ])
  expect(sent?.content.map(({ type }) => type)).toEqual([
    'text',
    'image_file',
    'image_file',
    'image_file',
    'image_url',
  ])
  expect(sent?.content[1]).toMatchObject({ image_file: { detail: 'low' } })
})

/** Drops a file of this machine on the composer, as the browser is told by the desktop. */
const dropFile = async (page: Page, path: string) => {
  const box = await boxOf(screen(page).messageBox)
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const at = { x: box.x + 20, y: box.y + 10, data }
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, ...at })
  await drag('dragEnter')
  await drag('dragOver')
  await expect(page.getByText('Drop to add')).toBeVisible()
  await drag('dragOver')
  await drag('drop')
}
