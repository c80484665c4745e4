import { list } from 'micromark-core-commonmark'

import type { Construct, SyntaxExtension } from './labels-extension.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>
type Code = Parameters<State>[0]

declare module 'micromark-util-types' {
  interface ContainerState {
    /** From how many blanks on a list under the item is meant as a part of it. */
    nests?: number | undefined
  }
}

const BLANK = 32
const ONE = 49
const isBullet = (code: Code) => code === 42 || code === 43 || code === 45
const isBlank = (code: Code) => code === -2 || code === -1 || code === BLANK

/** A bullet, or the first of some numbers, with a blank behind it. */
const marker: Tokenizer = (effects, ok, nok) => {
  const begin: State = (code) => {
    if (!isBullet(code) && code !== ONE) return nok(code)
    effects.enter('listItemMarker')
    effects.consume(code)
    return code === ONE ? number : behind
  }
  const number: State = (code) => {
    if (code !== 41 && code !== 46) return nok(code)
    effects.consume(code)
    return behind
  }
  const behind: State = (code) => {
    effects.exit('listItemMarker')
    return isBlank(code) ? ok(code) : nok(code)
  }
  return begin
}

/**
 * The indent of a list that is meant to stand under a numbered item, though it has fewer blanks than the
 * text of that item: `1. a`, and `  - b` below it. All that is indented as much is then the item's too.
 */
const shortIndent: Tokenizer = function (effects, ok, nok) {
  const state = this.containerState
  const { type, size = 0, nests = Infinity } = state ?? {}
  let indent = 0
  const begin: State = (code) => {
    if (type !== 'listOrdered' || code !== BLANK) return nok(code)
    effects.enter('listItemIndent')
    return blanks(code)
  }
  const blanks: State = (code) => {
    if (code === BLANK && indent < size) {
      indent += 1
      effects.consume(code)
      return blanks
    }
    effects.exit('listItemIndent')
    if (indent < nests || indent >= size) return nok(code)
    return effects.check({ tokenize: marker, partial: true }, found, nok)(code)
  }
  const found: State = (code) => {
    if (state) state.size = indent
    return ok(code)
  }
  return begin
}

const CONTAINERS = new Set(['blockQuote', 'listOrdered', 'listUnordered'])

/** Whether a quote or a list began on the line before this place, which ends what stood above. */
const isInNewContainer = (context: ThisParameterType<Tokenizer>): boolean => {
  const { events } = context
  const { line } = context.now()
  const before = events.findLastIndex(([, { start }]) => start.line < line)
  return events
    .slice(before + 1)
    .some(([kind, { type }]) => kind === 'enter' && CONTAINERS.has(type))
}

/**
 * Lists as models write them: under a numbered item the blanks of a bullet, two of them, are enough for
 * what stands below it. By CommonMark such a list ends the numbered one, which begins anew after it.
 */
const nestingList: Construct = {
  ...list,
  tokenize(effects, ok, nok) {
    // The parser goes on to say that a paragraph is interrupted, though a container has ended it.
    if (this.interrupt && isInNewContainer(this)) this.interrupt = undefined
    const tail = this.events.at(-1)?.[1]
    const initial = tail?.type === 'linePrefix' ? tail.end.offset - tail.start.offset : 0
    const begun: State = (code) => {
      if (this.containerState) this.containerState.nests = initial + 2
      return ok(code)
    }
    return list.tokenize.call(this, effects, begun, nok)
  },
  continuation: {
    tokenize(effects, ok, nok) {
      // Further items are begun by the construct that is given here.
      const attempt: typeof effects.attempt = (construct, ...states) =>
        effects.attempt(construct === list ? nestingList : construct, ...states)
      const asWritten: State = (code) =>
        // A list has a continuation.
        list.continuation!.tokenize.call(this, { ...effects, attempt }, ok, nok)(code)
      return effects.attempt({ tokenize: shortIndent, partial: true }, ok, asWritten)
    },
  },
}

const MARKERS = [42, 43, 45, ...Array.from({ length: 10 }, (_, digit) => 48 + digit)]

export const listSyntax: SyntaxExtension = {
  document: Object.fromEntries(MARKERS.map((code) => [code, nestingList])),
}
