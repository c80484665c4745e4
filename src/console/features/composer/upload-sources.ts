import { LAG_MS, tabLocks } from './tab-locks.ts'

/** What an upload needs beside its draft: the file itself cannot be kept in storage. */
export interface Source {
  threadId: string
  file: File
  as: 'attachment' | 'image'
  stop: AbortController
  preview: string | undefined
  /** The key of the wish to upload it. */
  wish: string
  /** When it was first tried, in milliseconds since 1970. */
  since?: number
  /** All of it has gone out, and the server may have it. */
  isSent?: boolean
}

/** The files that this page holds, by the key of their place in a draft. */
export const sources = new Map<string, Source>()

const releases = new Map<string, () => void>()
const lockName = (key: string) => `clew.upload.${key}`
/** Whether pages can tell each other which files they hold. */
export const isHoldingTold = (): boolean => tabLocks() !== undefined

/** Tells other pages that this one holds the file. It ends with the page, however that ends. */
export const holdFile = (key: string): void => {
  const held = new Promise<void>((release) => releases.set(key, release))
  void tabLocks()?.request(lockName(key), () => held)
}

/** The file is uploaded, or given up. */
export const releaseFile = (key: string): void => {
  releases.get(key)?.()
  releases.delete(key)
}

/** Runs once no page holds the file any more. */
export const whenReleased = (key: string, run: () => void): void => {
  const later = () => void setTimeout(run, LAG_MS)
  const held = tabLocks()
  if (!held) return later()
  // Of a page that is being closed, a request is refused.
  held.request(lockName(key), later).catch(() => undefined)
}

/** Lets go of a file that is no longer part of a draft. */
export const forgetUpload = (key: string): void => {
  const source = sources.get(key)
  // Of what has gone out the answer is waited for: it tells what there is to delete.
  if (!source?.isSent) source?.stop.abort()
  if (source?.preview !== undefined) URL.revokeObjectURL(source.preview)
  sources.delete(key)
  releaseFile(key)
}
