import * as z from 'zod/mini'

import { FileObject } from '#contract/file.ts'
import { operations } from '#contract/operations.ts'

import { OutcomeUnknown } from './ask-once.ts'
import { urlOf } from './client.ts'
import { REQUEST_ID, isUnanswered, malformed, refusal, unreachable } from './failure.ts'
import { keepFile } from './files.ts'
import { type SentFile, lookForFile } from './look-for-file.ts'
import { unsafeBehind } from './mirror.ts'
import { repeatWords } from './repeats.ts'

export interface Upload extends SentFile {
  /** Bytes sent and in all, as the browser tells them. */
  onProgress?: (sent: number, total: number) => void
  signal?: AbortSignal
  /** Of the wish to upload it: a server that has it answers as before. */
  key: string
  /** An earlier try may have been done. */
  isAgain?: boolean
}

/**
 * Uploads a file, once however often that is tried with a key. XMLHttpRequest, because `fetch` tells nothing of the progress of a request body.
 * @throws {ApiFailure}, `OutcomeUnknown` where it may be there all the same, or an AbortError once `signal` is aborted
 */
export const uploadFile = async (upload: Upload): Promise<FileObject> => {
  const file = await uploadSurely(upload)
  keepFile(file)
  return file
}

const uploadSurely = async (upload: Upload): Promise<FileObject> => {
  const { signal, isAgain = false } = upload
  if (isAgain && !(await isSafe(signal))) {
    const before = await lookForFile(upload, signal).catch(() => undefined)
    if (before) return before
  }
  try {
    return await uploadOnce(upload)
  } catch (error) {
    if (signal?.aborted || !isUnanswered(error)) throw error
    // Its answer may be all that was lost: asked with the same key, the server tells.
    if (await isSafe(signal)) return uploadOnce(upload)
    // Where a key tells nothing, a repeat would be another file.
    const found = await lookForFile(upload, signal).catch((cause: unknown) => {
      if (signal?.aborted) throw aborted()
      throw new OutcomeUnknown(cause, repeatWords())
    })
    if (found) return found
    throw error
  }
}

/** Whether a repeat is known as one. Where nobody can say, it is not. */
const isSafe = (signal?: AbortSignal): Promise<boolean> =>
  unsafeBehind(signal).then(
    (behind) => behind === undefined,
    () => false,
  )

const uploadOnce = ({ file, purpose, onProgress, signal, key }: Upload): Promise<FileObject> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted())
    const form = new FormData()
    form.append('purpose', purpose)
    form.append('file', file, file.name)
    const xhr = new XMLHttpRequest()
    const abort = () => xhr.abort()
    signal?.addEventListener('abort', abort)
    xhr.upload.onprogress = (event) => onProgress?.(event.loaded, event.total || file.size)
    xhr.onload = () => {
      try {
        resolve(fileFrom(xhr))
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    }
    xhr.onerror = () => reject(unreachable(undefined))
    xhr.onabort = () => reject(aborted())
    xhr.onloadend = () => signal?.removeEventListener('abort', abort)
    xhr.open(operations.createFile.method, urlOf('createFile', {}))
    xhr.setRequestHeader('Idempotency-Key', key)
    xhr.send(form)
  })

const aborted = () => new DOMException('The upload was cancelled.', 'AbortError')

const fileFrom = (xhr: XMLHttpRequest): FileObject => {
  const requestId = xhr.getResponseHeader(REQUEST_ID)
  if (xhr.status < 200 || xhr.status > 299) throw refusal(xhr.status, xhr.responseText, requestId)
  try {
    return z.parse(FileObject, JSON.parse(xhr.responseText))
  } catch (cause) {
    throw malformed({ status: xhr.status, requestId }, cause)
  }
}
