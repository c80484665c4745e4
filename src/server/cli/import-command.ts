import { actingAs } from '#server/store/actor.ts'
import type { AssistantStore } from '#server/store/assistants.ts'
import type { ImportStore } from '#server/store/imports.ts'

import { type ImportTotals, type ImportWatcher, importFiles } from '../import/import-files.ts'
import { progressLine, summaryText } from './progress.ts'

export const IMPORT_USAGE = `Usage: clew import [--data DIR] FILE…

Imports threads from newline-delimited JSON, one thread a line, plain or gzip; - reads standard input.
Importing the same thread again adds nothing. Bad lines are reported as FILE:LINE and skipped.
`

/** How often the terminal is painted, and how often a log gets a line, in milliseconds. */
const PAINT_EVERY = 100
const LOG_EVERY = 5000

/** Where a command speaks to; the process's own streams outside tests. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}
export interface CommandIo {
  out: Output
  err: Output
  /** Milliseconds, never going back. */
  now(): number
}

/**
 * @returns the exit code: 0 when every line was taken or there already, 1 when some were not,
 * 130 when the signal stopped it
 */
export async function importCommand(
  paths: string[],
  store: ImportStore & AssistantStore,
  io: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const started = io.now()
  const elapsed = () => io.now() - started
  const screen = io.err.isTTY ? new TerminalScreen(io.err) : new LogScreen(io.err)
  let painted = 0
  const watcher: ImportWatcher = {
    onProgress(now, file) {
      if (elapsed() - painted < screen.every) return
      painted = elapsed()
      screen.progress(now, painted, file)
    },
    onFileDone: (now, file) => screen.progress(now, elapsed(), file),
    onFault: (file, line, reason) =>
      screen.note(`${file}${line === undefined ? '' : `:${line}`}: ${reason}`),
  }
  const totals = await actingAs('import', () => importFiles(paths, store, watcher, signal))
  screen.clear()
  io.out.write(`${summaryText(totals, elapsed(), signal.aborted)}\n`)
  if (signal.aborted) return 130
  return totals.badLines > 0 || totals.badFiles > 0 ? 1 : 0
}

/** One line that is painted over; notes scroll by above it. */
class TerminalScreen {
  readonly every = PAINT_EVERY
  readonly #output: Output
  constructor(output: Output) {
    this.#output = output
  }
  progress(totals: ImportTotals, elapsed: number, file: string): void {
    const columns = this.#output.columns ?? 80
    this.#output.write(`\r\x1b[2K${progressLine({ totals, elapsed, file }, columns)}`)
  }
  note(text: string): void {
    this.#output.write(`\r\x1b[2K${text}\n`)
  }
  clear(): void {
    this.#output.write('\r\x1b[2K')
  }
}

/** A line now and then, for logs and pipes. */
class LogScreen {
  readonly every = LOG_EVERY
  readonly #output: Output
  constructor(output: Output) {
    this.#output = output
  }
  progress(totals: ImportTotals, elapsed: number, file: string): void {
    this.note(progressLine({ totals, elapsed, file }))
  }
  note(text: string): void {
    this.#output.write(`${text}\n`)
  }
  clear(): void {}
}
