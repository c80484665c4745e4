import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type FileBytes, TooLarge } from './file-bytes.ts'

/** File bytes in a folder of this machine, one file each under its id. */
export const createDiskBytes = (dir: string): FileBytes => {
  const made = once(() => mkdir(dir, { recursive: true, mode: 0o700 }))
  return {
    async write(id, stream, limit) {
      await made()
      const path = pathOf(dir, id)
      const part = `${path}.part`
      try {
        const bytes = await writeWhole(part, stream, limit)
        await rename(part, path)
        await syncFolder(dir)
        return bytes
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },

    async read(id) {
      try {
        const handle = await open(pathOf(dir, id))
        // The two declarations of a web stream differ; the streams do not.
        return Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },

    delete: (id) => rm(pathOf(dir, id), { force: true }),
  }
}

const writeWhole = async (
  path: string,
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<number> => {
  let bytes = 0
  const counted = async function* () {
    for await (const chunk of stream) {
      bytes += chunk.byteLength
      if (bytes > limit) throw new TooLarge(`more than ${limit} bytes`)
      yield chunk
    }
  }
  // `flush` syncs the file before it is closed.
  await pipeline(counted, createWriteStream(path, { flush: true, mode: 0o600 }))
  return bytes
}

/** A new name in a folder lasts once the folder is synced. Windows cannot, and need not. */
const syncFolder = async (dir: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(dir)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Ids are ours and hold no separators; one that does is nobody's file. */
const pathOf = (dir: string, id: string): string => {
  if (!/^[\w-]+$/.test(id)) throw new Error('not a file id')
  return join(dir, id)
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
