import { setTimeout as sleep } from 'node:timers/promises'

import { chromium as playwright } from '@playwright/test'

import { BROWSER_ARGS, findBrowser } from '#tooling/browser.ts'

import { type Engine, NOTCH, NOTCH_MS, SIZE } from './engine.ts'

export const chromium: Engine = {
  name: 'Chromium',
  async launch() {
    const executablePath = findBrowser()
    if (!executablePath) return undefined
    const browser = await playwright.launch({ executablePath, args: BROWSER_ARGS })
    const page = await browser.newPage({ viewport: SIZE })
    return {
      open: async (url) => void (await page.goto(url)),
      // The cast: whoever asks knows what the script returns.
      evaluate: async <T>(body: string) => (await page.evaluate(`(() => {${body}})()`)) as T,
      type: (text) => page.keyboard.type(text),
      pressSend: () => page.keyboard.press('Control+Enter'),
      click: (x, y) => page.mouse.click(x, y),
      hasWheel: true,
      async scrollUp(x, y, notches = 1) {
        await page.mouse.move(x, y)
        for (let notch = 0; notch < notches; notch += 1) {
          await page.mouse.wheel(0, -NOTCH)
          await sleep(NOTCH_MS)
        }
      },
      screenshot: async () => (await page.screenshot()).toString('base64'),
      close: () => browser.close(),
    }
  },
}
