import { putBack } from '../put-back.ts'

type Bytes = ReadableStream<Uint8Array>

export interface BodyBeginning {
  begun: Uint8Array
  isWhole: boolean
  /** What reading failed with: whoever reads the body meets it, too. */
  failure: unknown
  /** All of the body, its beginning too. */
  body: Bytes
}

/** Reads a body until so many bytes are there, or its end. */
export const beginningOf = async (given: Bytes, least: number): Promise<BodyBeginning> => {
  const reader = given.getReader()
  const read: Uint8Array[] = []
  let isWhole = false
  let failure: unknown
  for (let length = 0; length < least;) {
    try {
      const { done, value } = await reader.read()
      isWhole = done
      if (done) break
      read.push(value)
      length += value.byteLength
    } catch (error) {
      failure = error
      break
    }
  }
  const begun = Buffer.concat(read)
  return { begun, isWhole, failure, body: putBack(read, reader) }
}
