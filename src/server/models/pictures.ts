import { createHash } from 'node:crypto'

import type { JsonObject } from '#contract/json-object.ts'

import type { AnswerBounds } from './answer-bounds.ts'
import { isText, wordOf } from './answer-fields.ts'
import { fieldsOf } from './told-frame.ts'

/** The pictures of one answer. Frames tell their places; their bytes are fetched here, once. */
export class Pictures {
  readonly #bounds: AnswerBounds
  readonly #held: (Uint8Array | undefined)[] = []
  /** A whole message at the end of a stream shows them once more. */
  readonly #seen = new Set<string>()
  #hasText = false
  #endsInAddress = false

  constructor(bounds: AnswerBounds) {
    this.#bounds = bounds
  }

  /**
   * What a delta or a message says, and then the places of the pictures in it that were not told before.
   * One that is elsewhere is its address in the text: nothing is fetched.
   */
  beside(given: JsonObject, said: JsonObject | undefined): JsonObject[] {
    const text = wordOf(said?.['content']) ?? ''
    let content = this.#endsInAddress && text !== '' ? `\n\n${text}` : text
    this.#hasText ||= text !== ''
    this.#endsInAddress &&= text === ''
    const places: number[] = []
    for (const address of addressesIn(given)) {
      const digest = createHash('sha256').update(address).digest('base64')
      if (this.#seen.has(digest)) continue
      this.#seen.add(digest)
      if (/^https?:/i.test(address)) {
        content += this.#bounds.take('text', this.#hasText ? `\n\n${address}` : address)
        this.#hasText = true
        this.#endsInAddress = true
      } else if (this.#bounds.takePicture()) {
        places.push(this.#held.length)
        this.#held.push(bytesIn(address))
      }
    }
    const told = content === text ? said : { ...said, content }
    return [...(told ? [told] : []), ...(places.length > 0 ? [{ places }] : [])]
  }

  /** The bytes of a picture whose place was told; once. */
  take(place: number): Uint8Array | undefined {
    const bytes = this.#held[place]
    this.#held[place] = undefined
    return bytes
  }
}

/** Pictures stand in a field of their own, or among the parts of the content. */
const addressesIn = ({ images, content }: JsonObject): string[] =>
  [
    ...(Array.isArray(images) ? images : []).map((image: unknown) => addressIn(image) ?? image),
    ...(Array.isArray(content) ? content : []).map(addressIn),
  ].filter(isText)

/** A data URL or an address, in the forms of several makes. */
const addressIn = (value: unknown): unknown => {
  const part = fieldsOf(value)
  const { image_url: url, source } = part
  if (url !== undefined) return isText(url) ? url : fieldsOf(url)['url']
  const inline = fieldsOf(source ?? part['inline_data'] ?? part['inlineData'])
  const data = inline['data'] ?? part['b64_json'] ?? part['image_base64']
  return isText(data) ? `data:;base64,${data}` : inline['url']
}

/** None where it is no data URL in base64: what it is, its bytes tell. */
const bytesIn = (address: string): Uint8Array => {
  const [head = ''] = /^data:[^,]{0,256};base64,/i.exec(address) ?? []
  return new Uint8Array(Buffer.from(head === '' ? '' : address.slice(head.length), 'base64'))
}
