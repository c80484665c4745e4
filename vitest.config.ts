import { availableParallelism } from 'node:os'

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

import { BROWSER_ARGS, findBrowser } from './src/tooling/browser.ts'

const executablePath = findBrowser()

/** Functions of their arguments, and rooms that tests open anew: what their tests share, none of them changes. */
const PURE = [
  'src/server/{making,models,refusals,store}/**/*.test.ts',
  'src/contract/*.test.ts',
  'src/console/util/*.test.ts',
  'src/console/markdown/!(formula-queue).test.{ts,tsx}',
]
const BROWSER = ['src/**/*.browser.test.tsx']

/** What all tests in Node have in common. */
const inNode = {
  // Vitest would leave one core idle.
  maxWorkers: availableParallelism(),
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
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: [...BROWSER, ...PURE],
        },
      },
      {
        test: {
          ...inNode,
          name: 'pure',
          include: PURE,
          exclude: BROWSER,
          // A process for each file costs more than most of these tests.
          isolate: false,
        },
      },
      {
        plugins: [react(), tailwindcss()],
        test: {
          name: 'browser',
          include: BROWSER,
          // After all others: frames are counted.
          sequence: { groupOrder: 1 },
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
