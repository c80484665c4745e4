import type { JsonObject } from '#contract/json-object.ts'
import { MAX_CONTENT_CHARACTERS } from '#contract/limits.ts'

import { toText } from './answer-fields.ts'
import { type MessageFrame, TextSoFar } from './text-so-far.ts'
import { fieldsOf } from './told-frame.ts'

/** What an answer in sound says in words: its text, where it has no other. */
export class Transcript {
  readonly #soFar = new TextSoFar()
  #text = ''
  #isNeeded = true

  /** @param frame of a message within a stream; without one, what is given goes on */
  take({ audio }: JsonObject, frame?: MessageFrame): void {
    const { content } = toText(fieldsOf(audio)['transcript'])
    if (content === '' || !this.#isNeeded) return
    this.#text += frame ? this.#soFar.message(content, frame) : this.#soFar.delta(content)
    // One more than is allowed, so that it is refused.
    this.#text = this.#text.slice(0, MAX_CONTENT_CHARACTERS + 1)
  }

  /** The answer has a text of its own. */
  leave(): void {
    this.#isNeeded = false
    this.#text = ''
  }

  /** All of it, once. */
  end(): string {
    const text = this.#isNeeded ? this.#text + this.#soFar.end() : ''
    this.leave()
    return text
  }
}
