import { type Sides, beginsBold, isBoldRun, sidesOf } from '#contract/flanking.ts'

import { dollarAt } from './dollar-at.ts'

/** A marker that began something and has not been answered: `**`, a backtick, `[`… */
export interface OpenMarker {
  marker: string
  at: number
}

export interface InlineScan {
  /** Where the text may be cut in two that are parsed apart; 0 where nowhere. */
  cut: number
  /** Markers that later text may still answer, in their order. */
  open: readonly OpenMarker[]
}

const LETTER = /[\p{L}\p{N}]/u
const SPACE = /\s/
/** What may stand before the space where a text is cut: it begins no block where it begins a line. */
const BEFORE_CUT = /[\p{L}\p{N}.,;:?)"'’”]/u
/** Scripts without spaces are cut between two letters. */
const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/

/** Begins an address that is a link as it stands; it ends with a space at the latest. */
const ADDRESS = /www\.|https?:\/\/|\S@/iy

const AUTOLINK = /<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/iy
const SIMPLE_TAG = /<\/?[a-z][a-z\d-]*\s*\/?>/iy
const RESOURCE = /\((?:[^\s()<>\\]|\([^\s()<>\\]*\))*(?:[ \t]+"[^"\\\n]*")?\)/y
const HALF_RESOURCE =
  /\((?:[^\s<>]*(?:[ \t]+(?:"[^"\n]*"?)?)?|(?:https?:\/\/[^\s/]+\/|sandbox:\/)[^\n<>"[\]\\]{0,1000})$/iy

const matchAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

const runLength = (text: string, at: number): number => {
  let end = at + 1
  while (text[end] === text[at]) end += 1
  return end - at
}

/** Where the next run of exactly `length` backticks begins, or -1. */
function closingTicks(text: string, from: number, length: number): number {
  let at = text.indexOf('`', from)
  while (at >= 0) {
    const run = runLength(text, at)
    if (run === length) return at
    at = text.indexOf('`', at + run)
  }
  return -1
}

/** What a run of `*`, `_` or `~` may do, as the parser has it. */
function sidesAt(text: string, at: number, length: number, isAwaited: boolean): Sides {
  const after = text[at + length]
  // More may come: it may become either.
  if (after === undefined) return { opens: true, closes: true }
  return sidesOf({ marker: text[at] ?? '', length, isAwaited }, text[at - 1], after)
}

class Scanner {
  readonly #text: string
  readonly #open: OpenMarker[] = []
  /** How many markers were open where each bracket began. */
  readonly #brackets: number[] = []
  /** Where the last run of bold is, if it begins one. */
  #bold: number | undefined
  #at = 0
  #cut = 0
  /** From here on it is not certain what the parser makes of the text. */
  #lost = false
  #inAddress = false

  constructor(text: string) {
    this.#text = text
  }

  scan(): InlineScan {
    while (this.#at < this.#text.length) this.#step()
    return { cut: this.#cut, open: this.#open }
  }

  #step(): void {
    switch (this.#text[this.#at]) {
      case '\\':
        return this.#escape()
      case '`':
        return this.#code()
      case '$':
        return this.#dollar()
      case '<':
        return this.#angle()
      case '[':
        this.#brackets.push(this.#open.length)
        this.#open.push({ marker: '[', at: this.#at })
        this.#at += 1
        return
      case ']':
        return this.#closeBracket()
      case '*':
      case '_':
      case '~':
        return this.#emphasis()
      default:
        return this.#letter()
    }
  }

  #letter(): void {
    if (this.#isCut()) this.#cut = this.#at
    if (SPACE.test(this.#text[this.#at] ?? '')) this.#inAddress = false
    else this.#inAddress ||= matchAt(ADDRESS, this.#text, this.#at) > 0
    this.#at += 1
  }

  #isCut(): boolean {
    if (this.#lost || this.#open.length > 0) return false
    const here = this.#text[this.#at] ?? ''
    const before = this.#text[this.#at - 1] ?? ''
    if (here !== ' ') return !this.#inAddress && WIDE.test(here) && WIDE.test(before)
    return BEFORE_CUT.test(before) && LETTER.test(this.#text[this.#at + 1] ?? '')
  }

  #escape(): void {
    const next = this.#text[this.#at + 1]
    // Math, perhaps.
    if (next === '(' || next === '[' || this.#text.startsWith('begin{', this.#at + 1)) {
      this.#lost = true
    }
    this.#at += 2
  }

  #code(): void {
    const length = runLength(this.#text, this.#at)
    const end = closingTicks(this.#text, this.#at + length, length)
    if (end < 0) this.#open.push({ marker: '`'.repeat(length), at: this.#at })
    this.#at = end < 0 ? this.#text.length : end + length
  }

  #dollar(): void {
    const length = runLength(this.#text, this.#at)
    const dollar = length === 1 ? dollarAt(this.#text, this.#at) : undefined
    if (!dollar) this.#lost = true
    else if (dollar.is === 'undecided') this.#open.push({ marker: '$', at: this.#at })
    this.#at = dollar?.is === 'math' ? dollar.end : this.#at + length
  }

  #angle(): void {
    const text = this.#text
    const length = matchAt(AUTOLINK, text, this.#at) || matchAt(SIMPLE_TAG, text, this.#at)
    if (length === 0 && /[a-z/!?]/i.test(text[this.#at + 1] ?? 'a')) this.#lost = true
    this.#at += length || 1
  }

  #closeBracket(): void {
    const base = this.#brackets.pop()
    this.#at += 1
    if (base === undefined) return
    const whole = matchAt(RESOURCE, this.#text, this.#at)
    const half = whole === 0 ? matchAt(HALF_RESOURCE, this.#text, this.#at) : 0
    // Whether this is a link is not known yet; it stays open.
    if (half > 0 || this.#at === this.#text.length) {
      this.#at = this.#text.length
      return
    }
    // What began within ends within, if this is a link; else it may go on.
    const hasInner = this.#open.length > base + 1
    this.#open.splice(base, whole > 0 ? Infinity : 1)
    if (whole === 0 && (hasInner || this.#text[this.#at] === '(')) this.#lost = true
    this.#at += whole
  }

  #emphasis(): void {
    const length = runLength(this.#text, this.#at)
    const marker = this.#text.slice(this.#at, this.#at + length)
    const last = this.#open.at(-1)
    const isAwaited = last !== undefined && last.at === this.#bold && last.marker === marker
    const sides = sidesAt(this.#text, this.#at, length, isAwaited)
    const { opens, closes } = sides
    if (isBoldRun({ marker: marker.charAt(0), length })) {
      this.#bold = beginsBold(sides, this.#text[this.#at - 1]) ? this.#at : undefined
    }
    if (opens && closes) this.#lost = true
    const isAnswer = closes && last?.marker === marker
    if (isAnswer) this.#open.pop()
    else if (opens && !closes) this.#open.push({ marker, at: this.#at })
    // It may answer a part of another marker, or one further back.
    else if (closes && this.#open.some((open) => open.marker[0] === marker[0])) this.#lost = true
    this.#at += length
  }
}

/**
 * Reads inline markdown without parsing it, to know where a growing paragraph may be cut and what is
 * open at its end. Where in doubt there is no cut: the parts of one mean the same as the whole.
 */
export const scanInline = (text: string): InlineScan => new Scanner(text).scan()
