import { createWriteStream } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type CommandLine, SettingError } from '#server/config.ts'
import { codeOf } from '#server/error-code.ts'
import { StoreDamaged } from '#server/refusals/failures.ts'

import { FORMATS, type Format } from '../export/formats.ts'
import {
  type ExportedStore,
  type ThreadToExport,
  allThreads,
  oneThread,
} from '../export/threads-to-export.ts'
import { isThere } from './is-there.ts'
import { duration, plural } from './progress.ts'
import { type CommandIo, screenOn } from './screen.ts'
import { takeName } from './take-name.ts'

export const EXPORT_USAGE = `Usage: clew export [--data DIR] [--format ndjson|markdown] [--out FILE] [THREAD…]

Writes threads with their messages, runs and steps, oldest first, also while the server runs: all of
them, or those whose ids are given. ndjson (the default) is one thread a line, a long one over several,
which clew import takes with every id and time, and a run under way as expired; markdown is to be read.
Without --out it goes to standard output. Files that were uploaded stay in the data folder: clew backup
copies them.
`

/** What is to be written, and where; standard output without a file. */
export interface ExportOrder {
  format: Format
  file: string | undefined
  threadIds: string[]
}

/** @throws {SettingError} */
export const toExportOrder = ({ format = 'ndjson', out, operands }: CommandLine): ExportOrder => {
  if (!isFormat(format)) {
    throw new SettingError(
      `"${format}" is no format: --format takes ${Object.keys(FORMATS).join(' or ')}.`,
    )
  }
  if (out?.trim() === '') throw new SettingError('--out needs the name of a file.')
  return { format, file: out === '-' ? undefined : out, threadIds: [...new Set(operands)] }
}

const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name)

/**
 * A file is there only once it is whole; one that is there is never written over.
 * @returns the exit code: 0, 1 where something was written that no import takes, or 130 when the signal
 *   stopped it
 * @throws {SettingError} a thread that is not there, or a file that cannot be made
 */
export const exportCommand = async (
  { format, file, threadIds }: ExportOrder,
  store: ExportedStore,
  io: CommandIo & { out: Writable },
  signal: AbortSignal,
): Promise<number> => {
  const started = io.now()
  const totals = { threads: 0, notes: 0 }
  const note = (text: string) => {
    totals.notes += 1
    screen.note(text)
  }
  const screen = screenOn(io.err)
  let painted = 0
  const pieces = async function* () {
    const threads = threadIds.length === 0 ? allThreads(store) : await someThreads(store, threadIds)
    for await (const thread of threads) {
      yield* FORMATS[format](thread, note)
      totals.threads += 1
      const elapsed = io.now() - started
      if (elapsed - painted < screen.every) continue
      painted = elapsed
      screen.progress(plural(totals.threads, 'thread'))
    }
  }
  try {
    if (file === undefined) await pipeline(pieces, io.out, { signal, end: false })
    else await writeFile(file, pieces, signal)
  } catch (error) {
    screen.clear()
    if (signal.aborted) {
      io.err.write('Stopped: nothing was kept.\n')
      return 130
    }
    // Whoever reads, such as `head`, has enough.
    if (codeOf(error) === 'EPIPE' && file === undefined) return 0
    if (error instanceof StoreDamaged) {
      throw new SettingError(
        `nothing was exported. ${error.message} Other threads can be exported by id.`,
      )
    }
    if (error instanceof Error && /^E[A-Z]+$/.test(codeOf(error) ?? '')) {
      throw new SettingError(`${file ?? 'standard output'} cannot be written: ${error.message}.`)
    }
    throw error
  }
  screen.clear()
  const to = file === undefined ? '' : ` to ${file}`
  const seconds = duration(io.now() - started)
  io.err.write(`Exported ${plural(totals.threads, 'thread')}${to} in ${seconds}.\n`)
  return totals.notes > 0 ? 1 : 0
}

/** The threads of some ids, all of which are there before anything is written. */
const someThreads = async (store: ExportedStore, ids: string[]): Promise<ThreadToExport[]> => {
  const threads: ThreadToExport[] = []
  for (const id of ids) {
    const thread = await oneThread(store, id)
    if (!thread) throw new SettingError(`there is no thread "${id}".`)
    threads.push(thread)
  }
  return threads
}

const writeFile = async (
  file: string,
  pieces: () => AsyncGenerator<string>,
  signal: AbortSignal,
): Promise<void> => {
  // Told before anything is read, and for sure at the end.
  if (await isThere(file)) throw taken(file)
  await removeLeft(file)
  const partial = partialOf(file, process.pid)
  try {
    await pipeline(
      Readable.from(pieces()),
      createWriteStream(partial, { flags: 'wx', flush: true }),
      { signal },
    )
    if (!(await takeName(partial, file))) throw taken(file)
  } finally {
    await rm(partial, { force: true })
  }
}

const partialOf = (file: string, pid: number): string => `${file}.${pid}.partial`

/** What exports into this file have left that were killed. */
const removeLeft = async (file: string): Promise<void> => {
  const [folder, name] = [dirname(file), basename(file)]
  for (const entry of await readdir(folder).catch(() => [])) {
    const pid = Number(/^\.(\d+)\.partial$/.exec(entry.slice(name.length))?.[1])
    if (entry !== partialOf(name, pid) || isRunning(pid)) continue
    await rm(join(folder, entry), { force: true })
  }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is another user's.
    return codeOf(error) === 'EPERM'
  }
}

const taken = (file: string) => new SettingError(`${file} is there already; name another file.`)
