import { AWAY, expect, sdkFor, test } from './fixtures.ts'
import { noRun, openThread, screen } from './screen.ts'
import { slowUploads } from './slow-line.ts'

test('a draft outlives a reload, with its files', async ({ page, seed }) => {
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  const { composer, messageBox } = screen(page)
  await messageBox.fill('Not yet sent')
  const choosing = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Attach files' }).click()
  const buffer = Buffer.from('kept')
  await (await choosing).setFiles([{ name: 'kept.md', mimeType: 'text/markdown', buffer }])
  await expect(composer.getByRole('button', { name: 'Remove kept.md' })).toBeVisible()
  await page.reload()
  await expect(messageBox).toHaveValue('Not yet sent')
  await expect(composer.getByText('kept.md')).toBeVisible()
})

test('an upload shows how far it is, and can be cancelled', async ({ page, seed, api }) => {
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  await slowUploads(page, 200_000)
  const { composer, messageBox, sendButton } = screen(page)
  await messageBox.fill('Wait for me')
  const choosing = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Attach files' }).click()
  const buffer = Buffer.alloc(4_000_000, 'x')
  await (await choosing).setFiles([{ name: 'large.txt', mimeType: 'text/plain', buffer }])
  const bar = composer.getByRole('progressbar', { name: 'Uploading large.txt' })
  await expect.poll(() => bar.evaluate((it: HTMLProgressElement) => it.value)).toBeGreaterThan(4)
  await sendButton.click()
  await expect(composer.getByRole('alert')).toHaveText('Files are uploading.')
  await composer.getByRole('button', { name: 'Cancel large.txt' }).click()
  await expect(bar).toBeHidden()
  await expect(messageBox).toHaveValue('Wait for me')
  const names = (await api.files.list()).data.map(({ filename }) => filename)
  expect(names).not.toContain('large.txt')
})

test('what is too long or missing is told before sending', async ({ page, seed }) => {
  const thread = await seed.thread(['Hello'])
  await openThread(page, thread.id)
  const { composer, messageBox, sendButton, message } = screen(page)
  await sendButton.click()
  await expect(composer.getByRole('alert')).toHaveText('Write a message first.')
  await messageBox.fill('x'.repeat(256_007))
  await expect(composer.getByText('7 characters over the limit', { exact: true })).toBeVisible()
  await expect(sendButton).toBeDisabled()
  await messageBox.press('Control+Enter')
  await expect(composer.getByRole('alert')).toContainText('7 characters over the limit of 256,000')
  await messageBox.fill(`Just fits ${'x'.repeat(255_990)}`)
  await sendButton.click()
  await expect(message('Just fits')).toBeVisible()
})

test('a thread that a run holds says so, and is free once the run is stopped', async ({
  page,
  seed,
  api,
}) => {
  const assistant = await seed.assistant()
  const thread = await seed.thread(['#stall please'])
  await api.beta.threads.runs.create(thread.id, { assistant_id: assistant.id })
  await openThread(page, thread.id)
  const { sendButton, messageBox, message } = screen(page)
  await expect(page.getByText('A run is writing to this thread.')).toBeVisible()
  await messageBox.fill('Too early')
  await expect(sendButton).toBeDisabled()
  await messageBox.press('Control+Enter')
  await page.getByRole('button', { name: 'Stop run' }).click()
  await expect(page.getByText('A run is writing to this thread.')).toBeHidden()
  await expect(messageBox).toHaveValue('Too early')
  await noRun(page)
  await sendButton.click()
  await expect(message('Too early')).toHaveCount(1)
})

test('a send that fails keeps everything, and succeeds once the server is back', async ({
  page,
  ownServer,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const own = await ownServer()
  const api = sdkFor(own.url)
  const thread = await api.beta.threads.create({ messages: [{ role: 'user', content: 'Hello' }] })
  await page.goto(`${own.url}/threads/${thread.id}`)
  const { composer, messageBox, sendButton, message } = screen(page)
  await expect(message('Hello')).toBeVisible()
  await messageBox.fill('Do not lose me')
  await own.stop()
  const choosing = page.waitForEvent('filechooser')
  await composer.getByRole('button', { name: 'Attach files' }).click()
  const buffer = Buffer.from('kept')
  await (await choosing).setFiles([{ name: 'kept.md', mimeType: 'text/markdown', buffer }])
  const again = composer.getByRole('button', { name: 'Upload kept.md again' })
  await expect(again).toBeVisible()
  await own.restart()
  await again.click()
  await expect(again).toBeHidden()

  await own.stop()
  await expect(page.getByText('Offline: write on')).toBeVisible()
  await expect(sendButton).toBeDisabled()
  await expect(messageBox).toHaveValue('Do not lose me')
  await own.restart()
  await expect(sendButton).toBeEnabled()

  // One that goes under while all else is well.
  const ofMessages = (url: URL) => url.pathname.endsWith('/messages')
  await page.route(ofMessages, (route) => route.abort())
  await sendButton.click()
  const failure = page.getByRole('alert').filter({ hasText: 'It is not known whether' })
  await expect(failure).toBeVisible()
  await expect(messageBox).toHaveValue('Do not lose me')
  await page.unroute(ofMessages)
  await failure.getByRole('button', { name: 'Try again' }).click()
  await expect(message('Do not lose me').getByText('kept.md')).toBeVisible()
  await expect(messageBox).toHaveValue('')
  expect((await api.beta.threads.messages.list(thread.id)).data).toHaveLength(2)
})
