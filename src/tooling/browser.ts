import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { chromium } from '@playwright/test'

/** For a headless Chromium that asks nobody outside and runs as root too. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The one without a window of its own first: pages take half the work in it. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]
const MAC_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const SYSTEM_FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin']

/** What distributions call it. */
const PACKAGES = ['chromium-headless-shell', 'chromium']

const canRun = (path: string) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = () => {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS]
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/**
 * A Chromium to test with: `CLEW_CHROMIUM`, the system's, else Playwright's own; undefined when there
 * is none. A placeholder that only tells how to install one does not count, hence the trial.
 */
export const findBrowser = (): string | undefined => {
  const named = process.env['CLEW_CHROMIUM']
  const candidates = named ? [named] : [...onPath(), ...MAC_APPS, chromium.executablePath()]
  return candidates.filter((path) => path !== '' && canRun(path)).find(answersVersion)
}

const answersVersion = (path: string) =>
  spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0

/** @throws {Error} that says what to do */
export const requireBrowser = (): string => {
  const path = findBrowser()
  if (path) return path
  throw new Error('No Chromium found. Install one, or name it in CLEW_CHROMIUM, or run `npm test`.')
}

const tryRun = (command: string, args: string[]) => {
  console.error(`clew: ${command} ${args.join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}

const isRootWithApt = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Installs a browser where there is none: Playwright's own, else the distribution's package. */
export const ensureBrowser = (): string => {
  const found = findBrowser()
  if (found) return found
  const cli = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js')
  // As root, Playwright brings the libraries its Chromium needs as well.
  const own = ['install', 'chromium', ...(isRootWithApt() ? ['--with-deps'] : [])]
  if (tryRun(process.execPath, [cli, ...own]) && findBrowser()) return requireBrowser()
  if (isRootWithApt()) {
    tryRun('apt-get', ['update', '-qq'])
    const fetched = (name: string) =>
      tryRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name])
    PACKAGES.some(fetched)
  }
  return requireBrowser()
}
