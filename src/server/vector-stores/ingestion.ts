import type { Logger } from 'pino'

import type { FileBytes } from '../files/file-bytes.ts'
import type { EmbeddingModel } from '../models/embeddings.ts'
import { UnusableVectors } from '../models/vectors-in.ts'
import type { Store } from '../store/store.ts'
import type { FileReading, FileToRead } from '../store/vector-stores.ts'
import type { Timers } from '../timers.ts'
import { Unreadable, invalid } from './extract/unreadable.ts'
import type { ReadChunk } from './reader/protocol.ts'
import { READER_LIMITS, Reader, type ReaderLimits } from './reader/reader.ts'

export interface IngestionParts {
  store: Store
  bytes: FileBytes
  embeddings: EmbeddingModel | undefined
  log: Logger
  timers: Timers
  limits?: ReaderLimits | undefined
}

/** How many files are read at once to their end, each in a process of its own. */
const READERS = 2
/**
 * While those are busy, one more reads what is small and untried, each for so many milliseconds: a file
 * that takes longer waits for the others. A short file is read soon, whoever has brought long ones.
 */
const SLICE_MS = 5000
/** From how many that wait the smallest is taken. */
const CHOICE = 32
/** How often a file is tried when it is not the file that is at fault, and the wait in between. */
const ATTEMPTS = 3
const AGAIN_MS = 1000
/** Passages removed in one write. */
const PURGE = 32

/**
 * Reads the files of vector stores in the background. What is to be read is a state of the store, so
 * that a server that was killed goes on where it was.
 */
export class Ingestion {
  readonly #parts: IngestionParts
  readonly #readers: Reader[]
  readonly #quick: Reader
  #isQuickBusy = false
  #isStoresTurn = false
  readonly #live = new Map<number, Live>()
  /** Those that were broken off after their slice. */
  readonly #slow = new Set<number>()
  /** The store whose file was taken up last. */
  #lastStore = 0
  readonly #stopping = new AbortController()
  #stopListening = () => {}
  #work: Promise<void> | undefined
  #isAsked = false

  constructor(parts: IngestionParts) {
    this.#parts = parts
    const newReader = () => new Reader(parts.limits ?? READER_LIMITS)
    this.#readers = Array.from({ length: READERS }, newReader)
    this.#quick = newReader()
  }

  start(): void {
    this.#stopListening = this.#parts.store.onChange((change) => {
      if (change.type === 'vector_stores.work' || change.type === 'other_process') this.#wake()
    })
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#stopListening()
    await Promise.all([this.#work, ...[...this.#live.values()].map(({ done }) => done)])
    for (const reader of [...this.#readers, this.#quick]) reader.close()
  }

  #wake(): void {
    if (this.#stopping.signal.aborted) return
    this.#isAsked = true
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined
      if (this.#isAsked) this.#wake()
    })
  }

  async #run(): Promise<void> {
    try {
      while (this.#isAsked) {
        this.#isAsked = false
        await this.#putWaiting()
        await this.#dropUnwanted()
        await this.#begin()
        await this.#purge()
      }
    } catch (error) {
      this.#parts.log.error({ err: error }, 'files of vector stores could not be looked after')
      await this.#wait(AGAIN_MS)
    }
  }

  /** A hostile file would keep its reader for minutes though nobody waits for it any more. */
  async #dropUnwanted(): Promise<void> {
    const wanted = new Set(await this.#parts.store.stillToRead([...this.#live.keys()]))
    for (const [key, { drop }] of this.#live) if (!wanted.has(key)) drop.abort(new NotWanted())
  }

  /** Takes up as many files as there are free readers. */
  async #begin(): Promise<void> {
    const free = this.#readers.length
    const waiting = free === 0 ? [] : await this.#waiting(free)
    // Nothing waits but these: whatever else was broken off has left its store since.
    if (waiting.length < free) this.#forgetSlow(waiting)
    for (const file of waiting) {
      const reader = this.#readers.pop()
      if (!reader || this.#stopping.signal.aborted) return
      this.#take(file, reader, this.#stopping.signal, () => {
        this.#readers.push(reader)
      })
    }
    if (this.#readers.length === 0 && !this.#isQuickBusy) await this.#beginQuick()
  }

  #forgetSlow(waiting: FileToRead[]): void {
    const there = new Set([...this.#live.keys(), ...waiting.map(({ key }) => key)])
    for (const key of this.#slow) if (!there.has(key)) this.#slow.delete(key)
  }

  /** Takes up the smallest of those that were not tried: of all, and of the next store, in turn. */
  async #beginQuick(): Promise<void> {
    const waiting = await this.#waiting(CHOICE, this.#slow)
    const [next] = waiting
    const choice = this.#isStoresTurn
      ? waiting.filter(({ store }) => store === next?.store)
      : waiting
    this.#isStoresTurn = !this.#isStoresTurn
    const [file] = choice.toSorted((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0))
    if (!file || this.#stopping.signal.aborted) return
    this.#isQuickBusy = true
    const slice = new AbortController()
    const cancel = this.#parts.timers.after(SLICE_MS, () => {
      this.#slow.add(file.key)
      slice.abort(new Error('its slice is over'))
    })
    const signal = AbortSignal.any([this.#stopping.signal, slice.signal])
    this.#take(file, this.#quick, signal, () => {
      cancel()
      this.#isQuickBusy = false
    })
  }

  #waiting(limit: number, tried: Iterable<number> = []): Promise<FileToRead[]> {
    const except = [...this.#live.keys(), ...tried]
    return this.#parts.store.listFilesToRead(limit, except, this.#lastStore)
  }

  #take(file: FileToRead, reader: Reader, signal: AbortSignal, letGo: () => void): void {
    this.#lastStore = file.store
    const drop = new AbortController()
    const reading = this.#read(file, reader, AbortSignal.any([signal, drop.signal]))
    const done = reading.finally(() => {
      this.#live.delete(file.key)
      letGo()
      this.#wake()
    })
    this.#live.set(file.key, { done, drop })
  }

  /** Whoever wrote them puts them in; a server that was killed did not. */
  async #putWaiting(): Promise<void> {
    while (!this.#stopping.signal.aborted && (await this.#parts.store.putWaitingFiles())) continue
  }

  async #purge(): Promise<void> {
    while (!this.#stopping.signal.aborted && (await this.#parts.store.purgeChunks(PURGE))) {
      if (this.#isAsked) await this.#begin()
    }
  }

  /** Never rejects. */
  async #read(file: FileToRead, reader: Reader, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await this.#settle(file, await this.#readOnce(file, reader, signal))
        return
      } catch (error) {
        if (error instanceof NotWanted) this.#slow.delete(file.key)
        if (signal.aborted || error instanceof NotWanted) return
        const { log } = this.#parts
        log.warn({ err: error, file: file.file_id, attempt }, 'a file could not be read')
        if (attempt >= ATTEMPTS) return this.#giveUp(file)
        await this.#wait(AGAIN_MS)
      }
    }
  }

  async #readOnce(file: FileToRead, reader: Reader, signal: AbortSignal): Promise<FileReading> {
    const { store, bytes } = this.#parts
    // What an earlier, broken-off reading left.
    while ((await store.deleteChunks(file.key, PURGE)) > 0) signal.throwIfAborted()
    const stream = await bytes.read(file.file_id)
    if (!stream) return { status: 'failed', error: toError(invalid('The file is not there.')) }
    const vectors = new Vectors(this.#parts, signal)
    const take = async (chunks: ReadChunk[]) => {
      const isWanted = await store.insertChunks(file.key, await vectors.addTo(chunks))
      if (!isWanted) throw new NotWanted()
    }
    const { filename, chunking } = file
    try {
      await reader.read({ filename, chunking, bytes: file.bytes ?? 0 }, stream, take, signal)
      return { status: 'completed', embedding_model: vectors.model }
    } catch (error) {
      if (error instanceof UnusableVectors) {
        return { status: 'failed', error: { code: 'server_error', message: error.message } }
      }
      if (!(error instanceof Unreadable)) throw error
      return { status: 'failed', error: toError(error) }
    } finally {
      if (!stream.locked) await stream.cancel()
    }
  }

  async #settle({ key }: FileToRead, end: FileReading): Promise<void> {
    const { store } = this.#parts
    this.#slow.delete(key)
    if (end.status === 'failed') while ((await store.deleteChunks(key, PURGE)) > 0) continue
    await store.settleVectorStoreFile(key, end)
  }

  async #giveUp(file: FileToRead): Promise<void> {
    const message = 'The server had an error while reading the file.'
    const end = { status: 'failed', error: { code: 'server_error', message } } as const
    await this.#settle(file, end).catch((error: unknown) =>
      this.#parts.log.error({ err: error }, 'a file that failed could not be marked so'),
    )
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#stopping
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }
}

/** A file that is being read. */
interface Live {
  done: Promise<void>
  /** Ends the reading of one that is no longer wanted. */
  drop: AbortController
}

/** The file was taken out of its store, or cancelled. */
class NotWanted extends Error {
  override name = 'NotWanted'
}

const toError = ({ code, message }: Unreadable) => ({ code, message })

/**
 * Adds vectors to passages until the endpoint fails: then the file is found by its words only. Vectors
 * that are none fail the file: whoever named the model has to know.
 */
class Vectors {
  readonly #parts: IngestionParts
  readonly #signal: AbortSignal
  #failed = false
  #dimensions: number | undefined

  constructor(parts: IngestionParts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  /** What the vectors were made by; null unless every passage has one. */
  get model(): string | null {
    return this.#failed ? null : (this.#parts.embeddings?.id ?? null)
  }

  async addTo(chunks: ReadChunk[]) {
    const { embeddings, log } = this.#parts
    if (!embeddings || this.#failed) return chunks
    try {
      const vectors = await embeddings.embed(
        chunks.map(({ text }) => text),
        this.#signal,
      )
      this.#dimensions ??= vectors[0]?.length
      if (vectors.some(({ length }) => length !== this.#dimensions)) {
        throw new UnusableVectors('its vectors are of different lengths')
      }
      return chunks.map((chunk, at) => {
        const vector = vectors[at]
        return vector ? { ...chunk, vector } : chunk
      })
    } catch (error) {
      this.#signal.throwIfAborted()
      if (error instanceof UnusableVectors) throw error
      log.warn({ err: error }, 'a file could not be embedded: it is found by its words only')
      this.#failed = true
      return chunks
    }
  }
}
