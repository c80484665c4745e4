import { isError } from './answer-fields.ts'
import { isBareWord } from './asides.ts'
import { parseAnswer } from './parse-answer.ts'
import { MAX_WORDS, saidIn } from './said.ts'
import { fieldsOf } from './told-frame.ts'

/** What can be told of a text that stands where a piece of an answer should: not of broken JSON, not of a page. */
export const plainWords = (text: string): string | undefined => {
  const words = text.trim()
  if (/^[[{"]/.test(words) || !/\p{L}/u.test(words) || isBareWord(words)) return undefined
  return saidIn(words)?.message
}

/** A field of server-sent events, `error` of llama.cpp's among them, or a comment. */
const FIELD = /^(?:|:.*|(?:data|event|id|retry|error)(?::.*)?)$/s
/** As many letters as tell whether a line is one. */
const FIELD_LENGTH = 6

/**
 * Lines that stand between the events of a stream and are none. Endpoints that fail in mid-stream write
 * their error so, in one line of JSON or in several, or in plain words; the parser of events passes it over.
 */
export class StrayWords {
  /** Of the line that is being read, as much as is needed. */
  #line = ''
  #isStray = false
  /** Lines that no event follows. */
  #words = ''

  /** @returns the first error of which one of the lines tells, and where in the text that line ends */
  feed(text: string): { error: unknown; end: number } | undefined {
    let found: { error: unknown; end: number } | undefined
    for (let at = 0; at < text.length;) {
      const end = text.indexOf('\n', at)
      this.#add(text, at, end < 0 ? text.length : end)
      if (end < 0) break
      const error = this.#endLine()
      at = end + 1
      if (error !== undefined) found ??= { error, end: at }
    }
    return found
  }

  /** What the last lines said, when nothing follows: JSON, or words. */
  end(): unknown {
    const error = this.#endLine()
    if (error !== undefined) return error
    const value = parseAnswer(this.#words)
    return isError(value, fieldsOf(value)) ? value : plainWords(this.#words)
  }

  #add(text: string, from: number, to: number): void {
    const room = (this.#isStray ? MAX_WORDS : FIELD_LENGTH) - this.#line.length
    this.#line += text.slice(from, Math.min(to, from + room))
    if (this.#isStray || this.#line.length < FIELD_LENGTH) return
    this.#isStray = !FIELD.test(this.#line)
    if (this.#isStray) this.#add(text, Math.min(from + room, to), to)
  }

  #endLine(): unknown {
    const line = this.#line.replace(/\r$/, '')
    this.#line = ''
    const isStray = this.#isStray || !FIELD.test(line)
    this.#isStray = false
    if (line === '') return undefined
    if (!isStray) this.#words = ''
    else if (this.#words.length < MAX_WORDS) this.#words += `${line}\n`
    const value = isStray && line.startsWith('{') ? parseAnswer(line) : undefined
    return isError(value, fieldsOf(value)) ? value : undefined
  }
}
