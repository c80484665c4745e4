import type { JsonObject } from '#contract/json-object.ts'

import type { AnswerBounds } from './answer-bounds.ts'
import { argumentsOf, isFilled, isText } from './answer-fields.ts'
import { CallArguments, isBare } from './call-arguments.ts'
import { WITH_CALL } from './kept-fields.ts'
import type { Kept } from './model.ts'
import { isOffered, joinedName, mayGrow } from './offered-names.ts'
import { fieldsOf } from './told-frame.ts'

interface Call {
  place: unknown
  id: string
  name: string
  arguments: CallArguments
  /** Whether its name was told: one that comes in pieces is told when it is whole, with what came beside it. */
  isTold: boolean
  isInDeltas: boolean
  extra: JsonObject
}

/** What is known of a message within a stream. */
export interface Message {
  /** Whether its calls are those that were told. */
  isOnce: boolean
}

interface Named {
  id: string
  name: string
  text: string
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
    return this.#calls.map(({ id, extra }) => ({
      // An id that stands for two calls stands for neither.
      ...(id !== '' && ids.indexOf(id) === ids.lastIndexOf(id) && { id }),
      extra,
    }))
  }

  /** A piece of a call, under a number of our own: endpoints number calls in every way. */
  take(piece: JsonObject, message?: Message & { at: number }): JsonObject[] {
    if (this.#bounds.excess) return []
    const given = fieldsOf(piece['function'] ?? piece)
    const name = isText(given['name']) ? given['name'] : ''
    const id = isText(piece['id']) ? piece['id'] : ''
    const whole = argumentsOf(given['arguments'])
    const known = message ? this.#toldAt(message, { id, name, text: whole }) : -1
    let at = known >= 0 ? known : this.#placeOf(piece['index'], id, name, whole)
    if (at === -1) {
      if (!this.#bounds.takeCall()) return []
      at = this.#calls.length
      this.#calls.push({
        place: piece['index'],
        id,
        name: '',
        arguments: new CallArguments(),
        isTold: false,
        isInDeltas: !message,
        extra: {},
      })
    }
    const call = this.#calls[at]
    if (!call) return []
    const isAgain = known >= 0 || isRepeated(call, { id, name, text: whole })
    const text = isAgain ? call.arguments.restOf(whole) : whole
    if (call.id === '') call.id = id
    for (const field of WITH_CALL) {
      const extra = piece[field]
      if (!isFilled(extra)) continue
      this.#bounds.take('thoughts', JSON.stringify(extra))
      call.extra[field] = extra
    }
    if (!call.isTold && name !== '') this.#name(call, name)
    call.arguments.take(this.#bounds.take('arguments', text))
    if (!call.isTold) return this.#tell((each) => this.#isSettled(each))
    const due = call.arguments.due()
    return due === '' ? [] : [toldCall(at, { arguments: due })]
  }

  /**
   * The calls whose name might still have gone on, and what was held of the arguments of calls.
   * @param isWhole whether nothing is missing of the answer, whatever the names are
   */
  end({ isWhole }: { isWhole: boolean }): JsonObject[] {
    const told = this.#tell((call) => isWhole || isOffered(call.name, this.#offered))
    if (!isWhole) return told
    const ends = this.#calls.map((call, at) => toldCall(at, { arguments: call.arguments.end() }))
    return [...told, ...ends.filter((each) => fieldsOf(each['function'])['arguments'] !== '')]
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

  /** Whether a name is of another function than that of a call which has no arguments yet. */
  #isOfAnother(call: Call, name: string): boolean {
    const isEach = [call.name, name].every((each) => isOffered(each, this.#offered))
    return (
      isEach &&
      call.arguments.isBare &&
      joinedName(call.name, name, this.#offered) === call.name &&
      name !== call.name
    )
  }

  /** Which call a piece goes on with; -1 for a new one. */
  #placeOf(place: unknown, id: string, name: string, text: string): number {
    const isNumbered = typeof place === 'number'
    const at = isNumbered
      ? this.#calls.findLastIndex((call) => call.place === place)
      : id === ''
        ? this.#calls.length - 1
        : this.#calls.findLastIndex((call) => call.id === id)
    const call = this.#calls[at]
    // A number that no call has, and nothing that begins one: it goes on with the last.
    if (!call && id === '' && name === '') return this.#calls.length - 1
    if (!call || name === '' || call.name === '') return at
    if (this.#isOfName(call, name)) return at
    // One of the two is a placeholder for the other.
    const isFill =
      name === call.name && call.arguments.isWhole && call.arguments.isBare !== isBare(text)
    // The name once more: some endpoints repeat it with each piece, some give every call one number.
    if (id !== '' && call.id !== '') {
      const isAgain = isNumbered || isFill || isRepeated(call, { id, name, text })
      return id === call.id && isAgain ? at : -1
    }
    if (isNumbered && isFill) return at
    const isNew = (text !== '' && call.arguments.isWhole) || this.#isOfAnother(call, name)
    return isNew ? -1 : at
  }

  /** Which call a message tells of once more, or goes on with; -1 for a new one. */
  #toldAt({ at, isOnce }: Message & { at: number }, { id, name, text }: Named): number {
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

/** A frame's piece of the call of this number. */
const toldCall = (index: number, given: JsonObject): JsonObject => ({
  index,
  id: `call-${index}`,
  type: 'function',
  function: given,
})

/** Whether a call that was whole comes once more. */
const isRepeated = (call: Call, { id, name, text }: Named): boolean =>
  id !== '' &&
  id === call.id &&
  name === call.name &&
  call.arguments.isWhole &&
  call.arguments.isSame(text)
