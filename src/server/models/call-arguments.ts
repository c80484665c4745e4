import { isDeepStrictEqual } from 'node:util'

import { parseExact } from '#contract/exact-json.ts'
import { isObject } from '#contract/json-object.ts'

import { JsonScan } from '../json-scan.ts'

/** As much as is held back to see whether it is a placeholder, in UTF-16 units. */
const MOST_HELD = 1024

/** What stands for an object that is empty, or that is still to come. */
const PLACEHOLDER = String.raw`\{\s*\}|\[\s*\]|null|""`
const BARE = new RegExp(`^(?:${PLACEHOLDER})?$`)
const BEFORE_JSON = new RegExp(String.raw`\s*(?:${PLACEHOLDER})\s*(?=[[{"n])`, 'y')
/** What more may make a placeholder of. */
const MAY_BE_BARE = /^(?:\{\s*|\[\s*|nu?l?|"|n)?$/
/** An object that is not empty. */
const OPEN = /^\s*\{\s*[^}\s]/
const IS_JSON = /^\s*[[{"n]/

/**
 * The arguments of one call, which come in pieces. Endpoints put a placeholder before or after them, tell
 * them twice, or encode them twice: it is one object that is told.
 */
export class CallArguments {
  #state: 'held' | 'open' | 'whole' | 'string' | 'broken' | 'over' = 'held'
  #text = ''
  #due = ''
  readonly #scan = new JsonScan()

  /** Whether a list or an object has come to its end, or a string. */
  get isWhole(): boolean {
    if (this.#state === 'held') return /[}\]"]/.test(this.#text) && this.isBare
    return this.#scan.end !== undefined
  }

  /** Whether there is more than what may be a placeholder. */
  get isBegun(): boolean {
    return this.#state !== 'held'
  }

  /** Whether nothing has come, or nothing but a placeholder. */
  get isBare(): boolean {
    return this.#state === 'held' && isBare(this.#text)
  }

  take(piece: string): void {
    if (this.#state === 'held') this.#begin(this.#text + piece)
    else if (this.#state === 'open') this.#go(piece)
    else if (this.#state === 'whole') this.#follow(piece)
    else if (this.#state !== 'over') {
      this.#scan.add(piece)
      if (this.#state === 'string') this.#text += piece
      else this.#tell(piece)
    }
  }

  /** What is told since it was asked for last. */
  due(): string {
    const due = this.#due
    this.#due = ''
    return due
  }

  /** The same, when nothing follows. */
  end(): string {
    if (this.#state === 'held') this.#due = this.isBare ? '{}' : this.#text
    if (this.#state === 'string') this.#due = decoded(this.#text, this.#scan.end)
    this.#state = 'over'
    return this.due()
  }

  /** Whether a text is the same as came, or has come so far, or only one of the two is a placeholder. */
  isBegunBy(text: string): boolean {
    if (this.isBare || isBare(text) || text.startsWith(this.#text)) return true
    return this.isWhole && isSameJson(objectIn(text), objectIn(this.#text))
  }

  /** What such a text adds. */
  restOf(text: string): string {
    if (text.startsWith(this.#text)) return text.slice(this.#text.length)
    return this.isBare ? text : ''
  }

  isSame(text: string): boolean {
    return text === this.#text
  }

  #begin(all: string): void {
    this.#text = withoutPlaceholders(all)
    const isOpen = OPEN.test(this.#text)
    const mayBeBare = isBare(this.#text) || MAY_BE_BARE.test(this.#text.trimStart())
    if (!isOpen && mayBeBare && this.#text.length <= MOST_HELD) return
    const text = this.#text
    this.#text = ''
    this.#state = isOpen ? 'open' : /^\s*"/.test(text) ? 'string' : 'broken'
    this.take(text)
  }

  #go(piece: string): void {
    const before = this.#text.length
    this.#scan.add(piece)
    const { end } = this.#scan
    if (end === undefined) return this.#tell(piece)
    this.#state = 'whole'
    this.#tell(piece.slice(0, end - before))
    this.#follow(piece.slice(end - before))
  }

  /** JSON after JSON is a placeholder, or the same again. Anything else is what the model wrote. */
  #follow(piece: string): void {
    if (piece.trim() !== '') this.#state = IS_JSON.test(piece) ? 'over' : 'broken'
    if (this.#state !== 'over') this.#tell(piece)
  }

  #tell(piece: string): void {
    this.#text += piece
    this.#due += piece
  }
}

/** What of a call's arguments is told; where a model writes broken JSON, all of it. */
const objectIn = (text: string): string => {
  const given = new CallArguments()
  given.take(text)
  return given.due() + given.end()
}

/** A call's arguments as endpoints take them back: it must be an object, whatever was called. */
export const sendableArguments = (text: string): string => {
  const told = objectIn(text)
  return isObject(valueIn(told)) ? told : JSON.stringify({ arguments: text })
}

/** Whether arguments are missing, or stand for an empty object. */
export const isBare = (text: string): boolean => BARE.test(text.trim())

const withoutPlaceholders = (text: string): string => {
  let at = 0
  BEFORE_JSON.lastIndex = 0
  // Where it does not match it begins anew by itself.
  while (BEFORE_JSON.test(text)) at = BEFORE_JSON.lastIndex
  return text.slice(at)
}

/**
 * The object that a string holds.
 * @param end where the string ends, if it does
 */
const decoded = (text: string, end: number | undefined): string => {
  const rest = text.slice(end)
  if (end === undefined) return text
  if (rest.trim() !== '' && !IS_JSON.test(rest)) return text
  const held = valueIn(text.slice(0, end))
  const told = typeof held === 'string' ? objectIn(held) : ''
  return isObject(valueIn(told)) ? told : text
}

/** Undefined where a text is no JSON. */
const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isSameJson = (one: string, other: string): boolean => {
  try {
    return isDeepStrictEqual(parseExact(one), parseExact(other))
  } catch {
    return false
  }
}
