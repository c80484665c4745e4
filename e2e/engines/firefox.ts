import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import puppeteer from 'puppeteer-core'

import { type Engine, NOTCH, NOTCH_MS, SIZE } from './engine.ts'

const PATHS = ['/usr/bin/firefox-esr', '/usr/bin/firefox']

/** Firefox over WebDriver BiDi, which Playwright's own build would not be. */
export const firefox: Engine = {
  name: 'Firefox',
  async launch() {
    const executablePath = PATHS.find(existsSync)
    if (!executablePath) return undefined
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
    const page = await browser.newPage()
    await page.setViewport(SIZE)
    return {
      open: async (url) => void (await page.goto(url)),
      // The cast: whoever asks knows what the script returns.
      evaluate: async <T>(body: string) => (await page.evaluate(`(() => {${body}})()`)) as T,
      type: (text) => page.keyboard.type(text),
      async pressSend() {
        await page.keyboard.down('Control')
        await page.keyboard.press('Enter')
        await page.keyboard.up('Control')
      },
      click: (x, y) => page.mouse.click(x, y),
      hasWheel: true,
      async scrollUp(x, y, notches = 1) {
        await page.mouse.move(x, y)
        for (let notch = 0; notch < notches; notch += 1) {
          await page.mouse.wheel({ deltaY: -NOTCH })
          await sleep(NOTCH_MS)
        }
      },
      screenshot: () => page.screenshot({ encoding: 'base64' }),
      close: () => browser.close(),
    }
  },
}
