import { type ShownLine, shownLines } from '#contract/shown-lines.ts'

/**
 * The lines of a text that stands as it was typed whose words are joined where no marks of Markdown are, as
 * the index of a search has them.
 * @param offset where the text begins in what is drawn, from which places are told
 */
export const linesWithoutMarks = (text: string, offset = 0): ShownLine[] => {
  const lines: ShownLine[] = []
  for (const { shown } of shownLines(text))
    if (shown) lines.push({ text: shown.text, placeOf: (at) => offset + shown.placeOf(at) })
  return lines
}
