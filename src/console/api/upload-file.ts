import * as z from 'zod/mini'

import { FileObject, type FilePurpose } from '#contract/file.ts'
import { operations } from '#contract/operations.ts'

import { urlOf } from './client.ts'
import { REQUEST_ID, isUnanswered, malformed, refusal, unreachable } from './failure.ts'
import { keepFile } from './files.ts'

export interface Upload {
  file: File
  purpose: FilePurpose
  /** Bytes sent and in all, as the browser tells them. */
  onProgress?: (sent: number, total: number) => void
  signal?: AbortSignal
  /** Of the wish to upload it: a server that has it answers as before. */
  key: string
}

/**
 * Uploads a file, once however often that is tried with a key. XMLHttpRequest, because `fetch` tells nothing of the progress of a request body.
 * @throws {ApiFailure}, or an AbortError once `signal` is aborted
 */
export const uploadFile = async (upload: Upload): Promise<FileObject> => {
  const file = await uploadSurely(upload)
  keepFile(file)
  return file
}

const uploadSurely = async (upload: Upload): Promise<FileObject> => {
  try {
    return await uploadOnce(upload)
  } catch (error) {
    if (upload.signal?.aborted || !isUnanswered(error)) throw error
    // Its answer may be all that was lost: asked with the same key, the server tells.
    return uploadOnce(upload)
  }
}

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
