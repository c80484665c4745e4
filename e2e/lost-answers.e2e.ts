import { AWAY, expect, test } from './fixtures.ts'
import { openLossyLine } from './lossy-line.ts'
import { choose, screen } from './screen.ts'

test('what is done though its answer was lost is not said to have failed', async ({
  page,
  api,
  seed,
  server,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const line = await openLossyLine(server.url)
  await seed.thread(['Stays'])
  const doubted = await seed.thread(['Doubted'])
  const lost = await seed.thread(['Lost'])
  await page.goto(`${line.url}/threads/${lost.id}`)
  const { dialog, row, title } = screen(page)
  const head = page.getByRole('main')

  line.loseAnswersTo('POST')
  await choose(head, /^Actions on Lost/, 'Rename')
  await dialog('Rename thread').getByRole('textbox', { name: 'Title' }).fill('Renamed')
  await dialog('Rename thread').getByRole('button', { name: 'Rename' }).click()
  const renamed = async () => (await api.beta.threads.retrieve(lost.id)).metadata
  await expect.poll(renamed).toEqual({ title: 'Renamed' })
  await expect(title).toHaveText('Renamed')

  line.loseAnswersTo('DELETE')
  await choose(head, 'Actions on Renamed', 'Delete thread')
  await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
  await expect(page).toHaveURL(new RegExp(doubted.id))
  await expect(row('Renamed')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Notices' })).toBeEmpty()

  line.loseAnswersTo('DELETE', { cut: true })
  await choose(head, 'Actions on Doubted', 'Delete thread')
  await dialog('Delete thread').getByRole('button', { name: 'Delete thread' }).click()
  const doubt = page
    .getByRole('alert')
    .filter({ hasText: 'It is not known whether the thread was deleted.' })
  await expect(doubt).toBeVisible()
  await doubt.getByRole('button', { name: 'Look again' }).click()
  await expect(doubt).toBeVisible()
  await dialog('Delete thread').getByRole('button', { name: 'Cancel' }).click()
  await expect(row('Doubted')).toBeVisible()
  line.mend()
  await expect(row('Doubted')).toHaveCount(0)
  await expect(page).not.toHaveURL(new RegExp(doubted.id))
  await expect(screen(page).message('Stays')).toBeVisible()
  await page.close()
  await line.close()
})

test('a message that arrives after it was looked for is sent once, and leaves the box', async ({
  page,
  api,
  seed,
  server,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const line = await openLossyLine(server.url)
  const thread = await seed.thread(['Hello'])
  await page.goto(`${line.url}/threads/${thread.id}`)
  const { message, messageBox, sendButton } = screen(page)
  const notice = page.getByText('The message was not sent.')
  await expect(message('Hello')).toBeVisible()
  for (const [url, text] of [
    [undefined, 'Under way'],
    ['/threads/new', 'The first of its thread'],
  ] as const) {
    if (url !== undefined) await page.goto(`${line.url}${url}`)
    line.delay('POST')
    await messageBox.fill(text)
    await sendButton.click()
    await expect(notice).toBeVisible()
    await expect(messageBox).toHaveValue(text)
    line.deliver()
    await expect(notice).toBeHidden()
    await expect(message(text)).toBeVisible()
    await expect(messageBox).toHaveValue('')
  }
  await expect(page).not.toHaveURL(/threads\/new/)
  expect((await api.beta.threads.messages.list(thread.id)).data).toHaveLength(2)
  await page.close()
  await line.close()
})

test('a server that answers with errors is not called offline, and is read again once it is well', async ({
  page,
  seed,
  server,
  allowErrors,
}) => {
  allowErrors(AWAY)
  const line = await openLossyLine(server.url)
  const first = await seed.thread(['Read before'], { title: 'First' })
  await seed.thread(['Not read before'], { title: 'Second' })
  await page.goto(`${line.url}/threads/${first.id}`)
  const { message, row, sendButton } = screen(page)
  await expect(message('Read before')).toBeVisible()
  await expect(sendButton).toBeVisible()
  await expect(row('Second')).toBeVisible()
  line.answerWith(502)
  const notice = page.getByText('The server answers with errors – asking again.')
  await expect(notice).toBeVisible()
  await expect(page.getByText(/Offline/)).toHaveCount(0)
  await expect(message('Read before')).toBeVisible()
  await expect(sendButton).toBeDisabled()
  await row('Second').getByRole('link').click()
  await expect(page.getByText('The messages could not be loaded.')).toBeVisible()
  line.mend()
  await expect(message('Not read before')).toBeVisible({ timeout: 15_000 })
  await expect(notice).toBeHidden()
  await page.close()
  await line.close()
})
