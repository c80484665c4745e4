import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { residentOf } from '#server/resident.ts'

import type { SandboxFile } from '../sandbox.ts'
import { launch } from './launch.ts'
import { HEAP_MB, type Limits } from './limits.ts'
import { FromPython, type ToPython } from './protocol.ts'
import { Received } from './received.ts'

/** Milliseconds for the start, and between looks at its memory. */
const START_MS = 60_000
const WATCH_MS = 200
/** What the process needs beside Python's memory and files, in MB. */
const BASE_MB = 768

/** What an execution came to, and whether the interpreter can go on. */
export interface Ran {
  received: Received
  isLost: boolean
}

/** One Python in a process of its own. */
export class Interpreter {
  readonly #child: ChildProcess
  readonly #limits: Limits
  readonly #files = new Set<string>()
  readonly #gone: Promise<string>
  #isGone = false

  private constructor(child: ChildProcess, limits: Limits) {
    this.#child = child
    this.#limits = limits
    this.#gone = new Promise((resolve) => {
      const gone = (why: string) => {
        this.#isGone = true
        resolve(why)
      }
      child.once('exit', (code, signal) => {
        const isAbort = signal === 'SIGABRT' || signal === 'SIGTRAP' || code === 134
        gone(isAbort ? TOO_MUCH_MEMORY : ENDED)
      })
      child.once('error', () => gone(ENDED))
    })
  }

  /** @throws when Python does not come up */
  static async start(limits: Limits, wheels: string | undefined): Promise<Interpreter> {
    const { memory, files } = limits
    const child = await launch({ memory, files, wheels })
    const interpreter = new Interpreter(child, limits)
    const late = Promise.withResolvers<string>()
    const timer = setTimeout(() => late.resolve('it took too long'), START_MS)
    const problem = await Promise.race([
      once(child, 'message').then(([message]) => toProblem(message)),
      interpreter.#gone,
      late.promise,
    ])
    clearTimeout(timer)
    if (problem === undefined) return interpreter
    interpreter.end()
    throw new Error(`Python could not be started: ${problem}`)
  }

  get isGone(): boolean {
    return this.#isGone
  }

  end(): void {
    this.#isGone = true
    this.#child.kill('SIGKILL')
  }

  /** Puts a file before Python under this name, unless it is there already. */
  async put(file: SandboxFile, name: string, signal: AbortSignal): Promise<void> {
    const known = `${file.id} ${name}`
    if (this.#files.has(known)) return
    await this.#send({ type: 'file', name, bytes: file.bytes })
    for await (const bytes of await file.open()) {
      signal.throwIfAborted()
      await this.#send({ type: 'bytes', bytes })
    }
    this.#files.add(known)
  }

  /** Runs code to its end, whichever that is. @throws the signal's reason */
  async run(code: string, signal: AbortSignal): Promise<Ran> {
    signal.throwIfAborted()
    const received = new Received(this.#limits)
    const done = new AbortController()
    const answered = Promise.withResolvers<string | undefined>()
    const onMessage = (message: unknown) => this.#take(message, received, answered.resolve)
    const aborted = once(signal, 'abort', { signal: done.signal })
    aborted.catch(() => {})
    this.#child.on('message', onMessage)
    try {
      const limits = this.#limits
      await this.#send({ type: 'execute', code, limits })
      const problem = await Promise.race([
        answered.promise,
        this.#gone,
        this.#overdue(done.signal),
        aborted.then(() => undefined),
      ])
      signal.throwIfAborted()
      if (problem !== undefined) received.note(`${problem} ${LOST}`)
      return { received, isLost: problem !== undefined }
    } finally {
      this.#child.off('message', onMessage)
      done.abort()
    }
  }

  #take(message: unknown, received: Received, answer: (problem?: string) => void): void {
    const { success, data } = FromPython.safeParse(message)
    if (!success) return answer('Python broke the sandbox’s protocol.')
    if (data.type === 'ended') return answer(data.reason)
    if (data.type === 'done') {
      if (data.interrupted) received.note(this.#interrupted())
      return answer()
    }
    if (!received.take(data)) answer('Python broke the sandbox’s limits.')
  }

  #interrupted(): string {
    const seconds = this.#limits.timeLimit / 1000
    return `Stopped: an execution may last ${seconds} seconds. Variables and files are kept.`
  }

  /** Settles with the reason once the process has had too much time or memory. */
  #overdue(done: AbortSignal): Promise<string> {
    const { timeLimit, grace, memory, files } = this.#limits
    const most = memory + files + HEAP_MB + BASE_MB
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => resolve(`Stopped: an execution may last ${timeLimit / 1000} seconds.`),
        timeLimit + grace,
      )
      const watch = setInterval(() => {
        void residentOf(this.#child.pid).then((held) => held > most && resolve(TOO_MUCH_MEMORY))
      }, WATCH_MS)
      done.addEventListener('abort', () => {
        clearTimeout(timer)
        clearInterval(watch)
      })
    })
  }

  async #send(message: ToPython): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const gone = () => reject(new Error('the interpreter is gone'))
      if (!this.#child.connected) return gone()
      this.#child.send(message, (error) => (error ? gone() : resolve()))
    })
  }
}

/** What a process says first: that it is ready, or why it is not. */
const toProblem = (message: unknown): string | undefined => {
  const { success, data } = FromPython.safeParse(message)
  if (success && data.type === 'ready') return undefined
  return success && data.type === 'ended' ? data.reason : 'it does not speak as it should'
}

const ENDED = 'Python was ended.'
const TOO_MUCH_MEMORY = 'Stopped: the code takes too much memory.'
const LOST = 'All variables and files are lost; the next execution starts afresh.'
