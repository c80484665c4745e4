import { MAX_CONTENT_CHARACTERS } from '#contract/limits.ts'

import { ModelError } from './model.ts'

/** The most calls in one answer: more than a client could mean to serve. */
const MAX_CALLS = 128

/** The most ids of calls in one answer: some endpoints give each piece of a call an id of its own. */
const MAX_IDS = 50_000

/** The most pictures in one answer; how large they are, the largest piece and the longest answer bound. */
const MAX_PICTURES = 16

/** What an answer may hold of each, in UTF-16 units. Thoughts are no part of a message. */
const MOST = {
  text: MAX_CONTENT_CHARACTERS,
  arguments: MAX_CONTENT_CHARACTERS,
  thoughts: 4 * MAX_CONTENT_CHARACTERS,
}
type Kind = keyof typeof MOST

const inWords = (count: number) => count.toLocaleString('en')
const EXCESS: Record<Kind, string> = {
  text: `The model's answer is longer than a message can be: ${inWords(MOST.text)} characters.`,
  arguments: `The arguments of the model's calls are longer than ${inWords(MOST.arguments)} characters.`,
  thoughts: `The model's thoughts are longer than ${inWords(MOST.thoughts)} characters.`,
}

/** Counts what one answer holds: an endpoint that never ends fills neither memory nor disk. */
export class AnswerBounds {
  readonly #left = { ...MOST }
  #calls = 0
  #ids = 0
  #pictures = 0
  #excess: ModelError | undefined

  /** Why nothing more is taken of the answer, once that is so. */
  get excess(): ModelError | undefined {
    return this.#excess
  }

  /** As much of a piece as there is room for. */
  take(kind: Kind, piece: string): string {
    if (this.#excess) return ''
    const left = this.#left[kind]
    this.#left[kind] -= piece.length
    if (piece.length <= left) return piece
    this.exceed(EXCESS[kind])
    return piece.slice(0, left)
  }

  /** Whether one more call is taken. */
  takeCall(): boolean {
    this.#calls += 1
    if (this.#calls > MAX_CALLS) {
      this.exceed(`The model made more than ${MAX_CALLS} calls in one answer.`)
    }
    return this.#excess === undefined
  }

  /** Whether one more id of a call is taken. */
  takeId(): boolean {
    this.#ids += 1
    if (this.#ids > MAX_IDS) {
      this.exceed(`The model's calls came under more than ${inWords(MAX_IDS)} ids.`)
    }
    return this.#excess === undefined
  }

  /** Whether one more picture is taken. */
  takePicture(): boolean {
    this.#pictures += 1
    if (this.#pictures > MAX_PICTURES) {
      this.exceed(`The model answered with more than ${MAX_PICTURES} pictures.`)
    }
    return this.#excess === undefined
  }

  exceed(message: string): void {
    this.fail(new ModelError('server_error', message))
  }

  fail(error: ModelError): void {
    this.#excess ??= error
  }
}
