import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import OpenAI from 'openai'

const MAIN = join(import.meta.dirname, '../server/main.ts')

/** A server in a process of its own, on a data folder that outlives it. */
export class KillableServer {
  readonly #dir = mkdtempSync(join(tmpdir(), 'clew-killed-'))
  #child: ChildProcess | undefined

  /** Starts it, for the first time or again. @returns the official client, pointed at it */
  async start(): Promise<OpenAI> {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', this.#dir], {
      env: { PATH: process.env['PATH'], CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    let said = ''
    for await (const chunk of child.stdout) {
      said += String(chunk)
      const url = /http:\/\/[\w.:]+/.exec(said)?.[0]
      if (url) return new OpenAI({ apiKey: 'sk-any', baseURL: `${url}/v1`, maxRetries: 0 })
    }
    throw new Error(`no server: ${said}`)
  }

  /** As kill -9 does. Settles once the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
