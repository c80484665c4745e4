/** Where the bytes of files are kept: a local folder here, object storage beside it later. */
export interface FileBytes {
  /**
   * Stores a stream under `id`; durable and whole once the promise settles, absent if it fails.
   * @returns the number of bytes
   * @throws {TooLarge} past `limit` bytes
   */
  write(id: string, stream: AsyncIterable<Uint8Array>, limit: number): Promise<number>
  /** Undefined when there is none. */
  read(id: string): Promise<ReadableStream<Uint8Array> | undefined>
  delete(id: string): Promise<void>
}

export class TooLarge extends Error {
  override name = 'TooLarge'
}
