import { JsonStringReader } from './json-string-reader.ts'

/** What models call it; we ask for `code`. */
const IS_CODE = /^(code|input|python|python_code|script|source)$/i

type Settled = 'key' | 'code' | 'other value' | 'bare code' | 'past it' | 'unclear'
/**
 * Where in the arguments the reader is. `past it`: the code has been read, what follows tells nothing.
 * `unclear`: nothing can be told before all of it is here.
 */
type Place = Settled | 'start' | 'before key' | 'colon' | 'value' | 'after value'

const AFTER = { key: 'colon', code: 'past it', 'other value': 'after value' } as const

/**
 * Reads the Python of a call from its arguments while a model writes them: the string `code` of a JSON
 * object, whose text is told as it comes. Other ways in which models write it are read too, some of
 * them only at the end. What was told never changes.
 */
export class CodeReader {
  #given = ''
  #place: Place = 'start'
  #key = ''
  #string = new JsonStringReader()

  /** @returns the code that this fragment tells, never half a character */
  add(fragment: string): string {
    this.#given += fragment
    let told = ''
    let at = 0
    while (at < fragment.length) {
      switch (this.#place) {
        case 'past it':
        case 'unclear':
          return told
        case 'bare code':
          return told + this.#string.bare(fragment.slice(at))
        case 'key':
        case 'other value':
        case 'code': {
          const { text, end } = this.#string.read(fragment, at)
          if (this.#place === 'code') told += text
          if (this.#place === 'key') this.#key += text
          if (this.#string.isClosed) this.#place = AFTER[this.#place]
          at = end
          break
        }
        default:
          told += this.#step(this.#place, fragment.charAt(at))
          at += 1
      }
    }
    return told
  }

  /** What was not told yet of arguments that are whole. */
  end(): string {
    if (this.#place === 'code' || this.#place === 'bare code') return this.#string.end()
    return this.#place === 'past it' ? '' : codeIn(this.#given)
  }

  /** One character outside of strings. */
  #step(place: Exclude<Place, Settled>, next: string): string {
    if (/\s/.test(next)) return ''
    switch (place) {
      case 'start':
        // A string or a fence may turn out to be Python, and Python to begin with either.
        this.#place = next === '{' ? 'before key' : /["`[]/.test(next) ? 'unclear' : 'bare code'
        return this.#place === 'bare code' ? this.#string.bare(next) : ''
      case 'before key':
        this.#key = ''
        this.#open(next === '"' ? 'key' : 'unclear')
        return ''
      case 'colon':
        this.#place = next === ':' ? 'value' : 'unclear'
        return ''
      case 'value':
        if (next === '"') this.#open(IS_CODE.test(this.#key) ? 'code' : 'other value')
        else this.#place = 'unclear'
        return ''
      case 'after value':
        this.#place = next === ',' ? 'before key' : 'unclear'
        return ''
    }
  }

  #open(place: Place): void {
    this.#place = place
    this.#string = new JsonStringReader()
  }
}

/** The code in whole arguments that were not what was asked for. */
const codeIn = (given: string): string => {
  const parsed = parse(given)
  if (typeof parsed === 'string') return withoutFence(parsed)
  if (typeof parsed !== 'object' || parsed === null) return withoutFence(given)
  const entries = Object.entries(parsed)
  if (entries.length === 0) return ''
  const named = entries.find(([key]) => IS_CODE.test(key)) ?? only(entries)
  const text = named && textOf(named[1])
  // A dictionary is Python, too.
  return (text ?? given.trim()).toWellFormed()
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const only = <T>(items: T[]): T | undefined => (items.length === 1 ? items[0] : undefined)

/** Some models write a list of lines. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string')
  return isLines ? value.map((line: string) => line.replace(/\n$/, '')).join('\n') : undefined
}

/** Without the fence that markdown puts around code. */
const withoutFence = (text: string): string => {
  const [, fenced] = /^\s*```[^\n`]*\n([^]*?)\n?```\s*$/.exec(text) ?? []
  return (fenced ?? text.trim()).toWellFormed()
}
