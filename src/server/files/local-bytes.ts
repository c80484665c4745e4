import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { codeOf } from '../error-code.ts'
import { StoreFull } from '../refusals/failures.ts'
import { type FileBytes, TooLarge } from './file-bytes.ts'

/** What an id may look like; a path is never made of anything else. */
const SAFE_ID = /^[A-Za-z0-9_-]{1,100}$/

/**
 * Keeps bytes in `directory`, one file for each id. What a killed process left half-written in
 * `.incoming` is removed first.
 */
export const openLocalBytes = async (directory: string): Promise<FileBytes> => {
  const incoming = join(directory, '.incoming')
  await rm(incoming, { recursive: true, force: true })
  await mkdir(incoming, { recursive: true })

  return {
    write: async (id, stream, limit) => {
      if (!SAFE_ID.test(id)) throw new TypeError(`not a file id: ${JSON.stringify(id)}`)
      const partial = join(incoming, randomUUID())
      try {
        const bytes = await writeWhole(partial, stream, limit)
        await rename(partial, join(directory, id))
        await syncDirectory(directory)
        return bytes
      } catch (error) {
        await rm(partial, { force: true })
        throw isDiskRefusal(error) ? new StoreFull(error.message, { cause: error }) : error
      }
    },

    read: async (id) => {
      if (!SAFE_ID.test(id)) return undefined
      const handle = await openIfThere(join(directory, id))
      return handle && streamOf(handle)
    },

    delete: async (id) => {
      if (SAFE_ID.test(id)) await rm(join(directory, id), { force: true })
    },
  }
}

const CHUNK = 64 * 1024

/**
 * A file's bytes, read as they are asked for; the file is closed with its last byte. Not
 * `Readable.toWeb`: one that is cancelled while bytes are on their way throws where nobody can catch
 * it, and ends the process.
 */
const streamOf = async (handle: FileHandle): Promise<ReadableStream<Uint8Array>> => {
  let { size: left } = await handle.stat()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(CHUNK), 0, CHUNK)
        left -= bytesRead
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
        if (bytesRead > 0 && left > 0) return
        await handle.close()
        controller.close()
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    cancel: () => handle.close(),
  })
}

/** @returns the number of bytes, all of them on the disk */
const writeWhole = async (
  path: string,
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<number> => {
  await using file = await open(path, 'wx')
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.byteLength
    if (bytes > limit) throw new TooLarge(`more than ${limit} bytes`)
    // Unlike `write`, this one goes on where a write was cut short.
    await file.writeFile(chunk)
  }
  await file.sync()
  return bytes
}

/** Makes a rename in the directory last. */
const syncDirectory = async (directory: string): Promise<void> => {
  await using handle = await open(directory, 'r')
  await handle.sync()
}

const openIfThere = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

const REFUSALS = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG']

const isDiskRefusal = (error: unknown): error is Error => REFUSALS.includes(codeOf(error) ?? '')
