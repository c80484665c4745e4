import { MAX_FILENAME } from '#contract/limits.ts'
import type { FileSearchResult, ToolCall } from '#contract/run-step.ts'

import { type Links, findLink } from './links.ts'

/** What a marker stands for. */
export interface Source {
  file_id: string
  /** The marker as it is shown. */
  marker: string
}

/** A piece of an answer's text; with a mark, all of it stands for a file. */
export interface Piece {
  value: string
  mark?: Mark
}
export interface Mark {
  /** A passage that was found in the file, or the file itself, made by code. */
  type: 'file_citation' | 'file_path'
  file_id: string
}

/** The marker of a result of a run's `ordinal`th search. */
export const markerOf = (ordinal: number, at: number, { file_name }: FileSearchResult): string =>
  `【${ordinal}:${at}†${file_name.replaceAll(/[【】†\n]/g, '_').slice(0, MAX_FILENAME)}】`

/** Everything that a run's searches found, by the numbers in its markers. */
export const sourcesIn = (calls: readonly ToolCall[]): Map<string, Source> => {
  const searches = calls.flatMap((call) => (call.type === 'file_search' ? [call.file_search] : []))
  return new Map(
    searches.flatMap(({ results }, ordinal) =>
      (results ?? []).map((result, at): [string, Source] => [
        `${ordinal}:${at}`,
        { file_id: result.file_id, marker: markerOf(ordinal, at, result) },
      ]),
    ),
  )
}

const MARKER = new RegExp(`^【(\\d{1,4}:\\d{1,4})(?:†[^【】\\n]{0,${MAX_FILENAME}})?】`)
/** What may yet become a marker. */
const BEGINNING = new RegExp(
  `^【(?:\\d{1,4}(?::(?:\\d{1,4}(?:†[^【】\\n]{0,${MAX_FILENAME}})?)?)?)?$`,
)
/** Where a marker or a link may begin, also one of which only the first letters have come. */
const BEGIN = /【|sandbox:|s(?:a(?:n(?:d(?:b(?:ox?)?)?)?)?)?$/

/** How something at the beginning of a text is to be read. */
type Found = { length: number; piece?: Piece } | 'more to come' | undefined

/**
 * Finds markers and links to files in a text that comes in fragments, and holds back what may become
 * one, so that no reader sees a broken one. A marker that stands for nothing is left out; a link is
 * text, then.
 */
export class CitedText {
  readonly #sources: ReadonlyMap<string, Source>
  readonly #links: Links | undefined
  #held = ''

  constructor(sources: ReadonlyMap<string, Source>, links?: Links) {
    this.#sources = sources
    this.#links = links
  }

  add(text: string): Piece[] {
    if (this.#sources.size === 0 && !this.#links) return [{ value: text }]
    const given = this.#held + text
    this.#held = ''
    return this.#read(given, false)
  }

  /** What is left at the end: half a marker is left out, a bracket by itself is text. */
  end(): Piece[] {
    const held = this.#held
    this.#held = ''
    return this.#read(/^【\d+:/.test(held) ? '' : held, true)
  }

  #read(text: string, isEnd: boolean): Piece[] {
    const pieces: Piece[] = []
    let plain = ''
    let rest = text
    while (rest !== '') {
      const at = rest.search(BEGIN)
      plain += at < 0 ? rest : rest.slice(0, at)
      rest = at < 0 ? '' : rest.slice(at)
      const found = rest === '' ? undefined : (this.#marker(rest) ?? this.#link(rest, isEnd))
      if (found === 'more to come' && !isEnd) {
        this.#held = rest
        break
      }
      if (typeof found === 'object') {
        if (found.piece) {
          if (plain !== '') pieces.push({ value: plain })
          plain = ''
          pieces.push(found.piece)
        }
        rest = rest.slice(found.length)
      } else {
        plain += rest.slice(0, 1)
        rest = rest.slice(1)
      }
    }
    if (plain !== '') pieces.push({ value: plain })
    return pieces
  }

  #marker(text: string): Found {
    if (this.#sources.size === 0) return undefined
    const [marker, numbers] = MARKER.exec(text) ?? []
    if (marker === undefined) return BEGINNING.test(text) ? 'more to come' : undefined
    const source = this.#sources.get(numbers ?? '')
    if (!source) return { length: marker.length }
    const mark = { type: 'file_citation', file_id: source.file_id } as const
    return { length: marker.length, piece: { value: source.marker, mark } }
  }

  #link(text: string, isEnd: boolean): Found {
    const found = this.#links && findLink(this.#links, text, isEnd)
    if (typeof found !== 'object') return found
    const { value, file_id } = found
    return { length: value.length, piece: { value, mark: { type: 'file_path', file_id } } }
  }
}
