import { chromium } from '@playwright/test'
import { BROWSER_ARGS, requireBrowser } from '../src/tooling/browser.ts'
const [, , script] = process.argv
const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_ARGS })
const OUT = '/tmp/h/ui'
export const open = async ({ width = 1440, height = 900, dark = false, storage }: any = {}) => {
  const ctx = await browser.newContext({ baseURL: 'http://127.0.0.1:4717', viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: 'en-GB', reducedMotion: 'reduce', storageState: storage })
  const page = await ctx.newPage()
  page.on('console', (m) => { if (m.type() === 'error') console.log('console:', m.text()) })
  page.on('pageerror', (e) => console.log('pageerror:', e.message))
  page.setDefaultTimeout(8000)
  return page
}
export const shot = (page: any, name: string) => page.screenshot({ path: `${OUT}/${name}.png` })
try { await (await import(script!)).default({ open, shot }) } catch (e) { console.log(String(e).slice(0, 1500)) } finally { await browser.close() }
