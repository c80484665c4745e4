import { FrameTooLarge } from '#contract/sse.ts'

import { ChunkMask, type Labelled } from '../models/masked-chunks.ts'
import { parseAnswer } from '../models/parse-answer.ts'
import { withoutSecrets } from '../models/secrets.ts'

const BLANK_LINE = /\r\n\r\n|\n\n|\r\r/g
const LONGEST_END = '\r\n\r\n'.length
/** The longest event, in UTF-16 units, far above any message: others wait while it is masked. */
export const MAX_EVENT_LENGTH = 8 * 1024 * 1024
const LINE = /\r\n|\n|\r/

/** Server-sent events without the secrets in them, also where each event holds but a letter of one. */
export const eventsWithoutSecrets = (
  secrets: readonly string[],
): TransformStream<Uint8Array, Uint8Array> => {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const { take, rest } = newEventMask(secrets)
  return new TransformStream({
    transform(bytes, controller) {
      const told = take(decoder.decode(bytes, { stream: true }))
      if (told !== '') controller.enqueue(encoder.encode(told))
    },
    flush(controller) {
      const told = take(decoder.decode()) + rest()
      if (told !== '') controller.enqueue(encoder.encode(told))
    },
  })
}

/**
 * Takes the text of a stream piece by piece; what it gives back is what may be told by then.
 * @throws {FrameTooLarge} where an event does not end
 */
export const newEventMask = (secrets: readonly string[]) => {
  const mask = new ChunkMask(secrets)
  // Of the event that has not ended: joined at each piece, a long one would cost the square of its length.
  let open: string[] = []
  let length = 0
  let tail = ''
  return {
    take: (piece: string): string => {
      // An end may lie across pieces.
      const near = tail + piece
      let told = ''
      let from = 0
      BLANK_LINE.lastIndex = 0
      for (let end; (end = BLANK_LINE.exec(near)); from = BLANK_LINE.lastIndex) {
        const begun = from === 0 ? open.join('').slice(0, length - tail.length) : ''
        told += maskedBlock(begun + near.slice(from, end.index), mask, secrets) + end[0]
      }
      open = from === 0 ? open : []
      open.push(from === 0 ? piece : near.slice(from))
      length = from === 0 ? length + piece.length : near.length - from
      tail = near.slice(Math.max(from, near.length - (LONGEST_END - 1)))
      if (length > MAX_EVENT_LENGTH) throw new FrameTooLarge()
      return told
    },
    /** What is left at the end of the stream. */
    rest: (): string => mask.rest().map(frameOf).join('') + withoutSecrets(open.join(''), secrets),
  }
}

/** An event's lines, without the blank one that ends it; what was held before comes before them. */
const maskedBlock = (block: string, mask: ChunkMask, secrets: readonly string[]): string => {
  const lines = block.split(LINE)
  const data = lines.flatMap((line) => fieldOf(line, 'data') ?? []).join('\n')
  const event = lines.flatMap((line) => fieldOf(line, 'event') ?? []).at(-1) ?? ''
  const value = data === '' ? undefined : parseAnswer(data)
  if (typeof value !== 'object' || value === null) {
    const before = data.trim() === '[DONE]' ? mask.rest() : []
    return before.map(frameOf).join('') + withoutSecrets(block, secrets)
  }
  const told = mask.take(value, event)
  const own = told.pop()?.value
  const before = told.map(frameOf).join('')
  if (own === value) return before + withoutSecrets(block, secrets)
  const others = lines.filter((line) => fieldOf(line, 'data') === undefined)
  const kept = others.map((line) => `${withoutSecrets(line, secrets)}\n`).join('')
  return `${before}${kept}data: ${JSON.stringify(own)}`
}

const frameOf = ({ value, label }: Labelled): string =>
  `${label === '' ? '' : `event: ${label}\n`}data: ${JSON.stringify(value)}\n\n`

const fieldOf = (line: string, name: string): string | undefined =>
  line.startsWith(`${name}:`) ? line.slice(name.length + 1).replace(/^ /, '') : undefined
