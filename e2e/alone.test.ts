import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import config from '../playwright.config.ts'

/** Journeys run in any order, each alone or beside any other: nothing that one leaves is there for the next. */

/** What would be shared by the journeys of a file, or would keep them in an order. */
const SHARED: [what: string, form: RegExp, example: string][] = [
  ['a variable of the module', /^(?:export )?(?:let|var) /m, 'let thread: string'],
  [
    'a collection of the module',
    /^(?:export )?const \w+(?:: [^=]+)? = (?:\[\]|\{\}|new (?:Map|Set|WeakMap)\b)/m,
    'const made: string[] = []',
  ],
  ['an order', /\b(?:mode: '(?:serial|default)'|describe\.serial)/, 'test.describe.serial('],
  ['what is made before all', /\btest\.(?:before|after)All\(/, 'test.beforeAll(() => {})'],
  ['a fixture of a worker', /scope: 'worker'/, `{ scope: 'worker' }`],
]

/** What is shared, and why that is none of the journeys' concern. */
const ALLOWED: Record<string, string[]> = {
  // No page: each client makes its own thread on one server, which takes longest to start.
  'clients.e2e.ts': ['a variable of the module', 'an order', 'what is made before all'],
  // A server that is only looked at: whoever changes it fails.
  'fixtures.ts': ['a fixture of a worker'],
}

test('the journeys of a file run beside each other, in whatever order comes', () => {
  expect(config.fullyParallel).toBe(true)
  expect(config.workers).toBeGreaterThan(1)
  expect(config.retries ?? 0).toBe(0)
})

test('no journey leaves anything to another', () => {
  expect(SHARED.filter(([, form, example]) => !form.test(example))).toEqual([])
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name))
  expect(files.length).toBeGreaterThan(30)
  const found = files.map((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    return [name, SHARED.filter(([, form]) => form.test(text)).map(([what]) => what)] as const
  })
  expect(Object.fromEntries(found.filter(([, shared]) => shared.length > 0))).toEqual(ALLOWED)
})
