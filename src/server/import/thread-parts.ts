import { THREAD_LINES, mebibytes } from '../thread-lines.ts'
import { BadLine } from './bad-line.ts'
import { contentHash } from './canonical.ts'
import type { SourceLine } from './parse-line.ts'
import type { SourceRun, SourceThread } from './source-schema.ts'

/** A thread whose lines are not all read yet. */
interface Begun {
  line: number
  part: number
  source: SourceThread
  hashes: string[]
  bytes: number
}

/** Puts threads together that stand over several lines. */
export class ThreadParts {
  #begun: Begun | undefined
  readonly #onFault: (line: number, reason: string) => void
  readonly #most: number

  /** @param onFault is told of a thread, by its first line, whose others do not follow */
  constructor(onFault: (line: number, reason: string) => void, most: number = THREAD_LINES.thread) {
    this.#onFault = onFault
    this.#most = most
  }

  /**
   * The thread that is whole with this line, if one is.
   * @throws {BadLine}
   */
  take(line: number, read: SourceLine): SourceLine | undefined {
    const { source, hash, bytes } = read
    const { id, part = 1, more = false } = source
    if (this.#begun?.part !== part - 1 || this.#begun.source.id !== id) {
      this.breakOff()
      if (part > 1) {
        throw new BadLine(
          `is part ${part} of ${id ?? 'a thread'}, and the part before it is not there`,
        )
      }
      if (more) this.#begun = { line, part, source, hashes: [hash], bytes }
      return more ? undefined : read
    }
    const begun = this.#begun
    begun.part = part
    begun.bytes += bytes
    begun.hashes.push(hash)
    if (begun.bytes > this.#most) {
      this.#begun = undefined
      throw new BadLine(`${id ?? 'the thread'} is longer than ${mebibytes(this.#most)}`)
    }
    append(begun.source, source)
    if (more) return undefined
    this.#begun = undefined
    return { source: begun.source, hash: contentHash(begun.hashes), bytes: begun.bytes }
  }

  /** No line goes on with what was begun. */
  breakOff(): void {
    const begun = this.#begun
    this.#begun = undefined
    if (!begun) return
    const next = `part ${begun.part + 1} of ${begun.source.id ?? 'the thread'}`
    this.#onFault(begun.line, `${next} does not follow: nothing of it was imported`)
  }
}

/** One by one: a call takes only so many arguments. */
const append = (source: SourceThread, { messages, runs = [] }: SourceThread): void => {
  for (const message of messages) source.messages.push(message)
  source.runs ??= []
  const last = source.runs.at(-1)
  for (const run of runs) {
    if (isSame(last, run)) last.steps = [...(last.steps ?? []), ...(run.steps ?? [])]
    else source.runs.push(run)
  }
}

/** Whether a run goes on with the steps of the one before it. */
const isSame = (last: SourceRun | undefined, run: SourceRun): last is SourceRun =>
  last?.id !== undefined && last.id === run.id
