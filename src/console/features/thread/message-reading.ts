import { lettersOfFormula } from '#console/markdown/drawn-formula.ts'
import { NO_MACROS, expandMacros, macrosAfter } from '#console/markdown/macros.ts'
import { lettersOf, markText, unmarkText } from '#console/markdown/marks.ts'
import type { ContentPart, Message } from '#contract/message.ts'
import type { ShownLine } from '#contract/shown-lines.ts'

import { fileNameOf, mergeAttachments } from './attachments.ts'
import { type Folded, type ReadText, fold, foldBoth } from './fold.ts'
import { linesWithoutMarks } from './lines-without-marks.ts'
import { type ReadMarkdown, formulaWords, readMarkdown } from './read-markdown.ts'

interface Reading extends ReadMarkdown {
  isAsWritten?: boolean
}

/** A text that stands as it was written; a search finds the words in it without marks of Markdown, too. */
const asWritten = (text: string): Reading => ({
  drawn: text,
  undrawn: [],
  formulas: [],
  isAsWritten: true,
})

/** A part of an answer is read with its marks, as it is drawn. */
const answered = (
  { value, annotations }: Extract<ContentPart, { type: 'text' }>['text'],
  onUnsure: () => void,
): ReadMarkdown => {
  const marked = markText(value, annotations)
  let macros = NO_MACROS
  const { drawn, undrawn, formulas } = readMarkdown(marked.text, {
    // A path that is marked is all of an address.
    isFile: (address) =>
      marked.pattern !== null && address !== '' && address.replace(marked.pattern, '') === '',
    draw: (marks) => {
      const tex = unmarkText(marks, marked)
      const { letters, isUnsure } = lettersOfFormula(expandMacros(tex, macros))
      macros = macrosAfter(tex, macros)
      if (isUnsure) onUnsure()
      return letters === undefined ? formulaWords(tex) : letters
    },
  })
  return {
    drawn: lettersOf(drawn, marked),
    undrawn: undrawn.map((each) => lettersOf(each, marked)),
    formulas: formulas.map(({ drawn: letters, written }) => ({
      drawn: letters,
      written: unmarkText(written, marked),
    })),
  }
}

const ofPart = (part: ContentPart, role: string, onUnsure: () => void): Reading[] => {
  if (part.type === 'refusal') return [asWritten(part.refusal)]
  if (part.type !== 'text') return []
  return [role === 'user' ? asWritten(part.text.value) : answered(part.text, onUnsure)]
}

const BETWEEN_PARTS = '\n\n'

const linesOf = (parts: readonly Reading[]): ShownLine[] => {
  let start = 0
  return parts.flatMap(({ drawn, isAsWritten }) => {
    const offset = start
    start += drawn.length + BETWEEN_PARTS.length
    return isAsWritten ? linesWithoutMarks(drawn, offset) : []
  })
}

const ofText = ({ role, content }: Message, onUnsure: () => void): ReadText => {
  const parts = content.flatMap((part) => ofPart(part, role, onUnsure))
  return foldBoth(
    parts.map(({ drawn }) => drawn).join(BETWEEN_PARTS),
    parts.flatMap(({ undrawn }) => undrawn),
    parts.flatMap(({ formulas }) => formulas),
    linesOf(parts),
  )
}

const known = new WeakMap<Message, { isUnsure: boolean; made: ReadText }>()

/**
 * What a message reads like: its text, and what is found and not drawn.
 * @param isSure whether formulas can be drawn by now
 */
export const readMessage = (message: Message, isSure: boolean): ReadText => {
  const before = known.get(message)
  if (before && !(before.isUnsure && isSure)) return before.made
  let isUnsure = false
  const made = ofText(message, () => (isUnsure = true))
  known.set(message, { isUnsure, made })
  return made
}

/** The names of the files below a message, in their order. */
export const readFileNames = (
  { attachments }: Message,
  fileOf: (fileId: string) => string | undefined,
): Folded[] =>
  attachments && attachments.length > 0
    ? mergeAttachments(attachments).map(({ file_id: id }) =>
        fold(fileNameOf(id, id === null ? undefined : fileOf(id))),
      )
    : []
