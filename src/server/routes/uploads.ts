import { createHash } from 'node:crypto'

import type { FileObject } from '#contract/file.ts'
import { operations } from '#contract/operations.ts'
import { MAX_PART_BYTES, MAX_UPLOAD_BYTES, type Upload } from '#contract/upload.ts'

import { seconds } from '../clock.ts'
import { dropFileBytes, dropPartBytes } from '../files/drop-bytes.ts'
import { type FileBytes, TooLarge } from '../files/file-bytes.ts'
import { tooLarge } from '../http/body.ts'
import type { Handlers } from '../http/handler.ts'
import { readForm, checkFormBytes } from '../http/multipart.ts'
import { withForm } from '../http/repeats.ts'
import { ApiError } from '../refusals/api-error.ts'
import { noUpload } from '../refusals/files.ts'
import {
  aboveMaximum,
  belowMinimum,
  missingParameter,
  unknownParameter,
} from '../refusals/parameters.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import type { PartOutcome } from '../store/uploads.ts'
import { toFilename } from './files.ts'

/** How long the parts may take to arrive, in seconds. */
const LIFETIME = 3600
/** Of the part that is the file. */
const NAME = operations.addUploadPart.multipart

export const uploadHandlers = {
  async createUpload({ services, body, once }) {
    checkBytes(body.bytes)
    const now = seconds(services.clock)
    const upload: Upload = {
      id: services.newId('upload'),
      object: 'upload',
      created_at: now,
      filename: toFilename(body.filename),
      bytes: body.bytes,
      purpose: body.purpose,
      status: 'pending',
      expires_at: now + LIFETIME,
      file: null,
    }
    const keep = keeping(once, () => upload)
    await services.store.insertUpload(upload, body.expires_after?.seconds, keep)
    return upload
  },

  async addUploadPart({ services, params, request, once }) {
    const { store, newId, clock } = services
    const uploadId = params.upload_id
    await pending(services, uploadId)
    checkFormBytes(request, MAX_PART_BYTES)
    const id = newId('upload_part')
    try {
      const { size, digest } = await readPart(services, { id, request, digest: once !== undefined })
      const part = {
        id,
        object: 'upload.part' as const,
        created_at: seconds(clock),
        upload_id: uploadId,
      }
      const keep = keeping<PartOutcome>(withForm(once, digest), (outcome) =>
        outcome === 'added' ? part : undefined,
      )
      const outcome = await store.insertUploadPart(part, size, keep)
      if (outcome === 'closed') await pending(services, uploadId)
      if (outcome !== 'added') throw tooManyBytes()
      return part
    } catch (error) {
      await dropPartBytes(services, uploadId, id)
      throw error instanceof TooLarge ? tooLarge(MAX_PART_BYTES) : error
    }
  },

  async completeUpload({ services, params, body, once }) {
    const { store, bytes, newId } = services
    const id = params.upload_id
    const { upload, file_seconds } = await pending(services, id)
    const parts = await partsOf(services, upload, body.part_ids)
    const fileId = newId('file')
    try {
      await join(bytes, fileId, parts, body.md5 ?? undefined)
      const file = toFile(services, upload, fileId, file_seconds)
      const keep = keeping<Upload | undefined>(once, (upload) => upload)
      const completed = await store.completeUpload(id, file, keep)
      if (!completed) throw notPending((await uploadOf(services, id)).upload)
      await removeParts(services, id)
      return completed
    } catch (error) {
      await dropFileBytes(services, fileId)
      throw error
    }
  },

  async cancelUpload({ services, params }) {
    const id = params.upload_id
    await pending(services, id)
    const cancelled = await services.store.cancelUpload(id)
    if (!cancelled) throw notPending((await uploadOf(services, id)).upload)
    await removeParts(services, id)
    return cancelled
  },
} satisfies Partial<Handlers>

const checkBytes = (bytes: number): void => {
  if (bytes < 0) throw belowMinimum('bytes', 'integer', 0, bytes)
  if (bytes > MAX_UPLOAD_BYTES) throw aboveMaximum('bytes', 'integer', MAX_UPLOAD_BYTES, bytes)
}

const uploadOf = async ({ store }: Services, id: string) => {
  const found = await store.getUpload(id)
  if (!found) throw noUpload(id)
  return found
}

const notPending = ({ id, status }: Upload) =>
  new ApiError(400, null, `Upload ${id} is ${status}; only a pending one can be changed.`)

/** @throws {ApiError} 404, or 400 when the upload has ended */
const pending = async (services: Services, id: string) => {
  const found = await uploadOf(services, id)
  if (found.upload.status !== 'pending') throw notPending(found.upload)
  return found
}

const tooManyBytes = () =>
  new ApiError(400, null, 'The parts hold more bytes than the upload was created for.', NAME)

const readPart = async (
  { bytes, timers }: Services,
  { id, request, digest }: { id: string; request: Request; digest: boolean },
): Promise<{ size: number; digest: string | undefined }> => {
  let size: number | undefined
  const write = async (stream: AsyncIterable<Uint8Array>) => {
    size = await bytes.write(id, stream, MAX_PART_BYTES)
  }
  const form = await readForm(request, write, { timers, name: NAME, digest })
  const [stranger] = Object.keys(form.fields)
  if (stranger !== undefined) throw unknownParameter(stranger)
  if (size === undefined) throw missingParameter(NAME)
  return { size, digest: form.digest }
}

/** The parts in the order asked for. @throws {ApiError} 400 unless they make up the upload's bytes */
const partsOf = async ({ store }: Services, upload: Upload, ids: string[]): Promise<string[]> => {
  const held = new Map((await store.listUploadParts(upload.id)).map(({ id, bytes }) => [id, bytes]))
  let sum = 0
  for (const [at, id] of ids.entries()) {
    const bytes = held.get(id)
    if (bytes === undefined || ids.indexOf(id) !== at) {
      const why = bytes === undefined ? 'is no part of this upload' : 'is given twice'
      throw new ApiError(400, 'invalid_value', `Invalid 'part_ids': '${id}' ${why}.`, 'part_ids')
    }
    sum += bytes
  }
  if (sum === upload.bytes) return ids
  throw new ApiError(
    400,
    null,
    `The parts hold ${sum} bytes, but the upload was created for ${upload.bytes}.`,
    'part_ids',
  )
}

/** Puts the parts together. @throws {ApiError} 400 when their checksum is another one */
const join = async (
  bytes: FileBytes,
  fileId: string,
  parts: string[],
  md5: string | undefined,
): Promise<void> => {
  const hash = createHash('md5')
  async function* all(): AsyncGenerator<Uint8Array> {
    for (const id of parts) {
      const stream = await bytes.read(id)
      if (!stream) throw new Error(`the bytes of ${id} are not there`)
      for await (const chunk of stream) {
        hash.update(chunk)
        yield chunk
      }
    }
  }
  await bytes.write(fileId, all(), MAX_UPLOAD_BYTES)
  const digest = hash.digest()
  if (md5 === undefined) return
  if ([digest.toString('hex'), digest.toString('base64')].includes(md5.trim())) return
  if (digest.toString('hex') === md5.trim().toLowerCase()) return
  throw new ApiError(400, 'invalid_value', "Invalid 'md5': it is not that of the bytes.", 'md5')
}

const toFile = (
  { clock }: Services,
  { bytes, filename, purpose }: Upload,
  id: string,
  fileSeconds: number | undefined,
): FileObject => {
  const created_at = seconds(clock)
  return {
    id,
    object: 'file',
    bytes,
    created_at,
    ...(fileSeconds !== undefined && { expires_at: created_at + fileSeconds }),
    filename,
    purpose: purpose as FileObject['purpose'], // checked when the upload was created
    status: 'processed',
  }
}

/** The parts of an upload that has ended; what stays behind is swept up later. */
const removeParts = async ({ store, bytes }: Services, uploadId: string): Promise<void> => {
  const parts = (await store.listUploadParts(uploadId)).map(({ id }) => id)
  for (const id of parts) await bytes.delete(id)
  await store.deleteUploadParts(parts)
}
