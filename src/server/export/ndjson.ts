import type { RunStep } from '#contract/run-step.ts'

import { THREAD_LINES, type ThreadLineBounds, type ThreadPart, mebibytes } from '../thread-lines.ts'
import type { RunToExport, ThreadToExport } from './threads-to-export.ts'

/**
 * A thread as JSON in the wire's own objects, as an import takes it: `messages`, and `runs` with their
 * `steps`. One line of it, or several where it is long.
 * @param note is told of a thread that is longer than an import takes
 */
export async function* ndjson(
  { thread, messages, runs }: ThreadToExport,
  note: (text: string) => void = () => {},
  bounds: ThreadLineBounds = THREAD_LINES,
): AsyncGenerator<string> {
  const { id, object, created_at } = thread
  let line = new Line(thread)
  let part = 1
  let longest = 0
  let whole = 0
  const measure = () => {
    longest = Math.max(longest, line.bytes)
    whole += line.bytes
  }
  yield line.begun()
  for await (const item of itemsOf(messages, runs, bounds.part)) {
    if (line.items > 0 && line.bytes + Buffer.byteLength(item.text) > bounds.part) {
      yield line.ended({ part, more: true })
      measure()
      part += 1
      line = new Line({ id, object, created_at })
      yield line.begun()
    }
    yield line.added(item)
  }
  yield line.ended(part === 1 ? undefined : { part, more: false })
  measure()
  const over =
    longest > bounds.line
      ? `one object in it is longer than ${mebibytes(bounds.line)}`
      : whole > bounds.thread && `it is longer than ${mebibytes(bounds.thread)}`
  if (over) note(`${id} is written whole, but an import will not take it: ${over}`)
}

interface Item {
  list: 'messages' | 'runs'
  text: string
}

async function* itemsOf(
  messages: ThreadToExport['messages'],
  runs: ThreadToExport['runs'],
  most: number,
): AsyncGenerator<Item> {
  for await (const message of messages) yield { list: 'messages', text: JSON.stringify(message) }
  for await (const { run, steps } of runs) {
    for (const some of inParts({ run, steps }, most)) {
      yield { list: 'runs', text: JSON.stringify({ ...run, steps: some }) }
    }
  }
}

/** The steps of a run, in as many lists as there have to be for each to stand with the run on a line. */
const inParts = ({ run, steps }: RunToExport, most: number): RunStep[][] => {
  const first: RunStep[] = []
  const parts = [first]
  const own = Buffer.byteLength(JSON.stringify(run))
  let last = first
  let bytes = own
  for (const step of steps) {
    const more = Buffer.byteLength(JSON.stringify(step))
    if (last.length > 0 && bytes + more > most) {
      last = []
      parts.push(last)
      bytes = own
    }
    last.push(step)
    bytes += more
  }
  return parts
}

/** A line while it is written, a piece at a time. */
class Line {
  bytes = 0
  items = 0
  readonly #head: object
  #list: Item['list'] = 'messages'
  #isEmpty = true

  constructor(head: object) {
    this.#head = head
  }

  begun(): string {
    return this.#counted(`${JSON.stringify(this.#head).slice(0, -1)},"messages":[`)
  }

  added({ list, text }: Item): string {
    const opening = this.#opening(list)
    const comma = this.#isEmpty ? '' : ','
    this.#isEmpty = false
    this.items += 1
    return this.#counted(`${opening}${comma}${text}`)
  }

  ended(part: ThreadPart | undefined): string {
    const last = part ? `,${JSON.stringify(part).slice(1, -1)}` : ''
    return this.#counted(`${this.#opening('runs')}]${last}}\n`)
  }

  #opening(list: Item['list']): string {
    if (list === this.#list) return ''
    this.#list = list
    this.#isEmpty = true
    return '],"runs":['
  }

  #counted(text: string): string {
    this.bytes += Buffer.byteLength(text)
    return text
  }
}
