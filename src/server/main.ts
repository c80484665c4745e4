import { join } from 'node:path'

import { BACKUP_USAGE, backupData } from './cli/backup-command.ts'
import { EXPORT_USAGE, exportCommand, toExportOrder } from './cli/export-command.ts'
import { IMPORT_USAGE, importCommand } from './cli/import-command.ts'
import { requireData } from './cli/require-data.ts'
import { type CommandLine, type Config, SettingError, readCommandLine } from './config.ts'
import { FILES, takeFolder } from './data-folder.ts'
import { wordsFor } from './files/missing-bytes.ts'
import { openData, packageVersion, start } from './start.ts'
import { warningsOf } from './warnings.ts'

const USAGE = `Usage: clew [serve] [--port N] [--host H] [--data DIR]
       clew import [--data DIR] FILE…
       clew export [--data DIR] [--format F] [--out FILE] [THREAD…]
       clew backup [--data DIR] FOLDER
       clew --version

serve    opens the console and the API on this machine (the default)
import   brings threads in from newline-delimited JSON
export   writes threads as newline-delimited JSON or as Markdown
backup   copies everything into a new folder, also while the server runs

Settings come from the command line or the environment: CLEW_PORT (8484; 0 picks one), CLEW_HOST
(127.0.0.1), CLEW_DATA (.clew), CLEW_MODEL_BASE_URL and CLEW_MODEL_API_KEY (any OpenAI-compatible
endpoint), CLEW_MODEL_ALIASES (gpt-4=llama3.1,*=qwen3), CLEW_EMBEDDING_MODEL (searches files by
meaning), CLEW_PYTHON_WHEELS (packages for the code interpreter), CLEW_SAMPLES=off,
CLEW_UPSTREAM_URL and CLEW_UPSTREAM_KEY (another server answers /v1), CLEW_LOG_LEVEL. README.md
tells of all of them.
`

/** How long a stop may take before the process ends regardless, in milliseconds. */
const STOP_MS = 10_000

const serve = async (config: Config): Promise<void> => {
  const starting = start(config)
  const stop = () => {
    // Whoever asks twice wants it now.
    process.once('SIGINT', () => process.exit(130))
    setTimeout(() => process.exit(1), STOP_MS).unref()
    starting.then((running) => running.stop()).then(() => process.exit(0), fail)
  }
  // Before it says that it is up: from then on anyone may stop it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  const { url, missing } = await starting
  const before =
    config.upstreamUrl === undefined ? '' : `, in front of ${new URL(config.upstreamUrl).host}`
  const from = config.publicOrigin === undefined ? '' : `, for browsers at ${config.publicOrigin}`
  process.stdout.write(`Clew is at ${url}${from} (data in ${config.dataDir}${before})\n`)
  for (const warning of warningsOf(config.dataDir, process.geteuid?.())) {
    process.stderr.write(`clew: ${warning}\n`)
  }
  const line = await missing
  if (line !== undefined) process.stderr.write(`clew: ${line}\n`)
}

const backUp = async (folders: string[], config: Config): Promise<void> => {
  const [folder] = folders
  if (folder === undefined || folder.trim() === '' || folders.length > 1) {
    throw new SettingError(`name one folder.\n\n${BACKUP_USAGE}`)
  }
  const copies = await backupData(config.dataDir, folder)
  for (const { place, copied } of copies) {
    const files = copied === 1 ? '1 file' : `${copied} files`
    const of = place === '' ? '' : ` of ${place}`
    process.stdout.write(`Copied the database and ${files}${of} to ${join(folder, place)}\n`)
  }
  const gaps = copies
    .filter(({ missing }) => missing.length > 0)
    .map(({ place, missing }) => `${wordsFor(missing)} in ${join(config.dataDir, place, FILES)}`)
  if (gaps.length === 0) return
  throw new SettingError(
    `this is no full copy: ${gaps.join('; ')}. The rest is in ${folder}, with which a server starts.`,
  )
}

const USAGES: Record<string, string> = {
  import: IMPORT_USAGE,
  export: EXPORT_USAGE,
  backup: BACKUP_USAGE,
}

const importFiles = async (paths: string[], config: Config): Promise<void> => {
  if (paths.length === 0) throw new SettingError(`nothing to import.\n\n${IMPORT_USAGE}`)
  const store = await openData(takeFolder(config), { bulk: true })
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const io = { out: process.stdout, err: process.stderr, now: () => performance.now() }
  try {
    process.exitCode = await importCommand(paths, store, io, interrupted.signal)
  } finally {
    await store.close()
  }
}

const exportThreads = async (line: CommandLine): Promise<void> => {
  const wanted = toExportOrder(line)
  const store = await openData(requireData(line.config))
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const io = { out: process.stdout, err: process.stderr, now: () => performance.now() }
  try {
    process.exitCode = await exportCommand(wanted, store, io, interrupted.signal)
  } finally {
    await store.close()
  }
}

const run = async (line: CommandLine): Promise<void> => {
  const { command, operands, help, version, config } = line
  if (help) return void process.stdout.write(USAGES[command] ?? USAGE)
  if (version) return void process.stdout.write(`clew ${packageVersion()}\n`)
  if (command === 'export') return exportThreads(line)
  if (line.format !== undefined || line.out !== undefined) {
    throw new SettingError('--format and --out are settings of an export.')
  }
  if (command === 'backup') return backUp(operands, config)
  if (command === 'import') return importFiles(operands, config)
  if (command === 'serve' && operands.length === 0) return serve(config)
  throw new SettingError(`"${[command, ...operands].join(' ')}" is no command.\n\n${USAGE}`)
}

const fail = (error: unknown): void => {
  const text = error instanceof SettingError ? error.message : error
  console.error(error instanceof SettingError ? `clew: ${String(text)}` : text)
  process.exitCode = 1
  // What is still open must not hold a process that has nothing left to do.
  setTimeout(() => process.exit(), 500).unref()
}

// What is kept here is private, whatever the folder's own mode.
process.umask(0o077)
try {
  await run(readCommandLine())
} catch (error) {
  fail(error)
}
