import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from './fixtures.ts'
import { openThread, screen } from './screen.ts'
import { PICTURE } from './seed.ts'

test('attachments and uploaded images are shown, opened and downloaded', async ({
  page,
  seed,
  api,
}) => {
  const picture = await seed.image('chart.png')
  const notes = await seed.file('notes.md')
  const thread = await api.beta.threads.create({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Both attached' },
          { type: 'image_file', image_file: { file_id: picture.id, detail: 'high' } },
        ],
        attachments: [{ file_id: notes.id, tools: [{ type: 'file_search' }] }],
      },
    ],
  })
  await openThread(page, thread.id)
  const row = screen(page).message('Both attached')
  const card = row.getByRole('link', { name: 'notes.md' })
  await expect(card).toContainText('file search')
  const downloading = page.waitForEvent('download')
  await card.click()
  expect(await readFile(await (await downloading).path(), 'utf8')).toBe('Refunds take five days.')

  await row.getByRole('button', { name: 'Open image chart.png' }).click()
  const viewer = screen(page).dialog('chart.png')
  const shown = viewer.getByRole('img', { name: 'chart.png' })
  await expect
    .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(1280)
  await page.keyboard.press('Escape')
  await expect(viewer).toBeHidden()
})

test('a remote image is fetched only once it is asked for', async ({ page, api }) => {
  const bytes = await readFile(PICTURE)
  const asked: string[] = []
  const remote = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.referer ?? 'no referrer'}`)
    response.writeHead(200, { 'content-type': 'image/png' }).end(bytes)
  })
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(remote.address() as AddressInfo).port}` // it listens on a port
  const thread = await api.beta.threads.create({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'From elsewhere' },
          { type: 'image_url', image_url: { url: `http://${host}/part.png` } },
        ],
      },
      { role: 'assistant', content: `See ![a chart](http://${host}/markdown.png)` },
    ],
  })
  await openThread(page, thread.id)
  const { log } = screen(page)
  const offers = log.getByRole('button', { name: `Load image from ${host}` })
  await expect(offers).toHaveCount(2)
  expect(asked).toEqual([])
  await offers.first().click()
  await expect(log.getByRole('button', { name: `Open image ${host}` })).toContainText('1280 × 720')
  expect(asked).toEqual(['/part.png no referrer'])
  await offers.click()
  await expect(log.getByRole('img', { name: 'a chart' })).toBeVisible()
  expect(asked).toEqual(['/part.png no referrer', '/markdown.png no referrer'])
  remote.close()
})
