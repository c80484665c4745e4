// Drives the built server with two majors of the official Python SDK. Needs Python 3.9 or later and its
// package index; the packages are kept below node_modules. `--write` writes docs/compatibility-python.md.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ensureBuilt } from '#tooling/built.ts'

import { startOwnServer } from '../own-server.ts'

const ROOT = join(import.meta.dirname, '../..')
const MAJORS = [2, 3]

interface Result {
  version: string
  passed: string[]
  /** Why, by the names of the checks. */
  failed: Record<string, string>
}

/** The Python of an environment that has a major of the SDK, made when it is not there. */
const pythonWith = (major: number): string => {
  const folder = join(ROOT, `node_modules/.cache/clew-python-sdk-${major}`)
  const python = join(folder, 'bin/python')
  if (spawnSync(python, ['-c', 'import openai']).status === 0) return python
  const stdio = 'inherit'
  execFileSync('python3', ['-m', 'venv', folder], { stdio })
  execFileSync(python, ['-m', 'pip', 'install', '-q', `openai==${major}.*`], { stdio })
  return python
}

const drive = (python: string, url: string): Result => {
  const script = join(import.meta.dirname, 'drive.py')
  const options = { encoding: 'utf8', timeout: 300_000 } as const
  // What the script prints is what it says it prints.
  return JSON.parse(execFileSync(python, ['-W', 'ignore', script, `${url}/v1`], options)) as Result
}

const toPage = (results: Result[]): string => {
  const names = results[0]?.passed ?? []
  const row = (cells: string[]) => `| ${cells.join(' | ')} |\n`
  return `# The Python SDK

Written by \`npm run python-sdk -- --write\`, which drives the built server with the scripted model, the SDK's strict validation of answers on.

${row(['', ...results.map(({ version }) => `openai ${version}`)])}${row([':--', ...results.map(() => ':-:')])}${names
    .map((name) => row([name, ...results.map(({ passed }) => (passed.includes(name) ? '✓' : '–'))]))
    .join('')}`
}

ensureBuilt()
const server = await startOwnServer()
try {
  const results = MAJORS.map((major) => drive(pythonWith(major), server.url))
  for (const { version, passed, failed } of results) {
    console.log(`openai ${version}: ${passed.length} checks passed`)
    for (const [name, reason] of Object.entries(failed)) console.error(`  ${name}: ${reason}`)
  }
  if (results.some(({ failed }) => Object.keys(failed).length > 0)) process.exitCode = 1
  else if (process.argv.includes('--write')) {
    writeFileSync(join(ROOT, 'docs/compatibility-python.md'), toPage(results))
  }
} finally {
  await server.dispose()
}
