import { math } from 'micromark-extension-math'

import { isDisplayMath } from '#contract/display-math.ts'

import { isFormula } from './bracket-math.ts'
import {
  canCloseMath,
  canOpenMath,
  endsInCurrency,
  isAmount,
  isBeforeCode,
  isNameLetter,
} from './dollars.ts'
import type { Construct, SyntaxExtension } from './labels-extension.ts'
import { MAX_MATH } from './math-lines.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>
type Code = Parameters<State>[0]

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mathText: 'mathText'
    mathTextSequence: 'mathTextSequence'
    mathTextData: 'mathTextData'
  }
}

const DOLLAR = 36
const BACKSLASH = 92
const BACKTICK = 96
const CLOSER: Record<number, number> = { 40: 41, 91: 93 }
const CLOSERS = new Set(Object.values(CLOSER))

const isLineEnding = (code: Code) => code !== null && code < -2
const textOf = (code: Code): string =>
  code === null || isLineEnding(code) ? '' : code < 0 ? ' ' : String.fromCharCode(code)

const isSpace = (code: Code) => /^\s$/.test(textOf(code))
const isBlank = (code: Code) => code === null || code < 0 || code === 32

/** The beginning of a name of two letters or more. */
const name: Tokenizer = (effects, ok, nok) => (code) => {
  if (!isNameLetter(textOf(code))) return nok(code)
  effects.enter('mathTextData')
  effects.consume(code)
  effects.exit('mathTextData')
  return (next) => (isNameLetter(textOf(next)) ? ok(next) : nok(next))
}

/** A blank and a number behind it. */
const number: Tokenizer = (effects, ok, nok) => (code) => {
  if (!isSpace(code)) return nok(code)
  effects.enter('mathTextData')
  effects.consume(code)
  effects.exit('mathTextData')
  return (next) => (/\d/.test(textOf(next)) ? ok(next) : nok(next))
}

/**
 * `$x$` by the rule that leaves prices alone (pandoc's): no blank just inside the dollars, no digit
 * after the closing one, all on one line; and by those of `dollars.ts`.
 */
const dollarTokenizer: Tokenizer = function (effects, ok, nok) {
  const before = textOf(this.previous)
  let earlier: Code = null
  let last: Code = null
  let content = ''
  const open: State = (code) => {
    if (!canOpenMath(before)) return nok(code)
    effects.enter('mathText')
    effects.enter('mathTextSequence')
    effects.consume(code)
    effects.exit('mathTextSequence')
    return first
  }
  const first: State = (code) => {
    if (isBlank(code) || code === DOLLAR) return nok(code)
    effects.enter('mathTextData')
    return data(code)
  }
  const data: State = (code) => {
    if (code === null || isLineEnding(code)) return nok(code)
    if (code === DOLLAR && last !== BACKSLASH) {
      if (isBlank(last) || isAmount(before, content)) return nok(code)
      effects.exit('mathTextData')
      effects.enter('mathTextSequence')
      effects.consume(code)
      effects.exit('mathTextSequence')
      effects.exit('mathText')
      return after
    }
    if (code === BACKTICK && isBeforeCode(content)) return nok(code)
    earlier = last
    last = code
    content += textOf(code)
    if (content.length > MAX_MATH) return nok(code)
    effects.consume(code)
    return data
  }
  const after: State = (code) => {
    if (!canCloseMath(textOf(earlier), textOf(last), textOf(code))) return nok(code)
    const other = endsInCurrency(content) && isSpace(code) ? number : name
    return effects.check({ tokenize: other, partial: true }, nok, ok)(code)
  }
  return open
}

/** What stands between two dollars or more and the next as many, where that is a formula. */
const displayed: Tokenizer = (effects, ok, nok) => {
  let opening = 0
  let closing = 0
  let content = ''
  const open: State = (code) => {
    if (code !== DOLLAR) return opening > 1 ? between(code) : nok(code)
    if (opening === 0) effects.enter('mathTextSequence')
    opening += 1
    effects.consume(code)
    return open
  }
  const between: State = (code) => {
    effects.exit('mathTextSequence')
    return begin(code)
  }
  const begin: State = (code) => {
    if (code === null) return nok(code)
    if (!isLineEnding(code)) {
      effects.enter('mathTextData')
      return data(code)
    }
    effects.enter('lineEnding')
    effects.consume(code)
    effects.exit('lineEnding')
    content += '\n'
    return begin
  }
  const data: State = (code) => {
    // None looks further than to what may end it: many that have no end cost no more than the text.
    if (code === DOLLAR) {
      closing += 1
      effects.consume(code)
      return data
    }
    if (closing > 1 || code === null) {
      effects.exit('mathTextData')
      const isMeant = closing === opening && isDisplayMath(content, textOf(code))
      return isMeant ? ok(code) : nok(code)
    }
    content += '$'.repeat(closing)
    closing = 0
    if (isLineEnding(code)) {
      effects.exit('mathTextData')
      return begin(code)
    }
    content += textOf(code)
    effects.consume(code)
    return data
  }
  return open
}

/** The same construct, for what is a formula and not the marks of prices and shells. */
const withMeaning = (double: Construct): Construct => ({
  ...double,
  tokenize(effects, ok, nok) {
    const formula = double.tokenize.call(this, effects, ok, nok)
    return effects.check({ tokenize: displayed, partial: true }, formula, nok)
  },
})

/**
 * `\(x\)` and `\[x\]`, which may run over lines of one paragraph. None has another opening bracket in
 * it, so that of many that are open each is looked at up to the next one only.
 */
const bracketTokenizer: Tokenizer = function (effects, ok, nok) {
  const before = textOf(this.previous)
  let closer = 0
  let content = ''
  const open: State = (code) => {
    effects.enter('mathText')
    effects.enter('mathTextSequence')
    effects.consume(code)
    return bracket
  }
  const bracket: State = (code) => {
    const expected = code === null ? undefined : CLOSER[code]
    if (expected === undefined) return nok(code)
    closer = expected
    content = ''
    effects.consume(code)
    effects.exit('mathTextSequence')
    return between
  }
  const between: State = (code) => {
    if (code === null) return nok(code)
    if (isLineEnding(code)) {
      effects.enter('lineEnding')
      effects.consume(code)
      effects.exit('lineEnding')
      content += '\n'
      return between
    }
    if (code === BACKSLASH)
      return effects.attempt({ tokenize: close, partial: true }, closed, escape)(code)
    effects.enter('mathTextData')
    return data(code)
  }
  const data: State = (code) => {
    if (code === null || code === BACKSLASH || isLineEnding(code)) {
      effects.exit('mathTextData')
      return between(code)
    }
    content += textOf(code)
    if (content.length > MAX_MATH) return nok(code)
    effects.consume(code)
    return data
  }
  const escape: State = (code) => {
    content += '\\'
    effects.enter('mathTextData')
    effects.consume(code)
    return escaped
  }
  const escaped: State = (code) => {
    if (code === null || isLineEnding(code)) return data(code)
    // Another one that opens, or one that closes what this did not open.
    if (CLOSERS.has(code) || CLOSER[code] !== undefined) return nok(code)
    content += textOf(code)
    effects.consume(code)
    return data
  }
  const close: Tokenizer = (closing, isClosed, isOpen) => (code) => {
    closing.enter('mathTextSequence')
    closing.consume(code)
    return (next) => {
      if (next !== closer) return isOpen(next)
      closing.consume(next)
      closing.exit('mathTextSequence')
      closing.exit('mathText')
      return isClosed
    }
  }
  const closed: State = (code) => {
    const bracketed = {
      closer: closer === 41 ? (')' as const) : (']' as const),
      content,
      before,
      after: textOf(code),
    }
    return isFormula(bracketed) ? ok(code) : nok(code)
  }
  return open
}

/** Math in the notations models write in lines: `$x$`, `$$x$$`, `\(x\)` and `\[x\]`. */
export function mathSyntax(): SyntaxExtension {
  const { text } = math({ singleDollarTextMath: false })
  const double = text?.[DOLLAR]
  const doubles = Array.isArray(double) ? double : double === undefined ? [] : [double]
  return {
    text: {
      [DOLLAR]: [
        ...doubles.map(withMeaning),
        // The same `previous` as theirs: it is asked once for both.
        { name: 'mathTextDollar', previous: doubles[0]?.previous, tokenize: dollarTokenizer },
      ],
      [BACKSLASH]: { name: 'mathTextBracket', tokenize: bracketTokenizer },
    },
  }
}
