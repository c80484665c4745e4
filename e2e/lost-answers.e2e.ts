import { REFUSED, expect, test } from './fixtures.ts'
import { openLossyLine } from './lossy-line.ts'
import { choose, screen } from './screen.ts'

test('what is done though its answer was lost is not said to have failed', async ({
  page,
  api,
  seed,
  server,
  allowErrors,
}) => {
  allowErrors(REFUSED)
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
