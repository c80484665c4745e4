import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import AxeBuilder from '@axe-core/playwright'
import { test as base, expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import OpenAI from 'openai'

import { readCommandLine } from '#server/config.ts'
import { createScriptedModel } from '#server/models/scripted/scripted.ts'
import { start } from '#server/start.ts'

import { seeder } from './seed.ts'
import type { Seed } from './seed.ts'

interface TestFixtures {
  /** The official client, for seeding and for acting as someone else. */
  api: OpenAI
  seed: Seed
  /** Console messages and errors a test expects, by pattern; anything else of the kind fails it. */
  allowErrors: (pattern: RegExp) => void
}
interface WorkerFixtures {
  /** A server of this worker's own, on the console as built. */
  server: { url: string }
}

/** The scripted model at ten times its pace: streams still stream, a slow one can still be stopped. */
const createFastModel = () =>
  createScriptedModel({ sleep: (ms, signal) => sleep(ms / 10, undefined, { signal }) })

/** Every journey runs on a real server that its worker alone uses, and fails on a stray error. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    // Playwright reads the fixtures a function wants from its first parameter, so it is a pattern.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'clew-e2e-'))
      const { config } = readCommandLine({
        argv: ['--port', '0', '--data', dataDir],
        env: { CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'warn' },
      })
      const running = await start(config, { models: createFastModel() })
      await use({ url: running.url })
      await running.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  api: async ({ server }, use) => use(sdkFor(server.url)),
  seed: async ({ api }, use) => use(seeder(api)),
  allowErrors: [
    async ({ page }, use) => {
      const allowed: RegExp[] = []
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error.stack ?? error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      await use((pattern) => void allowed.push(pattern))
      const stray = errors.filter((error) => !allowed.some((pattern) => pattern.test(error)))
      expect(stray, 'no stray errors in the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** The SDK as an application would set it up: only the base URL is changed. */
export const sdkFor = (url: string): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-any', maxRetries: 0 })

/** What axe finds on the page as it stands, each by rule and place. */
export const expectNoAxeViolations = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`),
  )
  expect(found).toEqual([])
}
