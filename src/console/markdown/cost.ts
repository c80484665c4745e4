/*
 * What it costs to parse a text and to show it, in microseconds of a slow machine. Only rough: it is
 * computed for every text before anything else is done with it, in one pass.
 */
const CHARACTER = 0.3
const LINE = 30
/** A line that begins a block of its own: a paragraph, an item, a row, a quote. */
const BLOCK = 70
/** A row of a table, whose columns are measured anew with each row that comes. */
const ROW = 200
const BLANK = 4
const MARKER = 10
/** Where Latin letters meet others an address is looked for, and the direction may change. */
const SCRIPT = 6
/** A sign on the letter before it, which is placed by itself. */
const SIGN = 0.7
/** A blank before a line's text is gone through once for each list that the line may be in. */
const INDENT = 5
/** `【` begins a marker that may become a button. */
const CITATION = 100
/** `@`, `://` and `www.` begin an address that becomes a link. */
const ADDRESS = 80
/** A dollar is half of a formula, which is drawn. */
const DOLLAR = 75
/** `[^` begins a number, or the note behind it: all notes are numbered anew with each that comes. */
const NOTE = 150
/** `![` begins an image, a button with its address. */
const IMAGE = 180
/** Each marker may be compared with those before it in the same stretch of lines. */
const PAIR = 0.04

const isMarker = (code: number): boolean => {
  switch (code) {
    case 33: // !
    case 36: // $
    case 38: // &
    case 42: // *
    case 58: // :
    case 60: // <
    case 64: // @
    case 91: // [
    case 92: // \
    case 93: // ]
    case 95: // _
    case 96: // `
    case 124: // |
    case 126: // ~
      return true
    default:
      return false
  }
}

const isEnd = (code: number) => code === 10 || code === 13
const isBlank = (code: number) => code === 32 || code === 9
const isW = (code: number) => code === 119 || code === 87
const isDigit = (code: number) => code >= 48 && code <= 57
/** Hebrew and what comes after it; Greek and Cyrillic letters go on like Latin ones. */
const isForeign = (code: number) => code >= 0x590

/** Adds up what the characters of a text cost, in their order. */
class Meter {
  spent = 0
  #atStart = true
  #wasBlank = true
  #wasForeign = false
  #markers = 0
  #last = 0
  #beforeLast = 0

  add(code: number): void {
    this.spent += CHARACTER
    if (this.#beginsAddress(code)) this.spent += ADDRESS
    if (code === 91 && this.#last === 33) this.spent += IMAGE
    if (code === 94 && this.#last === 91) this.spent += NOTE
    this.#beforeLast = this.#last
    this.#last = code
    if (isEnd(code)) return this.#endLine()
    if (isBlank(code)) {
      if (this.#atStart) this.spent += INDENT
      return
    }
    if (this.#atStart) this.#beginLine(code)
    if (isForeign(code) !== this.#wasForeign) {
      this.#wasForeign = !this.#wasForeign
      this.spent += SCRIPT
    }
    if (code >= 0x300 && code <= 0x36f) this.spent += SIGN
    if (code === 0x3010) this.spent += CITATION
    if (code === 36) this.spent += DOLLAR
    if (!isMarker(code)) return
    this.#markers += 1
    this.spent += MARKER + PAIR * this.#markers
  }

  #beginsAddress(code: number): boolean {
    if (code === 64) return true
    if (code === 47) return this.#last === 47 && this.#beforeLast === 58
    return isW(code) && isW(this.#last) && isW(this.#beforeLast)
  }

  #beginLine(code: number): void {
    this.#atStart = false
    // `#`, `>`, `-`, `+`, `*`, `|` and numbers.
    const opens =
      code === 35 || code === 62 || code === 45 || code === 43 || code === 42 || code === 124
    const isNew = this.#wasBlank || opens || isDigit(code)
    this.spent += LINE + (code === 124 ? ROW : isNew ? BLOCK : 0)
    if (isNew) this.#markers = 0
    this.#wasBlank = false
  }

  #endLine(): void {
    if (this.#atStart) {
      this.spent += BLANK
      this.#wasBlank = true
    }
    this.#atStart = true
  }
}

/** How far from `start` a text goes for `budget`; its length where it costs no more. */
export function reachOf(text: string, start: number, budget: number): number {
  const meter = new Meter()
  for (let at = start; at < text.length; at += 1) {
    meter.add(text.charCodeAt(at))
    if (meter.spent > budget) return Math.max(at, start + 1)
  }
  return text.length
}

/** `reachOf` from the start of a text that grows: what it was asked for before is not gone through again. */
export function growingReach(budget: number): (text: string) => number {
  let known = ''
  let meter = new Meter()
  let reach: number | undefined
  return (text) => {
    if (!text.startsWith(known)) {
      known = ''
      meter = new Meter()
      reach = undefined
    }
    for (let at = known.length; reach === undefined && at < text.length; at += 1) {
      meter.add(text.charCodeAt(at))
      if (meter.spent > budget) reach = Math.max(at, 1)
    }
    known = text
    return reach ?? text.length
  }
}

export function costOf(text: string): number {
  const meter = new Meter()
  for (let at = 0; at < text.length; at += 1) meter.add(text.charCodeAt(at))
  return meter.spent
}

/** A mark on the letter before it, the joiner of signs or a choice between their forms. */
const JOINED = /\p{M}|\u200d|\ufe0f/u
/** A cluster of marks or joined signs longer than this is cut wherever that may be. */
const CLUSTER = 64

const isLow = (code: number) => code >= 0xdc00 && code < 0xe000

/** Not between the halves of a pair, and not before a mark on the letter before. */
function betweenLetters(text: string, at: number): number {
  for (let cut = at; cut > 0 && cut > at - CLUSTER; cut -= 1) {
    const isInside = isLow(text.charCodeAt(cut)) || JOINED.test(text[cut] ?? '')
    if (!isInside && text[cut - 1] !== '\u200d') return cut
  }
  return isLow(text.charCodeAt(at)) ? at - 1 : at
}

/**
 * The best place to cut a text in two between `start` and `reach`: after a line, else after a word,
 * in the second half of what was allowed; else after a letter.
 */
export function cutBefore(text: string, start: number, reach: number): number {
  if (reach >= text.length) return text.length
  const least = start + (reach - start) / 2
  const line = text.lastIndexOf('\n', reach - 1) + 1
  if (line > least) return line
  const word = text.lastIndexOf(' ', reach - 1) + 1
  if (word > least) return word
  return Math.max(betweenLetters(text, reach), start + 1)
}
