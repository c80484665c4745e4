import { actingAs } from '#server/store/actor.ts'
import type { AssistantStore } from '#server/store/assistants.ts'
import type { ImportStore } from '#server/store/imports.ts'

import { type ImportWatcher, importFiles } from '../import/import-files.ts'
import { plural, progressLine, summaryText } from './progress.ts'
import { type CommandIo, screenOn } from './screen.ts'

export const IMPORT_USAGE = `Usage: clew import [--data DIR] FILE…

Imports threads from newline-delimited JSON, one thread a line, plain or gzip; - reads standard input.
Importing the same thread again adds nothing. Bad lines are skipped; the first hundred are reported as
FILE:LINE.
`

/** How many bad lines are told each by itself: a file of another form has nothing else. */
const LINES_TOLD = 100

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
  const screen = screenOn(io.err)
  let painted = 0
  let badLines = 0
  const watcher: ImportWatcher = {
    onProgress(now, file) {
      if (elapsed() - painted < screen.every) return
      painted = elapsed()
      screen.progress(progressLine({ totals: now, elapsed: painted, file }, screen.columns))
    },
    onFileDone: (now, file) =>
      screen.progress(progressLine({ totals: now, elapsed: elapsed(), file }, screen.columns)),
    onFault(file, line, reason) {
      if (line === undefined) return screen.note(`${file}: ${reason}`)
      badLines += 1
      if (badLines <= LINES_TOLD) screen.note(`${file}:${line}: ${reason}`)
    },
  }
  const totals = await actingAs('import', () => importFiles(paths, store, watcher, signal))
  if (badLines > LINES_TOLD) screen.note(`and ${plural(badLines - LINES_TOLD, 'more bad line')}`)
  screen.clear()
  io.out.write(`${summaryText(totals, elapsed(), signal.aborted)}\n`)
  if (signal.aborted) return 130
  return totals.badLines > 0 || totals.badFiles > 0 ? 1 : 0
}
