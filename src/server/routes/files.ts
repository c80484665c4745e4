import { extname } from 'node:path'

import { CreateFileFields, type FileObject, shownName } from '#contract/file.ts'
import { MAX_FILE_BYTES, MAX_FILENAME } from '#contract/limits.ts'
import { operations } from '#contract/operations.ts'
import { FILES_LIMIT } from '#contract/page-limits.ts'

import { seconds } from '../clock.ts'
import { dropFileBytes } from '../files/drop-bytes.ts'
import { TooLarge } from '../files/file-bytes.ts'
import { tooLarge } from '../http/body.ts'
import { download } from '../http/download.ts'
import type { Handlers } from '../http/handler.ts'
import { readForm, checkFormBytes } from '../http/multipart.ts'
import { withForm } from '../http/repeats.ts'
import { validate } from '../http/validate.ts'
import { ApiError } from '../refusals/api-error.ts'
import { noBytes, noFile } from '../refusals/files.ts'
import { missingParameter } from '../refusals/parameters.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import { toList, toPage } from './page.ts'

/** Of the part that is the file. */
const NAME = operations.createFile.multipart

/** The hosted service keeps what it was given for these to itself. */
const KEPT_BACK: readonly string[] = ['assistants', 'user_data']

export const fileHandlers = {
  async listFiles({ services, query }) {
    const { purpose } = query
    return toList(
      await services.store.listFiles({
        ...toPage(query, FILES_LIMIT),
        ...(purpose !== undefined && { purpose }),
      }),
    )
  },

  async createFile({ services, request, once }) {
    checkFormBytes(request, MAX_FILE_BYTES)
    const id = services.newId('file')
    try {
      const { file, digest } = await upload(services, { request, id, digest: once !== undefined })
      const keep = keeping(withForm(once, digest), () => file)
      await services.store.insertFile(file, keep)
      return file
    } catch (error) {
      await dropFileBytes(services, id)
      throw error instanceof TooLarge ? tooLarge(MAX_FILE_BYTES) : error
    }
  },

  async retrieveFile({ services, params }) {
    return fileOf(services, params.file_id)
  },

  async downloadFile({ services, params }) {
    const file = await fileOf(services, params.file_id)
    if (!services.config.allowAllDownloads && KEPT_BACK.includes(file.purpose)) {
      throw new ApiError(400, null, `Not allowed to download files of purpose: ${file.purpose}`)
    }
    return bytesOf(services, file)
  },

  async deleteFile({ services, params }) {
    const id = params.file_id
    if (!(await services.store.deleteFile(id))) throw noFile(id)
    await services.bytes.delete(id)
    return { id, object: 'file', deleted: true }
  },
} satisfies Partial<Handlers>

/** The file as it is known; one whose time is up is gone. @throws {ApiError} 404 */
export const fileOf = async ({ store }: Services, id: string): Promise<FileObject> => {
  const file = await store.getFile(id)
  if (!file) throw noFile(id)
  return file
}

/** Its bytes as a response. @throws {ApiError} 404 */
export const bytesOf = async (services: Services, file: FileObject): Promise<Response> => {
  const stream = await services.bytes.read(file.id)
  // It may have been deleted between the two.
  if (!stream) throw noBytes((await fileOf(services, file.id)).id)
  return download(file, stream)
}

const upload = async (
  services: Services,
  { request, id, digest }: { request: Request; id: string; digest: boolean },
): Promise<{ file: FileObject; digest: string | undefined }> => {
  let bytes = 0
  const write = async (stream: AsyncIterable<Uint8Array>) => {
    bytes = await services.bytes.write(id, stream, MAX_FILE_BYTES)
  }
  const form = await readForm(request, write, {
    timers: services.timers,
    name: NAME,
    digest,
  })
  if (form.filename === undefined) throw missingParameter(NAME)
  const { purpose, expires_after } = validate(CreateFileFields, toFields(form.fields))
  const created_at = seconds(services.clock)
  const file: FileObject = {
    id,
    object: 'file',
    bytes,
    created_at,
    ...(expires_after && { expires_at: created_at + expires_after.seconds }),
    filename: toFilename(form.filename),
    purpose,
    status: 'processed',
  }
  return { file, digest: form.digest }
}

/** Form fields are text; the one number among them is read as such. */
const toFields = (fields: Record<string, unknown>): Record<string, unknown> => {
  const after = fields['expires_after']
  if (typeof after !== 'object' || after === null || !('seconds' in after)) return fields
  const { seconds: text } = after
  const isNumber = typeof text === 'string' && /^\d+$/.test(text)
  return { ...fields, expires_after: { ...after, seconds: isNumber ? Number(text) : text } }
}

/** A name to show and to save under: no folders, nothing unseen, not without end. */
export const toFilename = (name: string): string => {
  // Forms write a quote and line ends in a name so: https://html.spec.whatwg.org/#multipart-form-data
  const written = name.replaceAll('%22', '"').replaceAll(/%0[AD]/g, ' ')
  const base = written.split(/[/\\]/).at(-1) ?? ''
  const clean = shownName(base.toWellFormed()).trim()
  const isDots = /^\.*$/.test(clean)
  return isDots ? 'upload' : shortened(clean)
}

/** The longest ending that tells the kind of a file. */
const MAX_EXTENSION = 20

/** A name that is too long loses its middle: by its ending it is read, and shown. */
const shortened = (name: string): string => {
  if (name.length <= MAX_FILENAME) return name
  const extension = extname(name)
  const ending = extension.length <= MAX_EXTENSION ? extension : ''
  return `${name.slice(0, MAX_FILENAME - ending.length)}${ending}`.toWellFormed()
}
