import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'

import { afterEach, expect, test, vi } from 'vitest'

import { endedWithParent } from './launch.ts'

// A start takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

/** A process with an interpreter, which runs code that nothing interrupts. */
const PROGRAM = `
const { createSandbox } = await import(${JSON.stringify(import.meta.resolve('../create-sandbox.ts'))})
const run = (code) =>
  createSandbox({ spare: false }).execute({ key: 'a', code, files: [] }, AbortSignal.any([]))
process.on('SIGTERM', () => process.exit())
void run('sum(range(10**12))')`

let parent: ChildProcess | undefined
afterEach(() => parent?.kill('SIGKILL'))

const start = async (): Promise<{ pid: number; interpreter: number }> => {
  parent = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: 'inherit' })
  const { pid = 0 } = parent
  const interpreter = await vi.waitUntil(() => childrenOf(pid).find(isPython), PATIENCE)
  return { pid, interpreter }
}

const PATIENCE = { timeout: 50_000, interval: 20 }

const childrenOf = (pid: number): number[] =>
  read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)

const isPython = (pid: number): boolean => read(`/proc/${pid}/cmdline`).includes('run-python')

const programOf = (pid: number): string => {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return ''
  }
}

const isAlive = (pid: number): boolean => /^State:\s+[^ZX]/m.test(read(`/proc/${pid}/status`))

/** Of processor time, in hundredths of a second. */
const ticksOf = (pid: number): number => Number(read(`/proc/${pid}/stat`).split(' ')[13])

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const isBound = (await endedWithParent()) !== undefined

test.runIf(isBound)('an interpreter at work does not outlive a server that is killed', async () => {
  const { pid, interpreter } = await start()
  // Well beyond a start: it computes.
  await vi.waitUntil(() => ticksOf(interpreter) > 600, PATIENCE)
  process.kill(pid, 'SIGKILL')
  await vi.waitUntil(() => !isAlive(interpreter), PATIENCE)
})

test.runIf(isBound)('nor does one that is not up when the server ends', async () => {
  const { pid, interpreter } = await start()
  process.kill(interpreter, 'SIGSTOP')
  expect(isAlive(interpreter)).toBe(true)
  const ended = parent && once(parent, 'exit')
  process.kill(pid, 'SIGTERM')
  await ended
  await vi.waitUntil(() => !isAlive(interpreter), PATIENCE)
})

const NONE = '0'.repeat(16)

test.runIf(isBound)(
  'an interpreter has no rights of an administrator and can get none',
  async () => {
    const { interpreter } = await start()
    // Before that it is a program that takes the rights away.
    await vi.waitUntil(() => programOf(interpreter) === realpathSync(process.execPath), PATIENCE)
    const lines = read(`/proc/${interpreter}/status`).split('\n')
    expect(Object.fromEntries(lines.map((line) => line.split(/:\s+/)))).toMatchObject({
      CapInh: NONE,
      CapPrm: NONE,
      CapEff: NONE,
      CapAmb: NONE,
      NoNewPrivs: '1',
    })
  },
)
