import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

/** Says whether each of these reaches anything after the realm has been locked down. */
const PROGRAM = `
import net, { connect } from 'node:net'
import * as fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { lockDown } from ${JSON.stringify(pathToFileURL(`${import.meta.dirname}/lock-down.ts`).href)}
const require = createRequire(import.meta.url)
const { writeSync } = fs
const node = process
const attempts = {
  fetch: () => fetch('http://127.0.0.1:1'),
  WebSocket: () => new WebSocket('ws://127.0.0.1:1'),
  'net.connect': () => net.connect(1),
  'connect, imported before': () => connect(1),
  'http.get': () => http.get('http://127.0.0.1:1'),
  'fs.readFileSync': () => fs.readFileSync(node.execPath).length,
  require: () => require('node:child_process'),
  import: () => import('node:dns'),
  'import of text': () => import('data:text/javascript,1'),
  'process.binding': () => node.binding,
  'process.dlopen': () => node.dlopen,
  'process.getBuiltinModule': () => node.getBuiltinModule('net'),
  'process.kill': () => node.kill,
  'process, by its name': () => process.env,
  eval: () => (0, eval)('1'),
  Function: () => new Function('return 1')(),
  'constructor of a constructor': () => [].constructor.constructor('return 1')(),
  'constructor of an async function': () => (async () => {}).constructor('return 1')(),
}
if (process.argv[2] === 'locked') lockDown()
const open = []
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    const result = attempt()
    result?.on?.('error', () => {})
    result?.catch?.(() => {})
    if (name.startsWith('import')) await result
    if (result !== undefined) open.push(name)
  } catch {
    // Refused.
  }
}
writeSync(1, JSON.stringify(open.length === Object.keys(attempts).length ? 'all' : open))
`

const reached = async (state: 'locked' | 'open', flags: string[]): Promise<unknown> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    ...flags,
    '--input-type=module',
    '-e',
    PROGRAM,
    '-',
    state,
  ])
  return JSON.parse(stdout)
}

test('nothing that reaches outside is left, whoever held it before', async () => {
  expect(await reached('open', [])).toBe('all')
  expect(await reached('locked', ['--disallow-code-generation-from-strings'])).toEqual([])
})
