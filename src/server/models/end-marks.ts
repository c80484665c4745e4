/** With which the templates of models end an answer, where no server takes it out. */
const MARKS = [
  '<|im_end|>',
  '<|end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|eot|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|end_of_turn|>',
  '<|END_OF_TURN_TOKEN|>',
  '<|return|>',
  '<end_of_turn>',
  '<turn|>',
  '<eos>',
  '</s>',
  '<｜end▁of▁sentence｜>',
] as const

const escaped = (mark: string) => mark.replaceAll(/[|/]/g, String.raw`\$&`)
const ANY = MARKS.map(escaped).join('|')
/** What may become a mark, the longest first. */
const BEGINNINGS = [
  ...new Set(MARKS.flatMap((mark) => mark.split('').map((_, at) => mark.slice(0, at)))),
]
  .filter((part) => part !== '')
  .toSorted((a, b) => b.length - a.length)
  .map(escaped)
  .join('|')

/** Marks at the end of a text, or what may become them. */
const LAST = new RegExp(`(?:(?:${ANY})\\s*)*(?:(?:${ANY})\\s*|${BEGINNINGS})$`)
const ONLY_MARKS = new RegExp(`^(?:(?:${ANY})\\s*)+$`)
/** Text about marks names one of them, or what opens a turn. */
const TOLD = new RegExp(`${ANY}|<\\|(?:im_start|start_header_id)\\|>|<start_of_turn>`)
/** A mark that goes on with a sentence is a word of it. */
const IN_SENTENCE = /[^\s.!?…。！？:)\]}*`"'”’»][ \t]+$/
/** HTML that strikes text out, which is closed as some templates end. */
const STRIKE = /^<\/s>/
const STRIKES = /<\/?s>/g
/** More blanks and marks than these are text, in UTF-16 units; so much of what is told is remembered. */
const MOST_HELD = 256

/**
 * Takes the mark with which a model's template ends an answer from its text, which comes in pieces. A
 * mark that anything follows is text, and so is one in a text that tells about marks.
 */
export class EndMarks {
  #held = ''
  /** The end of what was told. */
  #told = ''
  #isAboutMarks = false
  #isStruck = false

  /** What of the text is told so far. */
  take(piece: string): string {
    if (piece === '') return ''
    const text = this.#held + piece
    const end = text.slice(-MOST_HELD)
    const held = end.includes('<') ? (LAST.exec(end)?.[0] ?? '') : ''
    this.#held = held
    return this.#tell(text.slice(0, text.length - held.length))
  }

  /**
   * What was held back, when nothing follows it.
   * @param isCut whether the answer is only a beginning, whose end no model marked
   */
  end({ isCut = false } = {}): string {
    const held = this.#held
    this.#held = ''
    const isText =
      isCut ||
      this.#isAboutMarks ||
      IN_SENTENCE.test(this.#told) ||
      (this.#isStruck && STRIKE.test(held))
    return this.#tell(isText || !ONLY_MARKS.test(held) ? held : '')
  }

  #tell(text: string): string {
    const told = this.#told + text
    if (told.includes('<')) {
      this.#isAboutMarks ||= TOLD.test(told)
      this.#isStruck = (told.match(STRIKES)?.at(-1) ?? (this.#isStruck && '<s>')) === '<s>'
    }
    this.#told = told.slice(-MOST_HELD)
    return text
  }
}
