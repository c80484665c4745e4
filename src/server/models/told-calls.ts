import type { JsonObject } from '#contract/json-object.ts'

import type { AnswerBounds } from './answer-bounds.ts'
import { argumentsOf, isFilled, isText } from './answer-fields.ts'
import { CallArguments, isBare, isJsonObject } from './call-arguments.ts'
import { DoubtedPieces, type Piece, mayBegin } from './doubted-pieces.ts'
import { WITH_CALL } from './kept-fields.ts'
import type { Kept } from './model.ts'
import { isOffered, joinedName, mayGrow, offeredName } from './offered-names.ts'
import { fieldsOf } from './told-frame.ts'

interface Call {
  place: unknown
  id: string
  name: string
  arguments: CallArguments
  /** Whether its name was told: one that comes in pieces is told when it is whole, with what came beside it. */
  isTold: boolean
  isInDeltas: boolean
  /** Whether its pieces come with an id each. */
  isOfManyIds: boolean
  extra: JsonObject
  /** What came beside arguments that followed its own: another call's, if they are. */
  next: JsonObject
}

/** A piece of a call with all that came with it. */
interface Given extends Piece {
  fields: JsonObject
}

/** What is known of a message within a stream. */
export interface Message {
  /** Whether its calls are those that were told. */
  isOnce: boolean
}

/** As much as is looked at of a name that does not end: more than any function's, with marks around it. */
const MAX_NAME = 1024

/** The calls of one answer, told in pieces, whole, or both. */
export class ToldCalls {
  readonly #calls: Call[] = []
  readonly #bounds: AnswerBounds
  readonly #offered: readonly string[]
  /** How many were told, in their order. */
  #told = 0
  #doubt: { call: Call; pieces: DoubtedPieces; given: Given[] } | undefined

  constructor(bounds: AnswerBounds, offered: readonly string[]) {
    this.#bounds = bounds
    this.#offered = offered
  }

  /** Whether one of them came in pieces, so that a message tells of it once more. */
  get isInDeltas(): boolean {
    return this.#calls.some((call) => call.isInDeltas)
  }

  /** What goes back with their outputs. */
  get kept(): Kept['calls'] {
    const ids = this.#calls.map(({ id }) => id)
    return this.#calls.map(({ id, extra, next }) => ({
      // An id that stands for two calls stands for neither.
      ...(id !== '' && ids.indexOf(id) === ids.lastIndexOf(id) && { id }),
      extra: { ...extra, ...next },
    }))
  }

  /** A piece of a call, under a number of our own: endpoints number calls in every way. */
  take(piece: JsonObject, message?: Message & { at: number }): JsonObject[] {
    if (this.#bounds.excess) return []
    const given = givenIn(piece)
    const isNew = given.id !== '' && !this.#callOf(given.id)
    if (isNew && !this.#bounds.takeId()) return []
    if (message) this.#settle(given.text)
    else if (this.#isDoubted(given)) return this.#due()
    this.#take(given, message)
    return this.#due()
  }

  /**
   * The calls whose name might still have gone on, and what was held of the arguments of calls.
   * @param isWhole whether nothing is missing of the answer, whatever the names are
   */
  end({ isWhole }: { isWhole: boolean }): JsonObject[] {
    this.#settle()
    if (isWhole) {
      for (const call of this.#calls) {
        const unfinished = call.arguments.unfinished()
        if (unfinished && this.#bounds.takeCall()) this.#add({ ...call, arguments: unfinished })
      }
    }
    const due = this.#due((call) => isWhole || isOffered(call.name, this.#offered))
    if (!isWhole) return due
    const ends = this.#calls.map((call, at) => toldCall(at, { arguments: call.arguments.end() }))
    return [...due, ...ends.filter((each) => fieldsOf(each['function'])['arguments'] !== '')]
  }

  #take(given: Given, message?: Message & { at: number }): void {
    const { fields, place, id, name, text: whole } = given
    const known = message ? this.#toldAt(message, given) : -1
    const at = known >= 0 ? known : this.#placeOf(given)
    if (at === -1 && !this.#bounds.takeCall()) return
    const call = this.#calls[at] ?? this.#add({ place, id, isInDeltas: !message })
    call.isOfManyIds ||= name !== '' && id !== '' && call.id !== '' && id !== call.id
    const isAgain =
      known >= 0 ||
      isRepeated(call, given) ||
      (call.arguments.isGrowing && call.arguments.isGrownBy(whole))
    const text = isAgain ? call.arguments.restOf(whole) : whole
    if (call.id === '') call.id = id
    const isAfter = text.trim() !== '' && call.arguments.isBegun && call.arguments.isWhole
    for (const field of WITH_CALL) {
      const extra = fields[field]
      if (!isFilled(extra)) continue
      this.#bounds.take('thoughts', JSON.stringify(extra))
      call[isAfter ? 'next' : 'extra'][field] = extra
    }
    if (!call.isTold && name !== '') this.#name(call, name)
    this.#give(call, this.#bounds.take('arguments', text), name)
  }

  /** @param name beside the arguments */
  #give(call: Call, text: string, name = ''): void {
    let from = call
    let another = call.arguments.take(text)
    while (another && this.#bounds.takeCall()) {
      const { arguments: its, rest } = another
      const own = isOffered(name, this.#offered) ? name : from.name
      const next: Call = this.#add({ ...from, name: own, arguments: its, extra: from.next })
      from.next = {}
      from = next
      another = its.take(rest)
    }
  }

  #add(given: Partial<Call>): Call {
    const call: Call = {
      place: undefined,
      id: '',
      name: '',
      arguments: new CallArguments(),
      isInDeltas: false,
      isOfManyIds: false,
      extra: {},
      ...given,
      isTold: false,
      next: {},
    }
    this.#calls.push(call)
    return call
  }

  /**
   * Decides what was held.
   * @param whole what all of a call's arguments may be
   */
  #settle(whole = ''): void {
    this.#decide()
    for (const call of this.#calls) {
      const another = call.arguments.settle(whole)
      if (another && this.#bounds.takeCall()) {
        this.#give(this.#add({ ...call, arguments: another.arguments }), another.rest)
      }
    }
  }

  /** Whether it has to be seen what a piece is of. */
  #isDoubted(given: Given): boolean {
    if (!this.#doubt?.pieces.isGivenBy(given) || this.#callOf(given.id)) {
      this.#decide()
      const call = this.#doubtedBy(given)
      if (!call) return false
      this.#doubt = { call, pieces: new DoubtedPieces(call.arguments.text), given: [] }
    }
    const { pieces, given: all } = this.#doubt
    pieces.take(given)
    all.push(given)
    if (pieces.isEnough) this.#decide()
    return true
  }

  #decide(): void {
    if (!this.#doubt) return
    const { call, pieces, given } = this.#doubt
    this.#doubt = undefined
    call.isOfManyIds ||= pieces.isOneCall
    for (const each of given) if (!this.#bounds.excess) this.#take(each)
  }

  /** The call that a piece with an id of its own may go on with, though it could begin one. */
  #doubtedBy({ place, id, name, text }: Given): Call | undefined {
    if (id === '' || text === '' || this.#callOf(id)) return undefined
    const call = this.#calls.at(-1)
    if (!call || call.id === '' || call.isOfManyIds || call.name !== name) return undefined
    const { arguments: its } = call
    if (!isSamePlace(call.place, place)) return undefined
    if (its.isOpen) return mayBegin(text, its.isOpen) ? call : undefined
    return its.text === '' && its.isBare && mayBegin(text, true) && !isJsonObject(text)
      ? call
      : undefined
  }

  #callOf(id: string): Call | undefined {
    return this.#calls.findLast((call) => call.id === id)
  }

  #due(may = (call: Call) => this.#isSettled(call)): JsonObject[] {
    const told: JsonObject[] = []
    for (const [at, call] of this.#calls.slice(0, this.#told).entries()) {
      const due = call.arguments.due()
      if (due !== '') told.push(toldCall(at, { arguments: due }))
    }
    return [...told, ...this.#tell(may)]
  }

  /** Those that are next, as long as they may be told. */
  #tell(may: (call: Call) => boolean): JsonObject[] {
    const told: JsonObject[] = []
    for (const call of this.#calls.slice(this.#told)) {
      if (!may(call)) break
      call.isTold = true
      const name = call.name === '' ? {} : { name: call.name }
      told.push(toldCall(this.#told, { ...name, arguments: call.arguments.due() }))
      this.#told += 1
    }
    return told
  }

  /** Whether no more of a call's name is waited for. */
  #isSettled(call: Call): boolean {
    const { isBegun } = call.arguments
    if (!mayGrow(call.name, this.#offered)) return isBegun || isOffered(call.name, this.#offered)
    return isOffered(call.name, this.#offered) && (isBegun || call !== this.#calls.at(-1))
  }

  #name(call: Call, piece: string): void {
    const name = call.name === '' ? piece : joinedName(call.name, piece, this.#offered)
    call.name = name.slice(0, MAX_NAME)
  }

  /** Whether a piece of a name can only be of this call's. */
  #isOfName(call: Call, piece: string): boolean {
    if (call.isTold || isOffered(call.name, this.#offered)) return false
    const name = joinedName(call.name, piece, this.#offered)
    return isOffered(name, this.#offered) || mayGrow(name, this.#offered)
  }

  /** Whether a name is of another function than that of a call which is whole, or has no arguments yet. */
  #isOfAnother(call: Call, name: string): boolean {
    const [own, other] = [call.name, name].map((each) => offeredName(each, this.#offered))
    const isEach = [call.name, name].every((each) => isOffered(each, this.#offered))
    if (!isEach || own === other) return false
    if (call.arguments.isBegun) return call.arguments.isWhole
    return call.arguments.isBare && joinedName(call.name, name, this.#offered) === call.name
  }

  /** Which call a piece goes on with; -1 for a new one. */
  #placeOf({ place, id, name, text }: Piece): number {
    const isNumbered = typeof place === 'number'
    const at = isNumbered
      ? this.#calls.findLastIndex((call) => call.place === place)
      : id === ''
        ? this.#calls.length - 1
        : this.#calls.findLastIndex((call) => call.id === id)
    const call = this.#calls[at]
    // A number that no call has, and nothing that begins one: it goes on with the last.
    if (!call && id === '' && name === '') return this.#calls.length - 1
    if (!call) return this.#goesOn(this.#calls.at(-1), { name, text }) ? this.#calls.length - 1 : at
    if (name === '' || call.name === '') return at
    if (this.#isOfName(call, name)) return at
    if (this.#isOfAnother(call, name)) return -1
    // One of the two is a placeholder for the other.
    const isFill =
      name === call.name && call.arguments.isWhole && call.arguments.isBare !== isBare(text)
    // The name once more: some endpoints repeat it with each piece, some give every call one number.
    if (id !== '' && call.id !== '') {
      if (id !== call.id) return this.#goesOn(call, { name, text }) ? at : -1
      const isAgain = isNumbered || isFill || !call.arguments.isWhole
      return isAgain || isRepeated(call, { id, name, text }) ? at : -1
    }
    if (isNumbered && isFill) return at
    if (call.arguments.isGrownBy(text)) return at
    return text !== '' && call.arguments.isWhole ? -1 : at
  }

  /** Whether a piece with an id of its own goes on with a call: arguments that are not whole, with no beginning. */
  #goesOn(call: Call | undefined, { name, text }: Pick<Piece, 'name' | 'text'>): boolean {
    if (!call || (name !== '' && name !== call.name)) return false
    if (call.isOfManyIds) return true
    const { isOpen } = call.arguments
    return text !== '' && isOpen !== false && (name === '' || !mayBegin(text, isOpen))
  }

  /** Which call a message tells of once more, or goes on with; -1 for a new one. */
  #toldAt({ at, isOnce }: Message & { at: number }, { id, name, text }: Piece): number {
    const goesOn = (call: Call | undefined) =>
      call !== undefined &&
      (call.isTold ? name === '' || name === call.name : name.startsWith(call.name)) &&
      call.arguments.isBegunBy(text)
    const place = this.#calls[at]
    if (id !== '' && place?.id !== id) {
      const byId = this.#calls.findLastIndex((call) => call.id === id)
      if (byId >= 0) return goesOn(this.#calls[byId]) ? byId : -1
    }
    const isMeant = isOnce || (id !== '' && place?.id === id)
    return isMeant && goesOn(place) ? at : -1
  }
}

const givenIn = (fields: JsonObject): Given => {
  const { name, arguments: its } = fieldsOf(fields['function'] ?? fields)
  const { index: place, id } = fields
  return {
    fields,
    place,
    id: isText(id) ? id : '',
    name: isText(name) ? name : '',
    text: argumentsOf(its),
  }
}

/** Whether two calls have one number, or none. */
const isSamePlace = (one: unknown, other: unknown): boolean =>
  typeof one === 'number' ? one === other : typeof other !== 'number'

/** A frame's piece of the call of this number. */
const toldCall = (index: number, given: JsonObject): JsonObject => ({
  index,
  id: `call-${index}`,
  type: 'function',
  function: given,
})

/** Whether a call that was whole comes once more. */
const isRepeated = (call: Call, { id, name, text }: Omit<Piece, 'place'>): boolean =>
  id !== '' &&
  id === call.id &&
  name === call.name &&
  call.arguments.isWhole &&
  call.arguments.isSame(text)
