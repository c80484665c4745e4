import { FrameTooLarge, MAX_FRAME_LENGTH } from '#contract/sse.ts'

import { ChunkMask, type Labelled } from '../models/masked-chunks.ts'
import { parseAnswer } from '../models/parse-answer.ts'
import { withoutSecrets } from '../models/secrets.ts'

const BLANK_LINE = /\r\n\r\n|\n\n|\r\r/g
const LINE = /\r\n|\n|\r/

/** Server-sent events without the secrets in them, also where each event holds but a letter of one. */
export const eventsWithoutSecrets = (
  secrets: readonly string[],
): TransformStream<Uint8Array, Uint8Array> => {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const mask = new ChunkMask(secrets)
  let open = ''
  return new TransformStream({
    transform(bytes, controller) {
      const seen = Math.max(0, open.length - 3)
      open += decoder.decode(bytes, { stream: true })
      let told = ''
      let from = 0
      BLANK_LINE.lastIndex = seen
      for (let end; (end = BLANK_LINE.exec(open)); from = BLANK_LINE.lastIndex) {
        told += maskedBlock(open.slice(from, end.index), mask, secrets) + end[0]
      }
      open = open.slice(from)
      if (told !== '') controller.enqueue(encoder.encode(told))
      if (open.length > MAX_FRAME_LENGTH) throw new FrameTooLarge()
    },
    flush(controller) {
      const last = open + decoder.decode()
      const told = mask.rest().map(frameOf).join('') + withoutSecrets(last, secrets)
      if (told !== '') controller.enqueue(encoder.encode(told))
    },
  })
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
