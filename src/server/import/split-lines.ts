/** One line, without its line feed; `bytes` is undefined for a line longer than the limit. */
export interface Line {
  /** Counted from 1, as editors do. */
  number: number
  bytes: Uint8Array | undefined
}

const LINE_FEED = 0x0a

/** Splits bytes into lines. A line past `limit` bytes is passed over without being held. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Line> {
  const pending = new PendingLine(limit)
  let number = 1
  for await (const chunk of chunks) {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start)
      if (end === -1) break
      pending.push(chunk.subarray(start, end))
      yield { number, bytes: pending.take() }
      number += 1
      start = end + 1
    }
    pending.push(chunk.subarray(start))
  }
  if (pending.length > 0) yield { number, bytes: pending.take() }
}

class PendingLine {
  length = 0
  #parts: Uint8Array[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  push(part: Uint8Array): void {
    if (part.length === 0) return
    this.length += part.length
    if (this.length > this.#limit) this.#parts = []
    else this.#parts.push(part)
  }

  take(): Uint8Array | undefined {
    const { length } = this
    const [only, ...others] = this.#parts
    const parts = this.#parts
    this.#parts = []
    this.length = 0
    if (length > this.#limit) return undefined
    return only && others.length === 0 ? only : Buffer.concat(parts, length)
  }
}
