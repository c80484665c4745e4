import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { chooseTheme, newTheme, theme } from './theme.ts'

const SCRIPT = readFileSync(join(import.meta.dirname, '../../../public/theme.js'), 'utf8')

/** A page on which the script of `index.html` has run. */
let shown: { theme?: string }
beforeEach(() => {
  shown = {}
  const kept = new Map<string, string>()
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  }
  const window = new EventTarget()
  vi.stubGlobal('localStorage', localStorage)
  vi.stubGlobal('window', window)
  runInNewContext(SCRIPT, {
    localStorage,
    document: { documentElement: { dataset: shown } },
    matchMedia: () => ({ matches: false, addEventListener: () => {} }),
    addEventListener: window.addEventListener.bind(window),
  })
})
afterEach(() => vi.unstubAllGlobals())

test('the script that runs before the first paint shows what is chosen', () => {
  expect(shown.theme).toBe('light')
  chooseTheme('dark')
  expect(shown.theme).toBe('dark')
  expect(theme.get()).toBe('dark')
  chooseTheme('system')
  expect(shown.theme).toBe('light')
  expect(theme.get()).toBe('system')
})

test('what is chosen in one tab is chosen in the others', () => {
  const { open } = newTabs()
  const [here, there] = [newTheme(open().tab), newTheme(open().tab)]
  there.change(() => 'dark')
  expect(here.get()).toBe('dark')
  there.change(() => null)
  expect(here.get()).toBe('system')
})
