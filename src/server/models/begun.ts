import { putBack } from '../put-back.ts'

/**
 * Waits for the first chunk of a stream.
 * @returns the same stream, that chunk in it; an error of its beginning is thrown to its reader
 */
export const begun = async <Chunk>(
  stream: ReadableStream<Chunk>,
): Promise<ReadableStream<Chunk>> => {
  const reader = stream.getReader()
  const first = await reader.read().catch(() => undefined)
  return putBack(first && !first.done ? [first.value] : [], reader)
}
