import { createBreath } from '../in-turn.ts'
import { ChunkMask, type Labelled } from '../models/masked-chunks.ts'
import { parseAnswer } from '../models/parse-answer.ts'
import { secretScan } from '../models/secret-forms.ts'
import { EventBlocks } from './event-blocks.ts'

const LINE = /\r\n|\n|\r/

/** Server-sent events without the secrets in them, also where each event holds but a letter of one. */
export const eventsWithoutSecrets = (
  secrets: readonly string[],
): TransformStream<Uint8Array, Uint8Array> => {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const blocks = new EventBlocks()
  const mask = new EventMask(secrets)
  const breathe = createBreath()
  return new TransformStream({
    // A piece may hold thousands of events: others get in between.
    async transform(bytes, controller) {
      let told = ''
      for (const { text, end } of blocks.take(decoder.decode(bytes, { stream: true }))) {
        told += mask.block(text) + end
        const pause = breathe()
        if (!pause) continue
        controller.enqueue(encoder.encode(told))
        told = ''
        await pause
      }
      if (told !== '') controller.enqueue(encoder.encode(told))
    },
    flush(controller) {
      const told = mask.rest(blocks.rest() + decoder.decode())
      if (told !== '') controller.enqueue(encoder.encode(told))
    },
  })
}

/** Masks the events of one stream, in their order. */
class EventMask {
  readonly #chunks: ChunkMask
  readonly #clean: (text: string) => string

  constructor(secrets: readonly string[]) {
    this.#chunks = new ChunkMask(secrets)
    const scan = secretScan(secrets)
    this.#clean = (text) => scan(text, true).told
  }

  /** An event's lines, without the blank one that ends it; what was held before comes before them. */
  block(block: string): string {
    const lines = block.split(LINE)
    const data = lines.flatMap((line) => fieldOf(line, 'data') ?? []).join('\n')
    const event = lines.flatMap((line) => fieldOf(line, 'event') ?? []).at(-1) ?? ''
    const value = data === '' ? undefined : parseAnswer(data)
    if (typeof value !== 'object' || value === null) {
      const before = data.trim() === '[DONE]' ? this.#chunks.rest() : []
      return before.map(frameOf).join('') + this.#clean(block)
    }
    const told = this.#chunks.take(value, event)
    const own = told.pop()?.value
    const before = told.map(frameOf).join('')
    if (own === value) return before + this.#clean(block)
    const others = lines.filter((line) => fieldOf(line, 'data') === undefined)
    const kept = others.map((line) => `${this.#clean(line)}\n`).join('')
    return `${before}${kept}data: ${JSON.stringify(own)}`
  }

  /** What is left at the end of the stream. */
  rest(last: string): string {
    return this.#chunks.rest().map(frameOf).join('') + this.#clean(last)
  }
}

const frameOf = ({ value, label }: Labelled): string =>
  `${label === '' ? '' : `event: ${label}\n`}data: ${JSON.stringify(value)}\n\n`

const fieldOf = (line: string, name: string): string | undefined =>
  line.startsWith(`${name}:`) ? line.slice(name.length + 1).replace(/^ /, '') : undefined
