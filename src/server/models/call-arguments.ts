import { isDeepStrictEqual } from 'node:util'

import { parseExact } from '#contract/exact-json.ts'
import { isObject } from '#contract/json-object.ts'

import { JsonScan } from '../json-scan.ts'

/** As much as is held back to see whether it is a placeholder, or looked at in one go, in UTF-16 units. */
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

/** Pieces of arguments, of which each may hold all that came before it, or only go on with it. */
interface Held {
  joined: string
  last: string
  count: number
  /** Whether one had more than what came before it. */
  isLonger: boolean
}
/** So many are looked at before it is known. */
const MOST_PIECES = 4

/** The arguments of another call, which came after those of one, and what came after them. */
export interface Another {
  arguments: CallArguments
  rest: string
}

/**
 * The arguments of one call, which come in pieces. Endpoints put a placeholder before or after them, tell
 * them twice, encode them twice, or repeat with each piece all that came before: it is one object that is
 * told. Another object after it is another call's.
 */
export class CallArguments {
  #state: 'held' | 'open' | 'whole' | 'string' | 'broken' | 'over' = 'held'
  #text = ''
  #due = ''
  /** The object that is encoded within a string, once that is whole. */
  #object: string | undefined
  #held: Held | undefined
  #isGrowing = false
  /** JSON that follows the object: a placeholder, the same again, or another one. */
  #after: CallArguments | undefined
  readonly #scan = new JsonScan()

  /** Whether a list or an object has come to its end, or a string. */
  get isWhole(): boolean {
    if (this.#held) return isObject(valueIn(this.#held.last))
    if (this.#state === 'held') return /[}\]"]/.test(this.#text) && this.isBare
    return this.#scan.end !== undefined
  }

  /** Whether there is more than what may be a placeholder. */
  get isBegun(): boolean {
    return this.#state !== 'held'
  }

  /** Whether nothing has come, or nothing but a placeholder. */
  get isBare(): boolean {
    return this.#state === 'held' && !this.#held && isBare(this.#text)
  }

  /** All of it so far. */
  get text(): string {
    return this.#text
  }

  /** Whether JSON has begun that is not whole; `string` where it is encoded once more. */
  get isOpen(): boolean | 'string' {
    if (this.#held || this.#state === 'broken' || this.isWhole) return false
    // The text is long then, and looking into it copies all of it, at each piece.
    if (this.#state === 'open') return true
    if (this.#state === 'string') return 'string'
    if (this.#text.trim() === '' || this.isBare) return false
    return /^\s*"/.test(this.#text) ? 'string' : true
  }

  /** @returns the arguments of another call, as soon as they are whole */
  take(piece: string): Another | undefined {
    return this.#take(this.#after ? piece : this.#unheld(piece))
  }

  /** What is told since it was asked for last. */
  due(): string {
    const due = this.#due
    this.#due = ''
    return due
  }

  /**
   * Decides what was held of it.
   * @param whole what all of it may be
   */
  settle(whole = ''): Another | undefined {
    return this.#take(this.#settled(whole))
  }

  /** The arguments of another call that have no end. */
  unfinished(): CallArguments | undefined {
    const after = this.#after
    this.#after = undefined
    after?.settle()
    if (!after || !['open', 'whole', 'string'].includes(after.#state)) return undefined
    const isAgain = withoutBlanks(this.#text).startsWith(withoutBlanks(after.#text))
    return isAgain || this.#isLike(after) ? undefined : after
  }

  /** The same as what is due, when nothing follows. */
  end(): string {
    this.settle()
    if (this.#state === 'held') this.#due = this.isBare ? '{}' : this.#text
    if (this.#state === 'string') this.#due = this.#object ?? this.#text
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
    return text === (this.#held?.last ?? this.#text)
  }

  /** Whether a piece holds all that came before, as the others did. */
  isGrownBy(text: string): boolean {
    if (this.#held) return text.startsWith(this.#held.last)
    return this.#isGrowing && text.startsWith(this.#text)
  }

  /** Whether what such a piece adds is known at once. */
  get isGrowing(): boolean {
    return this.#isGrowing
  }

  #take(piece: string): Another | undefined {
    let rest = this.#after ? piece : this.#own(piece)
    while (rest !== '') {
      if (!this.#after) rest = rest.trimStart()
      const after: CallArguments = (this.#after ??= new CallArguments())
      rest = after.#own(after.#unheld(rest))
      if (!after.#isObject) return undefined
      this.#after = undefined
      if (!this.#isLike(after)) return { arguments: after, rest }
    }
    return undefined
  }

  get #isObject(): boolean {
    if (this.#held) return false
    return this.#state === 'whole' || (this.#state === 'string' && this.#object !== undefined)
  }

  #isLike({ text }: CallArguments): boolean {
    return text === this.#text || isSameJson(objectIn(text), objectIn(this.#text))
  }

  /** What a piece adds; nothing while it is not known. */
  #unheld(piece: string): string {
    const held = this.#held
    if (piece === '') return ''
    if (!held) {
      if (!this.#mayGrow(piece)) return piece
      const isLonger = piece.length > this.#text.length
      this.#held = { joined: piece, last: piece, count: 1, isLonger }
    } else if (piece.startsWith(held.last)) {
      const isLonger = piece.length > held.last.length
      if (isLonger && held.isLonger) return this.#grown(piece)
      held.joined += piece
      held.last = piece
      held.count += 1
      held.isLonger ||= isLonger
    } else {
      // What goes on with an object is no JSON of its own.
      const isOver = IS_JSON.test(piece) && this.isWhole
      return (isOver ? this.#grown(held.last) : this.#joined()) + piece
    }
    const { joined = '', count = 0 } = this.#held ?? {}
    return count >= MOST_PIECES || isJson(this.#text + joined) ? this.#joined() : ''
  }

  #mayGrow(piece: string): boolean {
    const isOpen = ['held', 'open', 'string'].includes(this.#state) && !this.isWhole
    const isLong = piece.length >= this.#text.length && this.#text.trim() !== ''
    return isOpen && isLong && piece.startsWith(this.#text)
  }

  #settled(whole: string): string {
    const { joined, last } = this.#held ?? {}
    if (joined === undefined || last === undefined) return ''
    const all = this.#text + joined
    const isOne = isJson(last) || (whole.startsWith(last) && !whole.startsWith(all))
    return isOne && !isJson(all) ? this.#grown(last) : this.#joined()
  }

  #joined(): string {
    const joined = this.#held?.joined ?? ''
    this.#held = undefined
    return joined
  }

  #grown(piece: string): string {
    this.#held = undefined
    this.#isGrowing = true
    return piece.slice(this.#text.length)
  }

  /** @returns the JSON that follows the object */
  #own(piece: string): string {
    switch (this.#state) {
      case 'held':
        return this.#begin(this.#text + piece)
      case 'open':
        return this.#go(piece)
      case 'string':
        return this.#goWithin(piece)
      case 'whole':
        return this.#follow(piece)
      case 'broken':
        this.#scan.add(piece)
        this.#tell(piece)
        return ''
      case 'over':
        return ''
    }
  }

  #begin(all: string): string {
    this.#text = withoutPlaceholders(all)
    const isOpen = OPEN.test(this.#text)
    const mayBeBare = isBare(this.#text) || MAY_BE_BARE.test(this.#text.trimStart())
    if (!isOpen && mayBeBare && this.#text.length <= MOST_HELD) return ''
    const text = this.#text
    this.#text = ''
    this.#state = isOpen ? 'open' : /^\s*"/.test(text) ? 'string' : 'broken'
    return this.#own(text)
  }

  /** Where in a piece the JSON ends, if it does. What follows is not looked at: it may be as long again and again. */
  #endIn(piece: string): number | undefined {
    const before = this.#text.length
    for (let at = 0; at < piece.length && this.#scan.end === undefined; at += MOST_HELD) {
      this.#scan.add(piece.slice(at, at + MOST_HELD))
    }
    return this.#scan.end === undefined ? undefined : this.#scan.end - before
  }

  #go(piece: string): string {
    const end = this.#endIn(piece)
    this.#tell(piece.slice(0, end))
    if (end === undefined) return ''
    this.#state = 'whole'
    return this.#follow(piece.slice(end))
  }

  /** Within a string, which is decoded when nothing but JSON follows it. */
  #goWithin(piece: string): string {
    const end = this.#endIn(piece)
    this.#text += piece.slice(0, end)
    if (end === undefined) return ''
    const rest = piece.slice(end)
    this.#object ??= decoded(this.#text)
    const isFollowed = rest.trim() !== ''
    if (this.#object === undefined || (isFollowed && !IS_JSON.test(rest))) {
      this.#state = 'broken'
      this.#text += rest
      this.#due += this.#text
      return ''
    }
    if (!isFollowed) return ''
    this.#state = 'whole'
    this.#due += this.#object
    return rest
  }

  /** What is no JSON after an object is what the model wrote. */
  #follow(piece: string): string {
    if (IS_JSON.test(piece)) return piece
    if (piece.trim() !== '') this.#state = 'broken'
    this.#tell(piece)
    return ''
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

/** The object that a string holds, if it holds one. */
const decoded = (text: string): string | undefined => {
  const held = valueIn(text)
  const told = typeof held === 'string' ? objectIn(held) : ''
  return isObject(valueIn(told)) ? told : undefined
}

/** Whether a text is an object, or encodes one once more. */
export const isJsonObject = (text: string): boolean =>
  isObject(valueIn(text)) || decoded(text) !== undefined

const withoutBlanks = (text: string): string => text.replaceAll(/\s+/g, '')

const isJson = (text: string): boolean => valueIn(text) !== undefined

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
