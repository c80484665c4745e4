import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { Busboy, type BusboyInstance } from '@fastify/busboy'

import { ApiError } from './api-error.ts'
import { parseQuery } from './query.ts'

/** What a multipart form held beside its file; the file itself has gone to `write`. */
export interface Form {
  /** `a[b]` is a record, as in a query string. */
  fields: Record<string, unknown>
  filename: string | undefined
}

const LIMITS = { fields: 20, fieldSize: 4096, fieldNameSize: 100, files: 2, parts: 24 }

/**
 * Reads a multipart form, streaming the part named `file` to `write` as it arrives.
 * @throws {ApiError} 400 for what is no such form; or what `write` throws
 */
export const readForm = async (
  request: Request,
  write: (stream: AsyncIterable<Uint8Array>) => Promise<unknown>,
): Promise<Form> => {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data;.*boundary=/i.test(contentType) || !request.body) throw notForm()
  const form = new FormReader(contentType, write)
  await form.read(request.body)
  return form.result()
}

const notForm = (cause?: unknown) =>
  new ApiError(400, null, 'The request must be a multipart/form-data upload.', null, { cause })

class FormReader {
  readonly #busboy: BusboyInstance
  readonly #fields: [string, string][] = []
  readonly #strangers: string[] = []
  #filename: string | undefined
  #file: Readable | undefined
  #written: Promise<unknown> | undefined
  #broken: unknown

  constructor(contentType: string, write: (stream: AsyncIterable<Uint8Array>) => Promise<unknown>) {
    this.#busboy = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
    this.#busboy.on('field', (name, value) => this.#fields.push([name, value]))
    this.#busboy.on('file', (name, stream, filename) => {
      stream.on('error', (error) => (this.#broken = error))
      if (name !== 'file' || this.#file) {
        this.#strangers.push(name)
        stream.resume()
        return
      }
      this.#file = stream
      this.#filename = filename ?? ''
      this.#written = write(stream)
      // A failed write ends the reading: nothing would take up the rest of the file.
      this.#written.catch((error: unknown) => this.#busboy.destroy(asError(error)))
    })
  }

  async read(body: ReadableStream): Promise<void> {
    try {
      await pipeline(Readable.fromWeb(body), this.#busboy)
    } catch (error) {
      // An upload that breaks off leaves its file's stream open; `write` has to hear of it.
      this.#file?.destroy(asError(error))
      await this.#finish()
      throw notForm(error)
    }
    await this.#finish()
  }

  /** Waits for the write; one that failed only because the form broke off is the form's fault. */
  async #finish(): Promise<void> {
    try {
      await this.#written
    } catch (error) {
      throw error === this.#broken ? notForm(error) : error
    }
  }

  result(): Form {
    const [stranger] = this.#strangers
    if (stranger === 'file') throw new ApiError(400, null, 'Only one file can be given.', 'file')
    if (stranger !== undefined) this.#fields.push([stranger, ''])
    return { fields: parseQuery(this.#fields), filename: this.#filename }
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
