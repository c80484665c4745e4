import { chromium } from '@playwright/test'

import { BROWSER_ARGS, requireBrowser } from '#tooling/browser.ts'

import { expect, test } from './fixtures.ts'

test('any number of pages left behind leaves room for the next', async ({ seed, baseURL }) => {
  const threads: string[] = []
  for (let number = 1; number <= 8; number += 1)
    threads.push((await seed.thread([`Question ${number}`])).id)
  // Playwright turns off what keeps a page that was left, and its connections, for Back.
  const browser = await chromium.launch({
    executablePath: requireBrowser(),
    args: BROWSER_ARGS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const page = await browser.newPage()
    for (const [at, id] of threads.entries()) {
      await page.goto(`${baseURL}/threads/${id}`)
      const message = page.getByRole('log', { name: 'Messages' }).getByRole('article')
      await expect(message.filter({ hasText: `Question ${at + 1}` })).toBeVisible()
      // Its feed of changes is there, too.
      await expect(page.getByRole('list', { name: 'Threads' })).toContainText('Question 8')
    }
  } finally {
    await browser.close()
  }
})
