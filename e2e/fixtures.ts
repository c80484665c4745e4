import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { test as base, expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import axe from 'axe-core'
import type { RunOptions } from 'axe-core'
import OpenAI from 'openai'

import { readCommandLine } from '#server/config.ts'

import { createScriptedModel, start } from './built.ts'
import { furnish } from './furnished.ts'
import type { Furnished } from './furnished.ts'
import { startOwnServer } from './own-server.ts'
import type { OwnServer } from './own-server.ts'
import { type Pace, newPace } from './pace.ts'
import { seeder } from './seed.ts'
import type { Seed } from './seed.ts'

export interface TestFixtures {
  /** The official client, for seeding and for acting as someone else. */
  api: OpenAI
  seed: Seed
  /** Console messages and errors a test expects, by pattern; anything else of the kind fails it. */
  allowErrors: (pattern: RegExp) => void
  /** Starts the built product for this test alone: to be stopped, killed and started again. */
  ownServer: (env?: Record<string, string>) => Promise<OwnServer>
  /** Holds and lets go the scripted model of the test's server, so that nothing depends on speed. */
  pace: Pace
  /** A server of this test's own, on the console as built: empty, whatever ran before. */
  server: Served
  /** Threads of every kind, on a server that tests only look at: one that changes something fails. */
  furnished: Furnished & { url: string }
}
export interface WorkerFixtures {
  /** What `furnished` gives to each test. */
  shared: Furnished & Served
}

export interface Served {
  url: string
  dataDir: string
}

/** The number of the last change on record that a reader or a client made. */
const changesOf = (dataDir: string) => {
  const db = new DatabaseSync(join(dataDir, 'clew.db'), { readOnly: true })
  const row = db
    .prepare(`SELECT max(number) AS changes FROM changes WHERE actor IN ('owner', 'key')`)
    .get()
  db.close()
  return row?.['changes']
}

/** Serves an empty folder while it is used. */
export const serveWhile = async (
  pace: Pace,
  use: (served: Served) => Promise<void>,
  env: Record<string, string> = {},
) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'clew-e2e-'))
  const { config } = readCommandLine({
    argv: ['--port', '0', '--data', dataDir],
    env: { CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'warn', ...env },
  })
  const running = await start(config, { models: createScriptedModel({ sleep: pace.sleep }) })
  await use({ url: running.url, dataDir })
  await running.stop()
  await rm(dataDir, { recursive: true, force: true })
}

/**
 * With `CLEW_E2E_IN_FRONT=on` all journeys run in front of another Clew, into which things are put; but for those
 * that say why they cannot.
 */
export const isInFront = process.env['CLEW_E2E_IN_FRONT'] === 'on'

const serveAsAsked: typeof serveWhile = (pace, use) =>
  isInFront
    ? serveWhile(
        pace,
        ({ url, dataDir }) =>
          serveWhile(pace, (front) => use({ url: front.url, dataDir }), {
            CLEW_UPSTREAM_URL: url,
            CLEW_UPSTREAM_KEY: 'any',
          }),
        // The published wire keeps back what was uploaded for assistants.
        { CLEW_ALL_DOWNLOADS: 'on' },
      )
    : serveWhile(pace, use)

/** Every journey runs on a real server of its own, and fails on a stray error. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  // Playwright reads the fixtures a function wants from its first parameter, so it is a pattern.
  // oxlint-disable-next-line no-empty-pattern
  pace: async ({}, use) => use(newPace()),
  server: async ({ pace }, use) => serveAsAsked(pace, use),
  shared: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) =>
      serveAsAsked(newPace(), async ({ url, dataDir }) => {
        const api = sdkFor(url)
        await use({ url, dataDir, ...(await furnish(api, seeder(api, dataDir))) })
      }),
    { scope: 'worker' },
  ],
  furnished: async ({ shared }, use) => {
    const before = changesOf(shared.dataDir)
    await use(shared)
    expect(changesOf(shared.dataDir), 'what other tests look at has changed').toBe(before)
  },
  baseURL: async ({ server }, use) => use(server.url),
  api: async ({ server }, use) => use(sdkFor(server.url)),
  seed: async ({ api, server }, use) => use(seeder(api, server.dataDir)),
  // oxlint-disable-next-line no-empty-pattern
  ownServer: async ({}, use) => {
    const servers: OwnServer[] = []
    await use(async (env = {}) => {
      const server = await startOwnServer({ env })
      servers.push(server)
      return server
    })
    await Promise.all(servers.map((server) => server.dispose()))
  },
  allowErrors: [
    // It wants the own servers so that errors are judged before those stop.
    // oxlint-disable-next-line no-unused-vars
    async ({ page, ownServer: _ }, use) => {
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
export const sdkFor = (url: string, apiKey = 'sk-any'): OpenAI =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })

/** Errors that a browser writes by itself when a request is refused or the server is away. */
export const REFUSED = /Failed to load resource/
/** The same where the server goes away: a part of the page that was on its way does not come. */
export const AWAY = /Failed to load resource|MissingPart/

/** The rules of axe that a theme can break. */
export const COLOURS = ['color-contrast', 'link-in-text-block']

/** The script that checks a page, which is given to each page once: it is long. */
const AXE = axe.source

/**
 * What axe finds on the page as it stands, each by rule and place: by all its rules, or by those named.
 * @param within a selector: only what is in there
 */
export const expectNoAxeViolations = async (
  page: Page,
  { rules, within }: { rules?: string[]; within?: string | undefined } = {},
): Promise<void> => {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const options: RunOptions = { resultTypes: ['violations'] }
  if (rules) options.runOnly = { type: 'rule', values: rules }
  const violations = await page.evaluate(
    async ([context, options]) => {
      // The cast: the script that was given to the page puts it there.
      const { run } = (window as unknown as { axe: typeof axe }).axe
      return (await run(context ?? document, options)).violations
    },
    [within, options] as const,
  )
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id} (${help}): ${target.join(' ')}`),
  )
  expect(found).toEqual([])
}
