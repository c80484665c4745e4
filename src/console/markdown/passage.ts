import type { FileSearchResult } from '#contract/run-step.ts'

/** A passage of a file, as a search found it. */
export interface Passage {
  text: string
  score: number
}

/** The words of a result, where they were asked for. */
export const passageText = ({ content }: FileSearchResult): string =>
  (content ?? [])
    .flatMap(({ text }) => (text === undefined ? [] : [text]))
    .join('\n')
    .trim()

/** The numbers of a search and of its result: `【0:2†source】`. */
const NUMBERS = /^【(\d{1,6}):(\d{1,6})†/

const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** What a citation points at: its file, and where it is told the words and the marker in the text. */
export interface Cited {
  file_id: string
  quote: string | null | undefined
  marker: string
}

/**
 * The passage that a citation stands for: the one with its quote; without a quote the one its marker
 * numbers, else the best of its file. The hosted service counts searches in its own way: a number of another file is none.
 */
export function passageOf(
  searches: readonly (readonly FileSearchResult[])[],
  { file_id, quote, marker }: Cited,
): Passage | undefined {
  const isOfFile = (result: FileSearchResult) =>
    result.file_id === file_id && passageText(result) !== ''
  const found = searches.flat().filter(isOfFile)
  const words = plain(quote ?? '')
  const quoted = found.find((result) => plain(passageText(result)).includes(words))
  const [, search, at] = NUMBERS.exec(marker) ?? []
  const numbered = [searches[Number(search)]?.[Number(at)]].find((each) => each && isOfFile(each))
  const [best] = found.toSorted((a, b) => b.score - a.score)
  const result = words ? quoted : (numbered ?? best)
  return result && { text: passageText(result), score: result.score }
}
