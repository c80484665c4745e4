import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import OpenAI from 'openai'

import { newCheckedFetch } from './checked-fetch.ts'

const MAIN = join(import.meta.dirname, '../server/main.ts')

/** A server in a process of its own, on a data folder that outlives it. */
export class KillableServer {
  readonly #dir = mkdtempSync(join(tmpdir(), 'clew-killed-'))
  readonly #settings: Record<string, string>
  #child: ChildProcess | undefined
  readonly #checked: ReturnType<typeof newCheckedFetch>[] = []

  /** @param settings of its environment */
  constructor(settings: Record<string, string> = {}) {
    this.#settings = settings
  }

  /** Starts it, for the first time or again. @returns the official client, pointed at it */
  async start(): Promise<OpenAI> {
    const child = this.#spawn()
    let said = ''
    for await (const chunk of child.stdout) {
      said += String(chunk)
      const url = /http:\/\/[\w.:]+/.exec(said)?.[0]
      if (url) return this.#clientOf(`${url}/v1`)
    }
    throw new Error(`no server: ${said}`)
  }

  #clientOf(baseURL: string): OpenAI {
    const checked = newCheckedFetch(baseURL)
    this.#checked.push(checked)
    return new OpenAI({ apiKey: 'sk-any', baseURL, maxRetries: 0, fetch: checked.fetch })
  }

  /** Of the process that was started last. */
  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** The folder that it keeps its data in. */
  get dir(): string {
    return this.#dir
  }

  /** Starts it and kills it after so many milliseconds, whether it is up by then or not. */
  async startInVain(ms: number): Promise<void> {
    this.#spawn().stdout.resume()
    await delay(ms)
    await this.kill()
  }

  #spawn() {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', this.#dir], {
      env: {
        PATH: process.env['PATH'],
        CLEW_SAMPLES: 'off',
        CLEW_LOG_LEVEL: 'silent',
        ...this.#settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    return child
  }

  /** As kill -9 does. Settles once the process is gone. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child) return
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the server ended by itself: ${child.exitCode ?? child.signalCode}`)
    }
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** @throws when what it answered differs from what is described */
  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#dir, { recursive: true, force: true })
    const findings = this.#checked.flatMap((checked) => checked.findings())
    if (findings.length > 0) throw new Error(`answers that differ:\n${findings.join('\n')}`)
  }
}
