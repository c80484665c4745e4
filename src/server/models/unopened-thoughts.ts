import { ByModel } from './by-model.ts'
import type { ModelEvent } from './model.ts'
import { END_MARK, thoughtsEnd } from './thoughts-end.ts'

/**
 * Models of an endpoint whose thoughts have an end and no beginning, because their template puts
 * `<think>` into the prompt. They are learnt from their answers.
 */
export class UnopenedThoughts {
  readonly #known = new ByModel<true>()

  /**
   * A model's events without the thoughts with which the text begins. The text of a known model waits
   * for their end. Text that was told before the end came stays.
   */
  async *leftOut(events: AsyncIterable<ModelEvent>, model: string): AsyncGenerator<ModelEvent> {
    const isKnown = this.#known.has(model)
    const answer = new UnopenedAnswer(isKnown)
    /** Whether the model ended the answer by itself. */
    let isWhole = false
    try {
      for await (const event of events) {
        if (event.type === 'text') {
          const text = answer.take(event.text)
          if (text !== '') yield { ...event, text }
          continue
        }
        if (event.type === 'tool_call' || event.type === 'sources' || event.type === 'finish') {
          isWhole ||= event.type === 'tool_call'
          isWhole ||= event.type === 'finish' && event.reason !== 'length'
          const text = answer.end()
          if (text !== '') yield { type: 'text', text }
        }
        yield event
      }
    } catch (error) {
      const text = answer.end()
      if (text !== '') yield { type: 'text', text }
      throw error
    } finally {
      if (answer.hasThoughts()) this.#known.set(model, true)
      else if (isKnown && isWhole && answer.hasText) this.#known.delete(model)
    }
  }
}

/** So many marks in code are looked at in thoughts: a text with more is about marks. */
const MOST_IN_CODE = 16
/** Blanks behind a mark that are held back until it is known whether its line goes on. */
const MOST_BLANK = 64

/** The text of one answer. No more is held than `AnswerBounds` lets a text have. */
class UnopenedAnswer {
  readonly #isKnown: boolean
  #state: 'begin' | 'after' | 'text' | 'over' = 'begin'
  #held = ''
  /** The end of what is held, which may have half a mark. */
  #last = ''
  #inCode = 0
  /** What was told though it may be thoughts. */
  #told = ''
  #hasThoughts = false
  #hasText = false

  constructor(isKnown: boolean) {
    this.#isKnown = isKnown
  }

  get hasText(): boolean {
    return this.#hasText
  }

  /** Looks through all that was told: to be asked once, at the end. */
  hasThoughts(): boolean {
    return this.#hasThoughts || thoughtsEnd(this.#told) !== undefined
  }

  /** What of the text is told so far. */
  take(piece: string): string {
    this.#hasText ||= piece !== ''
    if (this.#state === 'begin') return this.#isKnown ? this.#wait(piece) : this.#begin(piece)
    if (this.#state === 'after') return this.#after(piece)
    if (this.#state === 'text') this.#told += piece
    return piece
  }

  /** What was held back, when no more text follows. */
  end(): string {
    const end = thoughtsEnd(this.#held)
    const text = end === undefined ? this.#tell() : this.#part(end)
    this.#state = 'over'
    return text
  }

  /** The text of a known model: any mark ends its thoughts. */
  #wait(piece: string): string {
    this.#held += piece
    const last = this.#last + piece
    this.#last = last.slice(1 - END_MARK.length)
    if (!last.includes(END_MARK)) return ''
    const end = thoughtsEnd(this.#held, true)
    if (end !== undefined) return this.#part(end)
    this.#inCode += 1
    return this.#inCode > MOST_IN_CODE ? this.#tell() : ''
  }

  /** Of any other model only what comes first is looked at, for a whole answer is one piece. */
  #begin(piece: string): string {
    this.#held += piece
    const begun = this.#held.trimStart()
    if (begun !== '' && END_MARK.startsWith(begun)) return ''
    const end = thoughtsEnd(this.#held)
    if (end === undefined) return this.#tell()
    const behind = this.#held.slice(end)
    const mayGoOn = behind.trim() === '' && !behind.includes('\n')
    return mayGoOn && behind.length <= MOST_BLANK ? '' : this.#part(end)
  }

  #part(end: number): string {
    const rest = this.#held.slice(end)
    this.#held = ''
    this.#hasThoughts = true
    this.#state = 'after'
    return this.#after(rest)
  }

  /** Blank lines between thoughts and answer belong to neither. */
  #after(piece: string): string {
    const text = piece.trimStart()
    if (text !== '') this.#state = 'over'
    return text
  }

  #tell(): string {
    const text = this.#held
    this.#held = ''
    this.#state = 'text'
    this.#told += text
    return text
  }
}
