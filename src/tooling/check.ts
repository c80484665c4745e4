import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { requireBrowser } from './browser.ts'

const ROOT = join(import.meta.dirname, '../..')
const REPORTS = join(ROOT, 'node_modules/.cache/check')
const VITEST_REPORT = join(REPORTS, 'vitest.json')
const E2E_REPORT = join(REPORTS, 'e2e.json')

interface Count {
  passed: number
  failed: number
  /** What failed, each with the first lines of why, for the end of a long log. */
  failures: string[]
}

interface Gate {
  name: string
  command: string[]
  env?: Record<string, string>
  /** What the gate counted itself; without it, a red gate counts as one failure. */
  count?: () => Count
}

const bin = (name: string) => join(ROOT, 'node_modules/.bin', name)
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** The first lines of a failure: enough to know it by. */
const firstLines = (text = '') =>
  stripVTControlCharacters(text)
    .split('\n')
    .slice(0, 4)
    .map((line) => `    ${line}`)
    .join('\n')

// The reports' shapes are the tools' own; a change there would show as a wrong closing line.
interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    message: string
    status: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}
const vitestCount = (): Count => {
  const report = readJson(VITEST_REPORT) as VitestReport
  const failures = report.testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(ROOT, name)
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      // A file that fails as it is loaded has no failed test to name.
      if (failed.length === 0) return [`  ${file}\n${firstLines(message)}`]
      return failed.map(
        (test) => `  ${file} › ${test.fullName}\n${firstLines(test.failureMessages[0])}`,
      )
    })
  return { passed: report.numPassedTests, failed: report.numFailedTests, failures }
}

interface E2eSuite {
  specs: { title: string; file: string; ok: boolean; tests: { results: E2eResult[] }[] }[]
  suites?: E2eSuite[]
}
interface E2eResult {
  error?: { message?: string }
}
const failedSpecs = (suite: E2eSuite): string[] => [
  ...suite.specs
    .filter(({ ok }) => !ok)
    .map(({ title, file, tests }) => {
      const why = tests.flatMap(({ results }) => results).find(({ error }) => error)
      return `  e2e/${file} › ${title}\n${firstLines(why?.error?.message)}`
    }),
  ...(suite.suites ?? []).flatMap(failedSpecs),
]
const e2eCount = (): Count => {
  const report = readJson(E2E_REPORT) as { stats: Record<string, number>; suites: E2eSuite[] }
  return {
    passed: report.stats['expected'] ?? 0,
    failed: (report.stats['unexpected'] ?? 0) + (report.stats['flaky'] ?? 0),
    failures: report.suites.flatMap(failedSpecs),
  }
}

// Servers and commands start from their sources in many a test: Node strips and compiles each of them once.
const env = { NODE_COMPILE_CACHE: join(REPORTS, 'compiled') }

const gates: Gate[] = [
  { name: 'types', command: [bin('tsc'), '-b'] },
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  {
    name: 'unit tests',
    command: [
      bin('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${VITEST_REPORT}`,
    ],
    env,
    count: vitestCount,
  },
  { name: 'dead code', command: [bin('knip')] },
  { name: 'build', command: [process.execPath, 'src/tooling/build.mjs'] },
  {
    name: 'e2e',
    command: [bin('playwright'), 'test', '--reporter=list,json'],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: E2E_REPORT },
    count: e2eCount,
  },
]

const countOf = (gate: Gate, isGreen: boolean): Count => {
  const uncounted = { passed: 0, failed: isGreen ? 0 : 1, failures: [] }
  if (!gate.count) return uncounted
  try {
    const count = gate.count()
    // A runner can fail without a failed test: an error outside of any, or no tests at all.
    return isGreen || count.failed > 0 ? count : { ...count, failed: 1 }
  } catch {
    return uncounted
  }
}

const runGate = (gate: Gate) => {
  const started = performance.now()
  console.log(`\n── ${gate.name}`)
  const [command = '', ...args] = gate.command
  const env = { ...process.env, ...gate.env }
  const isGreen = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env }).status === 0
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`── ${gate.name}: ${isGreen ? 'green' : 'RED'} (${seconds} s)`)
  return { name: gate.name, isGreen, count: countOf(gate, isGreen) }
}

try {
  requireBrowser()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })

const results = gates.map(runGate)
const red = results.filter(({ isGreen }) => !isGreen)
const sum = (key: 'passed' | 'failed') =>
  results.reduce((total, { count }) => total + count[key], 0)

console.log(
  red.length === 0 ? '\nall gates green' : `\nred: ${red.map(({ name }) => name).join(', ')}`,
)
for (const failure of red.flatMap(({ count }) => count.failures)) console.log(failure)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = red.length === 0 ? 0 : 1
