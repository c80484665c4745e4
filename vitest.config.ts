import { availableParallelism } from 'node:os'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

import { BROWSER_ARGS, findBrowser } from './src/tooling/browser.ts'

const executablePath = findBrowser()

/**
 * Files that have a process of their own, which costs half a second: what they test keeps things in its module,
 * as the console does, or has to be the first to touch a schema.
 */
const ALONE = [
  'src/console/{api,features}/**/*.test.{ts,tsx}',
  'src/console/markdown/formula-queue.test.ts',
  'src/server/http/first-issue.test.ts',
]
const BROWSER = ['src/**/*.browser.test.tsx']

/** What all tests in Node have in common. */
const inNode = {
  // V8 can abort a process with several threads as it compiles how WebAssembly (that of `fetch`, that which
  // strips types) calls JavaScript; calls that few are never compiled anew ("Check failed: jit_page.has_value()").
  execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
  // Vitest would leave one core idle; and many tests wait for what they killed, or for a limit to pass.
  maxWorkers: availableParallelism() + 1,
  // Servers, processes and readers of files start slowly where two cores do everything.
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    restoreMocks: true,
    projects: [
      {
        test: {
          ...inNode,
          name: 'node',
          globalSetup: 'src/testing/tell-skipped.ts',
          include: ['src/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
          exclude: [...BROWSER, ...ALONE],
          isolate: false,
        },
      },
      {
        test: {
          ...inNode,
          name: 'alone',
          include: ALONE,
          exclude: BROWSER,
          // Between them, the shared processes would be ended and begun again.
          sequence: { groupOrder: 1 },
        },
      },
      {
        plugins: [react(), tailwindcss()],
        test: {
          name: 'browser',
          // Its pages wait for frames half of the time.
          maxWorkers: 2,
          include: BROWSER,
          // After all others: frames are counted.
          sequence: { groupOrder: 2 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: BROWSER_ARGS, ...(executablePath && { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
