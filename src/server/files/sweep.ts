import type { Logger } from 'pino'

import type { Store } from '../store/store.ts'
import type { FileBytes } from './file-bytes.ts'

interface Parts {
  store: Store
  bytes: FileBytes
  log: Logger
}

const EVERY_MS = 60_000
const AT_ONCE = 100
/** How many changes go, or events of logs are looked at, in one write: a few milliseconds. */
const LOOKED_AT = 2000

/** Removes what has outlived its time: files, parts of uploads, passages of vector stores, answers to repetitions, old changes, what old logs tell of deleted messages. */
export const sweep = async ({ store, bytes }: Parts): Promise<void> => {
  for (;;) {
    const files = await store.listExpiredFiles(AT_ONCE)
    for (const id of files) {
      await store.deleteFile(id)
      await bytes.delete(id)
    }
    const parts = await store.expireUploads(AT_ONCE)
    for (const id of parts) await bytes.delete(id)
    await store.deleteUploadParts(parts)
    const stores = await store.expireVectorStores()
    const answers = await store.forgetAnswers(AT_ONCE)
    const changes = await store.forgetChanges(LOOKED_AT)
    const logs = await store.clearOldLogs(LOOKED_AT)
    if (files.length + parts.length + stores + answers + changes + logs === 0) return
  }
}

/**
 * Removes the bytes of deleted files that are still there: a process was killed between the two. Bytes of
 * which the store knows nothing stay: it may be an older one, put in the place of one that was damaged.
 */
export const sweepDeleted = async ({ store, bytes }: Pick<Parts, 'store' | 'bytes'>) => {
  for (let after: string | undefined; ;) {
    const ids = await store.listDeletedFiles(AT_ONCE, after)
    for (const id of ids) await bytes.delete(id)
    after = ids.at(-1)
    if (after === undefined) return
  }
}

/** Sweeps now and every minute. Returns the way to stop, which waits for a sweep under way. */
export const startSweeping = (parts: Parts): (() => Promise<void>) => {
  let sweeping: Promise<void> | undefined
  const failed = (error: unknown) => parts.log.error({ err: error }, 'a sweep failed')
  const left = sweepDeleted(parts).catch(failed)
  const begin = () => {
    sweeping ??= sweep(parts)
      .catch(failed)
      .finally(() => (sweeping = undefined))
  }
  const timer = setInterval(begin, EVERY_MS).unref()
  begin()
  const stopPurging = startPurging(parts)
  return async () => {
    clearInterval(timer)
    await Promise.all([left, sweeping, stopPurging()])
  }
}

/** Removes what is left of deleted threads, some at a time, so that others get in. */
const startPurging = ({ store, log }: Parts): (() => Promise<void>) => {
  const stopping = new AbortController()
  let purging: Promise<void> | undefined
  let isAsked = false
  const purge = async () => {
    try {
      do isAsked = false
      while (!stopping.signal.aborted && ((await store.purgeThreads()) || isAsked))
    } catch (error) {
      log.error({ err: error }, 'deleted threads could not be purged')
    }
    // Without a break after the last look: whoever asks next begins anew.
    purging = undefined
  }
  const begin = () => {
    isAsked = true
    purging ??= purge()
  }
  const stopListening = store.onChange(({ type }) => type === 'thread.deleted' && begin())
  begin()
  return async () => {
    stopping.abort()
    stopListening()
    await purging
  }
}
