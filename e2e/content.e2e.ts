import { readFile } from 'node:fs/promises'

import type { ContentPart } from '#contract/message.ts'
import { buildMessage, buildRun } from '#testing/builders.ts'

import { expect, test } from './fixtures.ts'
import { boxOf } from './reading.ts'
import { openThread, screen } from './screen.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

test('citations tell their source, file paths are downloads', async ({ page, seed }) => {
  const policy = await seed.file('policy.md')
  const value = 'Five days【4:0†policy.md】. See [the list](sandbox:/mnt/data/list.csv).'
  const cited = {
    type: 'file_citation' as const,
    text: '【4:0†policy.md】',
    start_index: 9,
    end_index: 25,
  }
  const path = {
    type: 'file_path' as const,
    text: 'sandbox:/mnt/data/list.csv',
    start_index: 42,
    end_index: 68,
  }
  const content: ContentPart[] = [
    {
      type: 'text',
      text: {
        value,
        annotations: [
          { ...cited, file_citation: { file_id: policy.id, quote: 'within five days' } },
          { ...path, file_path: { file_id: policy.id } },
        ],
      },
    },
  ]
  const thread = await seed.imported([buildMessage({ role: 'assistant', content })])
  await openThread(page, thread.id)
  const { log } = screen(page)
  await expect(log).not.toContainText('【')
  await log.getByRole('button', { name: 'Source 1' }).click()
  const card = page.getByRole('dialog', { name: 'Source 1' })
  await expect(card).toContainText('policy.md')
  await expect(card).toContainText('within five days')
  const downloading = page.waitForEvent('download')
  await card.getByRole('link', { name: 'Download' }).click()
  expect((await downloading).suggestedFilename()).toBe('policy.md')
  await page.keyboard.press('Escape')

  const again = page.waitForEvent('download')
  await log.getByRole('link', { name: 'the list' }).click()
  const file = await (await again).path()
  expect(await readFile(file, 'utf8')).toBe('Refunds take five days.')
})

test('code, a text and a link are copied as they are', async ({ page, seed, server }) => {
  const code = 'const a = 1\n\nconst b = "two"'
  const text = `Try **this**:\n\n\`\`\`ts\n${code}\n\`\`\``
  const thread = await seed.thread(['How?', text])
  await openThread(page, thread.id)
  const row = screen(page).message('Try this')
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await row.getByRole('button', { name: 'Copy code' }).click()
  await expect.poll(clipboard).toBe(code)
  await row.getByRole('button', { name: 'Copy text' }).click()
  await expect.poll(clipboard).toBe(text)
  await row.getByRole('button', { name: 'Actions on the message' }).click()
  await page.getByRole('menuitem', { name: 'Copy link' }).click()
  await expect.poll(clipboard).toContain(`${server.url}/threads/${thread.id}#msg_`)
})

test('what is unknown, cut short or gone is said, and a run boundary opens its run', async ({
  page,
  seed,
  allowErrors,
}) => {
  // The browser tells of the file that is gone.
  allowErrors(/404.*file-gone/)
  const assistant = await seed.assistant({ name: 'Lookup' })
  const run = buildRun({
    status: 'completed',
    assistant_id: assistant.id,
    completed_at: buildRun().created_at + 3,
    usage: { prompt_tokens: 10, completion_tokens: 32, total_tokens: 42 },
  })
  const audio = { type: 'unknown' as const, raw: { type: 'input_audio', seconds: 12 } }
  const of = { role: 'assistant' as const, run_id: run.id, assistant_id: assistant.id }
  const thread = await seed.imported(
    [
      buildMessage({ text: 'What is this?' }),
      buildMessage({ ...of, content: [audio] }),
      buildMessage({ ...of, content: [{ type: 'refusal', refusal: 'I would rather not.' }] }),
      buildMessage({
        ...of,
        text: 'It is a',
        status: 'incomplete',
        incomplete_details: { reason: 'max_tokens' },
      }),
      buildMessage({ text: 'Lost file', attachments: [{ file_id: 'file-gone', tools: [] }] }),
    ],
    [run],
  )
  await openThread(page, thread.id)
  const { log, message, inspector, runHeading } = screen(page)
  await expect(log.getByText('A part of type input_audio')).toBeVisible()
  await expect(log.getByText('I would rather not.')).toBeVisible()
  await expect(message('It is a').getByText('incomplete: cut off at the token limit')).toBeVisible()
  await expect(message('Lost file')).toContainText('File no longer exists')

  const boundary = log.getByRole('button', { name: /Lookup.*completed.*42 tokens/ })
  await boundary.click()
  await expect(page).toHaveURL(new RegExp(run.id))
  await expect(runHeading('completed')).toBeVisible()
  await expect(inspector).toContainText('32')
})

test('a table of much text scrolls sideways on a phone instead of being squeezed', async ({
  page,
  seed,
}) => {
  await page.setViewportSize({ width: 390, height: 800 })
  const words = 'Refunds are paid within five working days'
  const row = (cell: string) => `|${` ${cell} |`.repeat(5)}\n`
  const table = `${row('Heading of it')}${row('---')}${row(words)}`
  const small = `${row('A')}${row('---')}${row('12')}`
  const thread = await seed.thread(['Compare', `${table}\n${small}`])
  await openThread(page, thread.id)
  const tables = page.getByRole('group', { name: /^Table/ })
  const [wide, narrow] = [tables.first(), tables.last()]
  await expect(tables).toHaveCount(2)
  const room = (element: Element) => element.scrollWidth - element.clientWidth
  expect(await wide.evaluate(room)).toBeGreaterThan(50)
  expect(await narrow.evaluate(room)).toBe(0)
  const cell = await boxOf(wide.getByRole('cell').first())
  expect(cell.width).toBeGreaterThan(95)
})
