/** Fields that a client joins, piece by piece. Whatever else a delta holds is told at once. */
export const TEXTS = new Set([
  'arguments',
  'content',
  'delta',
  'input',
  'logs',
  'output',
  'partial_json',
  'reasoning',
  'reasoning_content',
  'refusal',
  'summary',
  'text',
  'thinking',
  'transcript',
  'value',
])

/** Lists that say more of a text beside them. */
const BESIDE = new Set(['annotations', 'reasoning_details'])

/**
 * What a delta says: its texts that are not empty, and its parts, which are the items of its lists, such as
 * content parts and tool calls. Of probabilities it says nothing.
 */
export class Said {
  readonly #paths: string[] = []
  /** Where in the order of all paths a text stands. */
  readonly #texts = new Map<string, number>()
  #lastPart = -1

  constructor(value?: unknown, path = '', name = '') {
    this.#add(value, path, name)
  }

  #add(value: unknown, path: string, name: string): void {
    if (typeof value === 'string') {
      if (value === '' || !TEXTS.has(name)) return
      this.#texts.set(path, this.#paths.push(path))
    }
    if (typeof value !== 'object' || value === null || name === 'logprobs') return
    if (!Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) this.#add(inner, `${path}/${key}`, key)
      return
    }
    value.forEach((item: unknown, at) => {
      const own = `${path}/${numberOf(item, at)}`
      if (typeof item === 'object' && item !== null && !BESIDE.has(name)) {
        this.#lastPart = this.#paths.push(own)
      }
      this.#add(item, own, name)
    })
  }

  /** Whether it goes on elsewhere than at the end of this text. */
  isElsewhere(text: string): boolean {
    if (this.#texts.has(text)) return false
    return this.#paths.some((path) => !`${text}/`.startsWith(`${path}/`))
  }

  /** Whether another part follows this text. */
  hasPartAfter(text: string): boolean {
    return (this.#texts.get(text) ?? Infinity) < this.#lastPart
  }
}

/** The number of an item of a list: its own where it has one. */
export const numberOf = (item: unknown, at: number): number => {
  const { index } = Object(item) as { index?: unknown } // read as unknown
  return typeof index === 'number' ? index : at
}
