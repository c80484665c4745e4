import { defineConfig } from '@playwright/test'

import { BROWSER_ARGS, findBrowser } from './src/tooling/browser.ts'

const executablePath = findBrowser()

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'node_modules/.cache/e2e',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  workers: 2,
  // For machines much slower than ours; a green run never waits so long.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: { args: BROWSER_ARGS, ...(executablePath && { executablePath }) },
    viewport: { width: 1440, height: 900 },
    // Never the machine's own.
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // A trace doubles a journey's work: `playwright test --trace on` when one is red.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
})
