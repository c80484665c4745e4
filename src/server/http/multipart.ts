import { type Hash, createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

import { Busboy, type BusboyInstance, type Dicer } from '@fastify/busboy'

import { MAX_FILE_BYTES } from '#contract/limits.ts'
import { operations } from '#contract/operations.ts'

import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'
import { arriving, wholeMs } from './arriving.ts'
import { checkEncoding, tooLarge } from './body.ts'
import { withOneName, withWordsDecoded } from './form-filename.ts'
import { parseQuery } from './query.ts'

/** What a multipart form held beside its file; the file itself has gone to `write`. */
export interface Form {
  /** `a[b]` is a record, as in a query string. */
  fields: Record<string, unknown>
  /** As it was sent, maybe with a path. */
  filename: string | undefined
  /** Of all that it held, where that was asked for. */
  digest: string | undefined
}

interface FormOptions {
  timers: Timers
  /** Of the part that is the file. */
  name: string
  digest?: boolean
}

const LIMITS = { fields: 20, fieldSize: 4096, fieldNameSize: 100, files: 2, parts: 24 }

/** Files that come as plain fields too: the published example of an upload's part sends it so. */
const MAY_BE_TEXT: ReadonlySet<string> = new Set([operations.addUploadPart.multipart])

/** What a form may hold beside its file, in bytes. */
const FORM_BYTES = 64 * 1024

/** @throws {ApiError} 413 for a form that says it is larger than one with a file of so many bytes */
export const checkFormBytes = ({ headers }: Request, most: number): void => {
  if (Number(headers.get('content-length')) > most + FORM_BYTES) throw tooLarge(most)
}

/** The longest boundary, in characters; RFC 2046 allows 70. */
const MAX_BOUNDARY = 200

/**
 * Reads a multipart form, streaming its one file to `write` as it arrives.
 * @throws {ApiError} 400 for what is no such form, 408 where it stalls, 415 where it is compressed; or what
 *   `write` throws
 */
export const readForm = async (
  request: Request,
  write: (stream: AsyncIterable<Uint8Array>) => Promise<unknown>,
  { timers, name, digest = false }: FormOptions,
): Promise<Form> => {
  checkEncoding(request)
  const contentType = request.headers.get('content-type') ?? ''
  const [, boundary = ''] = /^multipart\/form-data;.*boundary=(.*)$/i.exec(contentType) ?? []
  // The parser's own limit, past which it throws where it is made.
  if (boundary === '' || boundary.length > MAX_BOUNDARY || !request.body) throw notForm()
  const hash = digest ? createHash('sha256') : undefined
  const form = new FormReader(
    contentType,
    hash ? (stream) => write(hashed(stream, hash)) : write,
    name,
  )
  const told = request.headers.get('content-length')
  const longest = wholeMs(told === null ? MAX_FILE_BYTES : Number(told))
  await form.read(arriving(request.body, timers, longest))
  const { fields, filename } = form.result()
  hash?.update(JSON.stringify([fields, filename]))
  return { fields, filename, digest: hash?.digest('base64url') }
}

async function* hashed(stream: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    hash.update(chunk)
    yield chunk
  }
}

const notForm = (cause?: unknown) =>
  new ApiError(400, null, 'The request must be a multipart/form-data upload.', null, { cause })

const tooManyParts = () =>
  new ApiError(
    400,
    'too_many_parts',
    `The form has too many parts: at most ${LIMITS.fields} fields and one file are read.`,
  )

class FormReader {
  readonly #busboy: BusboyInstance
  readonly #fields: [string, string][] = []
  readonly #strangers: string[] = []
  #filename: string | undefined
  #file: Readable | undefined
  #written: Promise<unknown> | undefined
  /** Aborts with the first thing that went wrong. */
  readonly #failure = new AbortController()
  /** What is told in place of a fault of the form. */
  #refusal: { error: unknown } | undefined

  readonly #name: string

  constructor(
    contentType: string,
    write: (stream: AsyncIterable<Uint8Array>) => Promise<unknown>,
    wanted: string,
  ) {
    this.#name = wanted
    this.#busboy = new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      // The slashes of an encoded name are no path.
      preservePath: true,
      isPartAFile: (name, type, filename) =>
        filename !== undefined ||
        type === 'application/octet-stream' ||
        (name === wanted && MAY_BE_TEXT.has(name)),
    })
    preferEncodedNames(this.#busboy)
    this.#busboy.on('error', (error) => this.#fail(error))
    // What comes after is skipped, which takes as long as to read it.
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
      this.#busboy.on(limit, () => this.#refuse(tooManyParts()))
    }
    this.#busboy.on('field', (name, value) => this.#fields.push([name, value]))
    this.#busboy.on('file', (name, stream, filename) => {
      // A part that breaks off; without a listener it would end the process.
      stream.on('error', (error) => this.#fail(error))
      if (name !== wanted || this.#file) {
        this.#strangers.push(name)
        stream.resume()
        return
      }
      this.#file = stream
      this.#filename = withWordsDecoded(filename ?? '')
      this.#written = write(stream).catch((error: unknown) => this.#failWrite(error))
    })
  }

  async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of body) {
        await this.#parse(chunk)
        if (this.#failure.signal.aborted) break
      }
      if (!this.#failure.signal.aborted) await this.#end()
    } catch (error) {
      if (error instanceof ApiError) this.#refuse(error)
      else this.#fail(error)
    }
    await this.#written
    if (this.#refusal) throw this.#refusal.error
    if (this.#failure.signal.aborted) throw notForm(this.#failure.signal.reason)
  }

  async #parse(chunk: Uint8Array): Promise<void> {
    if (!this.#busboy.write(chunk)) await this.#event('drain')
  }

  async #end(): Promise<void> {
    const finished = this.#event('finish')
    this.#busboy.end()
    await finished
  }

  /** Waits for the parser, or for something to go wrong: whichever comes first. */
  async #event(name: 'drain' | 'finish'): Promise<void> {
    const { signal } = this.#failure
    await once(this.#busboy, name, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }

  #fail(error: unknown): void {
    if (this.#failure.signal.aborted) return
    this.#failure.abort(error)
    // Whoever reads the file's stream has to hear that no more comes.
    this.#file?.destroy(asError(error))
  }

  #refuse(error: unknown): void {
    this.#refusal = { error }
    this.#fail(error)
  }

  /** A write that gives up lets its stream go, which the parser takes for a fault of the form. */
  #failWrite(error: unknown): void {
    if (error === this.#failure.signal.reason) this.#fail(error)
    else this.#refuse(error)
  }

  result(): Omit<Form, 'digest'> {
    const [stranger] = this.#strangers
    if (stranger === this.#name) {
      throw new ApiError(400, null, 'Only one file can be given.', this.#name)
    }
    if (stranger !== undefined) this.#fields.push([stranger, ''])
    return { fields: parseQuery(this.#fields), filename: this.#filename }
  }
}

/** The parser reads the last name of a part or the plain one, by how the part is written. */
const preferEncodedNames = (busboy: BusboyInstance): void => {
  // The parser of a form is no part of the type: headers are given out nowhere else.
  const { _parser: form } = busboy as unknown as { _parser: { parser: Dicer } }
  form.parser.prependListener('part', (part) => {
    part.on('header', (header: Record<string, string[] | undefined>) => {
      const [disposition] = header['content-disposition'] ?? []
      if (disposition !== undefined) header['content-disposition'] = [withOneName(disposition)]
    })
  })
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
