import { ID_PREFIX } from '#contract/id.ts'

import type { Clock } from '../clock.ts'
import type { FileStore } from '../store/files.ts'
import type { FileBytes } from './file-bytes.ts'

/**
 * For how long bytes may be there before anything tells of them, in milliseconds: a file is inserted once
 * its bytes are whole, which takes seconds.
 */
const WAIT_MS = 86_400_000
/** How many are asked for at once. */
const AT_ONCE = 500

interface Parts {
  store: Pick<FileStore, 'listUnknown'>
  bytes: FileBytes
  clock: Clock
}

/**
 * Removes bytes of which nothing tells: a process that was killed stored them and no file, or deleted the
 * file and not them.
 */
export const sweepLost = async (parts: Parts, signal: AbortSignal): Promise<void> => {
  let ids: string[] = []
  for await (const id of parts.bytes.list()) {
    if (signal.aborted) return
    if (!isOurs(id)) continue
    ids.push(id)
    if (ids.length < AT_ONCE) continue
    await removeLost(parts, ids)
    ids = []
  }
  await removeLost(parts, ids)
}

/** Whatever else is in the folder is somebody's. */
const isOurs = (id: string): boolean =>
  id.startsWith(ID_PREFIX.file) || id.startsWith(ID_PREFIX.upload_part)

const removeLost = async ({ store, bytes, clock }: Parts, ids: string[]): Promise<void> => {
  for (const id of await store.listUnknown(ids)) {
    const stored = await bytes.storedAt(id)
    if (stored !== undefined && clock.now() - stored > WAIT_MS) await bytes.delete(id)
  }
}
