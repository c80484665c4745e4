import { MAX_CONTENT_CHARACTERS } from '#contract/limits.ts'

import { JsonScan } from '../json-scan.ts'
import { isJsonObject } from './call-arguments.ts'

/** A piece of a call, as far as it tells which call it is of. */
export interface Piece {
  place: unknown
  id: string
  name: string
  text: string
}

/** What begins an object, or what may stand for one. */
const BEGINS_OBJECT = /^\s*(?:\{|\[\s*\]?\s*$|nu?l?l?\s*$)/
const BEGINS_STRING = /^\s*"./s

/**
 * Whether arguments may begin with a text, where those of the call before it are open.
 * @param form how those began
 */
export const mayBegin = (text: string, form: boolean | 'string'): boolean =>
  (form === 'string' ? BEGINS_STRING : BEGINS_OBJECT).test(text)

/**
 * Pieces with the same name and an id each, of which it is not known whether they go on with a call or are
 * calls: what they make together with it tells.
 */
export class DoubtedPieces {
  readonly #before: string
  readonly #pieces: Piece[] = []
  readonly #ids = new Set<string>()
  readonly #scan = new JsonScan()
  #length = 0

  /** @param before the arguments of the call so far */
  constructor(before: string) {
    this.#before = before
    this.#scan.add(before)
  }

  get pieces(): readonly Piece[] {
    return this.#pieces
  }

  /** Whether no more of them are needed to know. */
  get isEnough(): boolean {
    return this.#scan.end !== undefined || this.#length > MAX_CONTENT_CHARACTERS
  }

  /** Whether they go on with the call. */
  get isOneCall(): boolean {
    const texts = this.#pieces.map(({ text }) => text)
    if (isJsonObject(this.#before + texts.join(''))) {
      // A call without arguments goes before one with its own.
      return this.#before !== '' || texts.length > 1
    }
    const isGrowing = texts.every((text, at) => text.startsWith(texts[at - 1] ?? this.#before))
    return texts.length > 1 && isGrowing && isJsonObject(texts.at(-1) ?? '')
  }

  take(piece: Piece): void {
    this.#pieces.push(piece)
    this.#ids.add(piece.id)
    this.#scan.add(piece.text)
    this.#length += piece.text.length
  }

  /** Whether a piece is one more of them. */
  isGivenBy({ place, id, name }: Piece): boolean {
    const [first] = this.#pieces
    const isNew = id !== '' && !this.#ids.has(id)
    return isNew && name === first?.name && place === first.place
  }
}
