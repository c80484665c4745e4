import type { Assistant } from '#contract/assistant.ts'
import { firstCharacters } from '#contract/characters.ts'
import { MAX_NAME_CHARACTERS } from '#contract/limits.ts'
import { STAND_IN } from '#contract/stand-in.ts'
import type { AssistantStore } from '#server/store/assistants.ts'
import type { ImportOutcome, ImportedThread } from '#server/store/imports.ts'
import type { ImportStore } from '#server/store/imports.ts'

import { THREAD_LINES } from '../thread-lines.ts'
import { BadLine } from './bad-line.ts'
import { printable, readLine, toMapped } from './parse-line.ts'
import { type Source, Unreadable, openSource, readPlain } from './read-bytes.ts'
import { splitLines } from './split-lines.ts'
import { ThreadParts } from './thread-parts.ts'
import type { StandIn } from './to-imported-thread.ts'

/** Threads of one write: enough to share a disk flush, few enough to hold. */
const BATCH_THREADS = 200
const BATCH_BYTES = 4 * 1024 * 1024

export interface ImportTotals {
  imported: number
  /** There already, by content. */
  skipped: number
  badLines: number
  /** Files that could not be read to their end. */
  badFiles: number
  messages: number
  /** Stored bytes read so far, of `bytesTotal` where that is known. */
  bytesRead: number
  bytesTotal: number | undefined
}

/** Told of what happens on the way. `line` is undefined where a whole file is at fault. */
export interface ImportWatcher {
  onProgress(totals: ImportTotals, file: string): void
  onFileDone(totals: ImportTotals, file: string): void
  onFault(file: string, line: number | undefined, reason: string): void
}

/**
 * Imports files one after another, a bounded number of threads in memory. Stops between two writes
 * when the signal aborts; what was written stays and is whole.
 */
export async function importFiles(
  paths: string[],
  store: ImportStore & AssistantStore,
  watcher: ImportWatcher,
  signal: AbortSignal,
): Promise<ImportTotals> {
  const sources = await openAll(paths, watcher)
  const totals: ImportTotals = {
    imported: 0,
    skipped: 0,
    badLines: 0,
    badFiles: paths.length - sources.length,
    messages: 0,
    bytesRead: 0,
    bytesTotal: sum(sources.map((source) => source.size)),
  }
  for (const source of sources) {
    if (signal.aborted) break
    await new FileImport(source, store, watcher, totals).run(signal)
  }
  return totals
}

async function openAll(paths: string[], watcher: ImportWatcher): Promise<Source[]> {
  const sources: Source[] = []
  for (const path of paths) {
    try {
      sources.push(await openSource(path))
    } catch (error) {
      watcher.onFault(path, undefined, reasonOf(error))
    }
  }
  return sources
}

class FileImport {
  #batch: { line: number; thread: ImportedThread }[] = []
  #batchBytes = 0
  readonly #standIns = new Set<string>()
  readonly #parts = new ThreadParts((line, reason) => this.#fault(line, reason))
  readonly #source: Source
  readonly #store: ImportStore & AssistantStore
  readonly #watcher: ImportWatcher
  readonly #totals: ImportTotals

  constructor(
    source: Source,
    store: ImportStore & AssistantStore,
    watcher: ImportWatcher,
    totals: ImportTotals,
  ) {
    this.#source = source
    this.#store = store
    this.#watcher = watcher
    this.#totals = totals
  }

  async run(signal: AbortSignal): Promise<void> {
    const { name, bytes } = this.#source
    const plain = readPlain(bytes, (count) => (this.#totals.bytesRead += count))
    try {
      for await (const { number, bytes: line } of splitLines(plain, THREAD_LINES.line)) {
        await this.#takeLine(number, line)
        if (signal.aborted) break
      }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.#totals.badFiles += 1
      this.#watcher.onFault(name, undefined, error.message)
    }
    if (!signal.aborted) this.#parts.breakOff()
    await this.#flush()
    this.#watcher.onFileDone(this.#totals, name)
  }

  async #takeLine(line: number, bytes: Uint8Array | undefined): Promise<void> {
    const parsed = this.#parse(line, bytes)
    if (!parsed) return
    const { mapped, size } = parsed
    for (const standIn of mapped.standIns) await this.#ensureAssistant(standIn, mapped.imported)
    this.#batch.push({ line, thread: mapped.imported })
    this.#batchBytes += size
    if (this.#batch.length >= BATCH_THREADS || this.#batchBytes >= BATCH_BYTES) await this.#flush()
  }

  #parse(line: number, bytes: Uint8Array | undefined) {
    try {
      const read = readLine(bytes)
      const whole = read && this.#parts.take(line, read)
      return whole && { mapped: toMapped(whole), size: whole.bytes }
    } catch (error) {
      if (!(error instanceof BadLine)) throw error
      this.#parts.breakOff()
      this.#fault(line, error.message)
      return undefined
    }
  }

  #fault(line: number, reason: string): void {
    this.#totals.badLines += 1
    this.#watcher.onFault(this.#source.name, line, reason)
  }

  /** Writes what is held. A failing store ends the import: what it threw is no line's fault. */
  async #flush(): Promise<void> {
    const batch = this.#batch
    this.#batch = []
    this.#batchBytes = 0
    if (batch.length === 0) return
    const outcomes = await this.#store.importThreads(batch.map(({ thread }) => thread))
    for (const [index, outcome] of outcomes.entries()) {
      const held = batch[index]
      if (held) this.#count(held.line, held.thread, outcome)
    }
    this.#watcher.onProgress(this.#totals, this.#source.name)
  }

  #count(line: number, thread: ImportedThread, outcome: ImportOutcome): void {
    if (outcome === 'imported') {
      this.#totals.imported += 1
      this.#totals.messages += thread.messages.length
    } else if (outcome === 'skipped') {
      this.#totals.skipped += 1
    } else {
      this.#fault(line, `${thread.thread.id}, or an id within it, is there with other content`)
    }
  }

  async #ensureAssistant(standIn: StandIn, { thread }: ImportedThread): Promise<void> {
    if (this.#standIns.has(standIn.id)) return
    this.#standIns.add(standIn.id)
    if (await this.#store.getAssistant(standIn.id)) return
    await this.#store.insertAssistant(toAssistant(standIn, thread.created_at))
  }
}

function toAssistant({ id, source, model }: StandIn, createdAt: number): Assistant {
  return {
    id,
    object: 'assistant',
    created_at: createdAt,
    name: firstCharacters(`Imported: ${source}`, MAX_NAME_CHARACTERS),
    description: 'Stands for the assistant of imported threads that do not name theirs.',
    model,
    instructions: null,
    tools: [],
    tool_resources: {},
    metadata: { ...STAND_IN },
    temperature: null,
    top_p: null,
    response_format: 'auto',
  }
}

const sum = (sizes: (number | undefined)[]): number | undefined =>
  sizes.reduce(
    (total, size) => (total === undefined || size === undefined ? undefined : total + size),
    0,
  )

export const reasonOf = (error: unknown): string =>
  printable(error instanceof Error ? error.message : String(error))
