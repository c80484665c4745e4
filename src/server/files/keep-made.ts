import type { FileObject } from '#contract/file.ts'
import { MAX_FILE_BYTES } from '#contract/limits.ts'

import { seconds } from '../clock.ts'
import type { Services } from '../services.ts'
import { dropFileBytes } from './drop-bytes.ts'

export type KeepingParts = Pick<Services, 'store' | 'bytes' | 'clock' | 'newId'>

/**
 * Keeps a file that a run has made.
 * @returns the id of a stored file. Its bytes are on the disk before anyone can hear of it.
 */
export const keepMade = async (
  { store, bytes, clock, newId }: KeepingParts,
  filename: string,
  pieces: readonly Uint8Array[],
): Promise<string> => {
  const file: FileObject = {
    id: newId('file'),
    object: 'file',
    bytes: pieces.reduce((sum, { byteLength }) => sum + byteLength, 0),
    created_at: seconds(clock),
    filename,
    purpose: 'assistants_output',
    status: 'processed',
  }
  await bytes.write(file.id, oneByOne(pieces), MAX_FILE_BYTES)
  try {
    await store.insertFile(file)
  } catch (error) {
    await dropFileBytes({ store, bytes }, file.id)
    throw error
  }
  return file.id
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
