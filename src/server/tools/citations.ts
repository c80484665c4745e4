import type { FileSearchResult, ToolCall } from '#contract/run-step.ts'

/** What a marker stands for. */
export interface Source {
  file_id: string
  /** The marker as it is shown. */
  marker: string
}

/** A piece of an answer's text; with a source, it is that source's marker. */
export interface Piece {
  value: string
  source?: Source
}

/** The marker of a result of a run's `ordinal`th search. */
export const markerOf = (ordinal: number, at: number, { file_name }: FileSearchResult): string =>
  `【${ordinal}:${at}†${file_name.replaceAll(/[【】†\n]/g, '_').slice(0, MAX_NAME)}】`

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

const MAX_NAME = 255
const MARKER = new RegExp(`^【(\\d{1,4}:\\d{1,4})(?:†[^【】\\n]{0,${MAX_NAME}})?】`)
/** What may yet become a marker. */
const BEGINNING = new RegExp(`^【(?:\\d{1,4}(?::(?:\\d{1,4}(?:†[^【】\\n]{0,${MAX_NAME}})?)?)?)?$`)

/**
 * Finds markers in a text that comes in fragments, and holds back what may become one, so that no
 * reader sees a broken one. A marker that stands for nothing is left out.
 */
export class CitedText {
  readonly #sources: ReadonlyMap<string, Source>
  #held = ''

  constructor(sources: ReadonlyMap<string, Source>) {
    this.#sources = sources
  }

  add(text: string): Piece[] {
    if (this.#sources.size === 0) return [{ value: text }]
    const pieces: Piece[] = []
    let rest = this.#held + text
    this.#held = ''
    let plain = ''
    while (rest !== '') {
      const at = rest.indexOf('【')
      plain += at < 0 ? rest : rest.slice(0, at)
      rest = at < 0 ? '' : rest.slice(at)
      const [marker, numbers] = MARKER.exec(rest) ?? []
      if (marker !== undefined) {
        const source = this.#sources.get(numbers ?? '')
        if (source) {
          if (plain !== '') pieces.push({ value: plain })
          pieces.push({ value: source.marker, source })
          plain = ''
        }
        rest = rest.slice(marker.length)
      } else if (BEGINNING.test(rest)) {
        this.#held = rest
        break
      } else {
        plain += rest.slice(0, 1)
        rest = rest.slice(1)
      }
    }
    if (plain !== '') pieces.push({ value: plain })
    return pieces
  }

  /** What is left at the end: half a marker is left out, a bracket by itself is text. */
  end(): Piece[] {
    const held = this.#held
    this.#held = ''
    return held === '' || /^【\d+:/.test(held) ? [] : [{ value: held }]
  }
}
