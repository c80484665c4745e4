import { environmentEnd } from './environments.ts'
import type { Construct, SyntaxExtension } from './labels-extension.ts'
import { lineStart } from './lines.ts'
import { MAX_BLOCK, MAX_MATH, isWithin, lineEnd } from './math-lines.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>
type Code = Parameters<State>[0]

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    /** `\begin{align}…\end{align}` on lines of its own. */
    mathEnvironment: 'mathEnvironment'
  }
}

const BACKSLASH = 92
/** What may stand behind one on its line: the sign that ends the sentence around it. */
const AFTER = /[ \t]*[.,;:]?/y
const isLineEnding = (code: Code) => code !== null && code < -2

/** Where an environment ends that has lines of its own from `from` on. */
export function environmentBlockEnd(source: string, from: number): number | undefined {
  const end = environmentEnd(source, from, MAX_BLOCK)
  if (end === undefined) return undefined
  AFTER.lastIndex = end
  const last = end + (AFTER.exec(source)?.[0].length ?? 0)
  if (source.slice(last, lineEnd(source, last)).trim() !== '') return undefined
  const before = source.slice(lineStart(source, from), from)
  for (let at = lineEnd(source, from); at < end;) {
    const start = at + (source.startsWith('\r\n', at) ? 2 : 1)
    at = lineEnd(source, start)
    if (!isWithin(before, source.slice(start, at))) return undefined
  }
  return last
}

/** The formulas of `source` that are environments of TeX, without other marks around them. */
export function environmentSyntax(source: string): SyntaxExtension {
  const flow: Tokenizer = function (effects, ok, nok) {
    const { offset, line: firstLine } = this.now()
    const end = environmentBlockEnd(source, offset)
    if (end === undefined) return nok
    let line = firstLine
    const begin: State = (code) => {
      if (this.interrupt) return ok(code)
      effects.enter('mathEnvironment')
      return between(code)
    }
    const between: State = (code) => {
      if (this.now().offset >= end) return close(code)
      if (code === null) return nok(code)
      if (isLineEnding(code)) {
        effects.enter('lineEnding')
        effects.consume(code)
        effects.exit('lineEnding')
        line += 1
        return next
      }
      effects.enter('mathFlowValue')
      return value(code)
    }
    const next: State = (code) => (this.parser.lazy[line] ? nok(code) : between(code))
    const value: State = (code) => {
      if (code === null || isLineEnding(code) || this.now().offset >= end) {
        effects.exit('mathFlowValue')
        return between(code)
      }
      effects.consume(code)
      return value
    }
    const close: State = (code) => {
      effects.exit('mathEnvironment')
      return closed(code)
    }
    const closed: State = (code) => {
      if (code === null || isLineEnding(code)) return ok(code)
      effects.enter('whitespace')
      return blank(code)
    }
    const blank: State = (code) => {
      if (code !== null && !isLineEnding(code)) {
        effects.consume(code)
        return blank
      }
      effects.exit('whitespace')
      return ok(code)
    }
    return begin
  }
  const text: Tokenizer = function (effects, ok, nok) {
    const end = environmentEnd(source, this.now().offset, MAX_MATH)
    if (end === undefined) return nok
    const begin: State = (code) => {
      effects.enter('mathText')
      return between(code)
    }
    const between: State = (code) => {
      if (this.now().offset >= end) {
        effects.exit('mathText')
        return ok(code)
      }
      if (code === null) return nok(code)
      if (isLineEnding(code)) {
        effects.enter('lineEnding')
        effects.consume(code)
        effects.exit('lineEnding')
        return between
      }
      effects.enter('mathTextData')
      return data(code)
    }
    const data: State = (code) => {
      if (code === null || isLineEnding(code) || this.now().offset >= end) {
        effects.exit('mathTextData')
        return between(code)
      }
      effects.consume(code)
      return data
    }
    return begin
  }
  return {
    flow: { [BACKSLASH]: { name: 'mathEnvironment', concrete: true, tokenize: flow } },
    text: { [BACKSLASH]: { name: 'mathTextEnvironment', tokenize: text } },
  }
}
