import type { JsonObject } from '#contract/json-object.ts'

import { fieldsOf } from './told-frame.ts'

/** A page of the web that an answer draws on. */
export interface WebSource {
  url: string
  title: string | null
  /** Where the answer's text names it, as its endpoint counts; most tell no place. */
  span: { start: number; end: number } | null
  /** Its number in the endpoint's list, by which the text names it: `[1]`. */
  number?: number
}

/** Lists of all that an answer draws on. */
const LISTS = ['citations', 'search_results', 'web_search']

/** The most of one answer that are kept; answers have up to some tens. */
const MAX_SOURCES = 100
/** In UTF-16 units. */
const MAX_URL = 2048
const MAX_TITLE = 500

/**
 * The pages that an answer draws on, in whatever field an endpoint tells them: `annotations` of OpenAI and
 * OpenRouter, flat or nested, `citations` and `search_results` of Perplexity and xAI, `web_search` of Zhipu.
 * Many repeat all of them in each frame.
 */
export class ToldSources {
  readonly #sources = new Map<string, Omit<WebSource, 'title'>>()
  /** The titles of the pages that are known, by their addresses. */
  readonly #titles = new Map<string, string | null>()
  /** The list whose numbers the text names. */
  #numbering: string | undefined

  /** Takes what a piece of the answer tells beside its text. */
  takeAnnotations(value: unknown): void {
    for (const each of firstOf(value)) {
      const flat = fieldsOf(each)
      if (flat['type'] === 'url_citation')
        this.#take({ ...flat, ...fieldsOf(flat['url_citation']) })
    }
  }

  /** Takes what a frame tells of the whole answer. */
  takeLists(frame: JsonObject): void {
    for (const name of LISTS) {
      const list = firstOf(frame[name])
      if (list.length > 0) this.#numbering ??= name
      for (const [at, each] of list.entries()) {
        const fields = typeof each === 'string' ? { url: each } : fieldsOf(each)
        this.#take(fields, name === this.#numbering ? at + 1 : undefined)
      }
    }
  }

  /** In the order in which they were told. */
  get told(): WebSource[] {
    return [...this.#sources.values()].map((source) => ({
      ...source,
      title: this.#titles.get(source.url) ?? null,
    }))
  }

  #take(fields: JsonObject, number?: number): void {
    const url = fields['url'] ?? fields['link']
    if (typeof url !== 'string') return
    const span = spanOf(fields)
    const key = `${url} ${span?.start ?? ''} ${number ?? ''}`
    // An address is read once, however often it is told; what has a place, or a number, is told with that.
    const isKnown = this.#titles.has(url)
    if (!isKnown && (this.#titles.size >= MAX_SOURCES || !isWebAddress(url))) return
    this.#titles.set(url, this.#titles.get(url) ?? titleOf(fields['title']))
    const isSaid = isKnown && span === null && number === undefined
    if (isSaid || this.#sources.has(key) || this.#sources.size >= MAX_SOURCES) return
    this.#sources.set(key, { url, span, ...(number !== undefined && { number }) })
  }
}

/** As much of a list as is looked at. */
const firstOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value.slice(0, MAX_SOURCES) : []

const isWebAddress = (text: string): boolean =>
  text.length <= MAX_URL && /^https?:/i.test(text) && text.isWellFormed() && URL.canParse(text)

const titleOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim().slice(0, MAX_TITLE).toWellFormed()
    : null

const spanOf = ({ start_index: start, end_index: end }: JsonObject) =>
  isPlace(start) && isPlace(end) && start < end ? { start, end } : null

const isPlace = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0
