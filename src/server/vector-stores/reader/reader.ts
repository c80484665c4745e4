import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { MAX_FILE_BYTES, MAX_FILE_MEGABYTES } from '#contract/limits.ts'
import type { StaticChunking } from '#contract/vector-store-file.ts'
import { residentOf } from '#server/resident.ts'

import { Unreadable, invalid } from '../extract/unreadable.ts'
import type { FromReader, ReadChunk, ToReader } from './protocol.ts'

export interface ReaderLimits {
  /** Milliseconds in which the process has to show that it gets on. */
  patience: number
  /**
   * Milliseconds of the processor that one page may take (where the system tells): a few operators without
   * their ends can cost the library minutes, during which nothing else runs in its process.
   */
  page: number
  /** Of JavaScript's objects, in MB. */
  heap: number
  /** Of all that the process holds beside the file (where the system tells), in MB. */
  resident: number
  tokens: number
}

export const READER_LIMITS: ReaderLimits = {
  patience: 120_000,
  page: 15_000,
  heap: 640,
  resident: 768,
  tokens: 5_000_000,
}

/** How long an idle process is kept for the next file, and how often a busy one is looked at. */
const IDLE_MS = 20_000
const WATCH_MS = 100

const MB = 1024 * 1024
/** How many times its size a file is held: its bytes as they came, the reader's own, and their text. */
const COPIES = 4

/** What the process may hold for a file, in MB: a small one that takes much more than it has is a bomb. */
export const residentFor = (bytes: number, { resident }: ReaderLimits): number =>
  resident + Math.ceil((COPIES * bytes) / MB)

interface File {
  filename: string
  bytes: number
  chunking: StaticChunking
}

/**
 * Reads one file after another in a process of its own, which may read nothing but the program and
 * is ended when a file takes too much of anything.
 */
export class Reader {
  readonly #limits: ReaderLimits
  #child: ChildProcess | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(limits: ReaderLimits = READER_LIMITS) {
    this.#limits = limits
  }

  /**
   * Calls `take` with the file's passages, some at a time; the next come when it has settled.
   * @throws {Unreadable} or what `take` or the bytes threw
   */
  async read(
    file: File,
    bytes: AsyncIterable<Uint8Array>,
    take: (chunks: ReadChunk[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    if (file.bytes > MAX_FILE_BYTES)
      throw invalid(`The file is larger than ${MAX_FILE_MEGABYTES} MB.`)
    clearTimeout(this.#idle)
    const child = (this.#child ??= this.#spawn())
    const aborted = Promise.withResolvers<never>()
    aborted.promise.catch(() => {})
    const stop = () => {
      child.kill('SIGKILL')
      aborted.reject(signal.reason)
    }
    signal.addEventListener('abort', stop)
    let isWhole = false
    try {
      signal.throwIfAborted()
      // Bytes may stop coming without an end: then nothing but the signal ends the wait.
      await Promise.race([this.#feed(child, file, bytes), aborted.promise])
      const resident = residentFor(file.bytes, this.#limits)
      let answer = await this.#answer(child, { type: 'end' }, resident)
      while (answer.type === 'chunks') {
        await take(answer.chunks)
        answer = await this.#answer(child, { type: 'more' }, resident)
      }
      if (answer.type === 'broken') throw new Error(answer.message)
      isWhole = true
      if (answer.type === 'unreadable') throw new Unreadable(answer.code, answer.message)
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      if (isWhole) this.#idle = setTimeout(() => this.close(), IDLE_MS).unref()
      else this.close()
    }
  }

  close(): void {
    clearTimeout(this.#idle)
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #spawn(): ChildProcess {
    const child = fork(PROGRAM, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: {},
      execArgv: [
        `--max-old-space-size=${this.#limits.heap}`,
        '--permission',
        ...READABLE.map((path) => `--allow-fs-read=${path}`),
        '--disable-warning=SecurityWarning',
      ],
    })
    // Without a listener a process that cannot be started would end this one; `exit` tells the rest.
    child.on('error', () => {})
    child.unref()
    child.channel?.unref()
    return child
  }

  async #feed(child: ChildProcess, file: File, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#send(child, { type: 'file', ...file, maxTokens: this.#limits.tokens })
    for await (const piece of bytes) await this.#send(child, { type: 'bytes', bytes: piece })
  }

  async #send(child: ChildProcess, message: ToReader): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      if (!child.connected) return reject(this.#ended(child))
      child.send(message, (error) => (error ? reject(this.#ended(child)) : resolve()))
    })
  }

  async #answer(child: ChildProcess, message: ToReader, resident: number): Promise<FromReader> {
    const done = new AbortController()
    const { signal } = done
    try {
      const answered = answerOf(child, signal)
      const exited = once(child, 'exit', { signal })
      const overdue = this.#watch(child, resident, signal)
      // Whichever comes first; the others end with the signal.
      for (const promise of [answered, exited, overdue]) promise.catch(() => {})
      await this.#send(child, message)
      const result = await Promise.race([
        answered.then((answer) => ({ answer })),
        exited.then(() => ({ error: this.#ended(child) })),
        overdue.then((error) => ({ error })),
      ])
      if ('error' in result) throw result.error
      return result.answer
    } finally {
      done.abort()
    }
  }

  /** Settles with the reason once the process has had too much time or memory. */
  #watch(child: ChildProcess, resident: number, signal: AbortSignal): Promise<Unreadable> {
    const { patience, page: most } = this.#limits
    return new Promise((resolve) => {
      const overdue = () => resolve(invalid('The file took too long to read.'))
      const timer = setTimeout(overdue, patience)
      let page: number | undefined
      let begun: { page: number; work: number } | undefined
      const onMessage = (message: FromReader) => {
        if (message.type === 'page') page = message.number
      }
      const look = async () => {
        if ((await residentOf(child.pid)) > resident) resolve(TOO_MUCH_MEMORY)
        if (page === undefined) return
        const work = await workOf(child.pid)
        if (page !== begun?.page) begun = { page, work }
        else if (work - begun.work > most) resolve(tooMuchWork(page, most))
      }
      const watch = setInterval(() => void look(), WATCH_MS)
      child.on('message', onMessage)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        clearInterval(watch)
        child.off('message', onMessage)
      })
    })
  }

  /** Why the process is gone. Out of memory it aborts itself; else someone else has ended it. */
  #ended(child: ChildProcess): Error {
    const isAbort = child.signalCode === 'SIGABRT' || child.exitCode === 134
    return isAbort || child.signalCode === 'SIGTRAP'
      ? TOO_MUCH_MEMORY
      : new Error(`the reading process ended (${child.signalCode ?? child.exitCode ?? 'unknown'})`)
  }
}

const TOO_MUCH_MEMORY = invalid('The file needs too much memory to read.')

const tooMuchWork = (page: number, most: number) =>
  invalid(
    `Page ${page} of the file takes too much work to read: at most ${most / 1000} s of the processor.`,
  )

/** The first message that is an answer. */
const answerOf = async (child: ChildProcess, signal: AbortSignal): Promise<FromReader> => {
  for await (const [message] of on(child, 'message', { signal })) {
    const answer = message as FromReader // our own program's
    if (answer.type !== 'page') return answer
  }
  throw new Error('the reading process says nothing more')
}

const isSource = import.meta.filename.endsWith('.ts')
const PROGRAM = join(import.meta.dirname, isSource ? 'read-file.ts' : 'read-file.js')
const ROOT = join(import.meta.dirname, isSource ? '../../../..' : '../..')
const READABLE = isSource
  ? [join(ROOT, 'src/*'), join(ROOT, 'node_modules/*'), join(ROOT, 'package.json')]
  : [join(ROOT, 'dist/server/*'), join(ROOT, 'package.json')]

/** Clock ticks of Linux. */
const TICK_MS = 10

/** The processor's time that a process has had, in milliseconds; 0 where the system does not tell. */
const workOf = async (pid: number | undefined): Promise<number> => {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // Behind the name, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return 0
  }
}
