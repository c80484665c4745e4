import { content } from 'micromark-core-commonmark'

import { isDisplayMath } from '#contract/display-math.ts'

import type { Construct, SyntaxExtension } from './labels-extension.ts'
import { lineStart } from './lines.ts'
import { BLANK, CONTAINERS, MAX_MATH, dollarsIn, isWithin, lineEnd } from './math-lines.ts'

const nextStart = (source: string, end: number) => end + (source.startsWith('\r\n', end) ? 2 : 1)

/** Whether the `$$` at two places hold a formula, whose lines may stand in a quote. */
const isMeant = (source: string, opener: number, closer: number): boolean =>
  isDisplayMath(
    source.slice(opener + 2, closer).replaceAll(/(?<=\n)[ \t>]+/g, ''),
    source[closer + 2] ?? '',
  )

/**
 * Where a formula ends that opens at `from`, in a line of prose, and goes on in the next: right before
 * the next `$$`, with no blank line between.
 */
function closerOf(source: string, from: number): number | undefined {
  const first = source.slice(lineStart(source, from), from)
  const before = CONTAINERS.exec(first)?.[0] ?? ''
  // A row of a table.
  if (first.startsWith('|', before.length)) return undefined
  let end = lineEnd(source, from)
  while (end < source.length && end - from < MAX_MATH) {
    const start = nextStart(source, end)
    end = lineEnd(source, start)
    const line = source.slice(start, end)
    if (BLANK.test(line) || !isWithin(before, line)) return undefined
    const [at] = dollarsIn(line)
    if (at === undefined) continue
    return isMeant(source, from, start + at) ? start + at : undefined
  }
  return undefined
}

/** The formulas of one paragraph, whose lines are told one after the other. */
class ProseFormulas {
  readonly #source: string
  #at: number
  /** Where the `$$` stands that is not closed yet. */
  #opener: number | undefined
  #closer: number | undefined

  constructor(source: string, start: number) {
    this.#source = source
    this.#at = start
  }

  /** Whether the line behind `end` goes on with a formula. */
  goesOn(end: number): boolean {
    let hasOpened = false
    for (const index of dollarsIn(this.#source.slice(this.#at, end))) {
      const at = this.#at + index
      hasOpened = this.#opener === undefined || !isMeant(this.#source, this.#opener, at)
      this.#opener = hasOpened ? at : undefined
    }
    this.#at = nextStart(this.#source, end)
    if (this.#opener === undefined) return false
    // One that has no end is looked for once.
    if (hasOpened) this.#closer = closerOf(this.#source, this.#opener)
    return this.#closer !== undefined && this.#closer >= this.#at
  }
}

/** Whether a further line comes: what is around the paragraph may have ended. */
const more: Construct = {
  partial: true,
  tokenize: (effects, ok, nok) => (code) => {
    effects.exit('chunkContent')
    effects.enter('lineEnding')
    effects.consume(code)
    effects.exit('lineEnding')
    return (next) => (next === null ? nok(next) : ok(next))
  },
}

/**
 * Paragraphs of `source` with formulas that begin at the end of a line of prose, `so $$`, and end in a
 * further line. What would be a block of its own elsewhere, `$$`, `- b` or an environment, is a part of them.
 */
export function proseMath(source: string): SyntaxExtension {
  let isInside = false
  const paragraph: Construct = {
    ...content,
    add: 'after',
    // Asked before each line: whether it may begin a list or a quote.
    get concrete() {
      return isInside
    },
    tokenize(effects, ok, nok) {
      if (this.interrupt) return nok
      const formulas = new ProseFormulas(source, this.now().offset)
      isInside = false
      const check: typeof effects.check = (construct, goOn, end) => {
        const other = effects.check(construct, goOn, end)
        const inside = effects.check(more, goOn, end)
        return (code) => {
          isInside = formulas.goesOn(this.now().offset)
          return isInside ? inside(code) : other(code)
        }
      }
      return content.tokenize.call(this, { ...effects, check }, ok, nok)
    },
  }
  /** The same before a table is looked for, whose first line is not known as such until the next one. */
  const opening: Construct = {
    ...paragraph,
    add: 'before',
    get concrete() {
      return isInside
    },
    tokenize(effects, ok, nok) {
      const { offset } = this.now()
      const opens = new ProseFormulas(source, offset).goesOn(lineEnd(source, offset))
      return opens ? paragraph.tokenize.call(this, effects, ok, nok) : nok
    },
  }
  return { flow: { null: [opening, paragraph] } }
}
