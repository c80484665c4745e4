import { beginsBold, isBoldRun, sidesOf } from './flanking.ts'

/** A character as micromark reads it: null and what is below zero are none of the text. */
type Code = number | null

/** A run of markers, as micromark has it. */
interface Run {
  type: string
  start: { offset: number }
  end: { offset: number }
  _open?: boolean | undefined
  _close?: boolean | undefined
}

/** A construct of micromark that reads a run of markers. */
interface Construct<Text, Type, Token, Effects, State> {
  tokenize: (this: Text, effects: Effects & Exits<Type, Token>, ok: State, nok: State) => State
}
interface Exits<Type, Token> {
  exit: (type: Type) => Token
}

/** A character as it was read; undefined at the edges of the text and of lines. */
const characterOf = (code: Code): string | undefined =>
  code === null || code < 0 ? undefined : String.fromCharCode(code)

const lengthOf = ({ start, end }: Run) => end.offset - start.offset

/** The last run of bold that each text has so far, and whether it begins one. */
const lastBold = new WeakMap<object, { run: Run; begins: boolean }>()

/**
 * A construct of micromark whose runs open and close by the rule that also holds for scripts without spaces.
 * What a page draws and what search shows of it are read by this one.
 */
export const withSides = <
  Text extends { previous: Code },
  Type,
  Token extends Run,
  Effects,
  State extends (code: Code) => unknown,
  Whole extends Construct<Text, Type, Token, Effects, State>,
>(
  construct: Whole & Construct<Text, Type, Token, Effects, State>,
  marker: string,
) => ({
  ...construct,
  tokenize(this: Text, effects: Effects & Exits<Type, Token>, ok: State, nok: State): State {
    const before = characterOf(this.previous)
    let run: Token | undefined
    const exit = (type: Type) => (run = effects.exit(type))
    const sided = (code: Code) => {
      if (!run) return ok(code)
      const length = lengthOf(run)
      const last = lastBold.get(this)
      // That of a link before it is resolved: its type is another.
      const isOpen = last?.begins === true && last.run.type === 'attentionSequence'
      const isAwaited = isOpen && lengthOf(last.run) === length
      const sides = sidesOf({ marker, length, isAwaited }, before, characterOf(code))
      run._open = sides.opens
      run._close = sides.closes
      if (isBoldRun({ marker, length }))
        lastBold.set(this, { run, begins: beginsBold(sides, before) })
      return ok(code)
    }
    // A state of micromark is no more than what it does.
    return construct.tokenize.call(this, { ...effects, exit }, sided as State, nok)
  },
})
