import { lettersOfFormula } from '#console/markdown/drawn-formula.ts'
import { NO_MACROS, expandMacros, macrosAfter } from '#console/markdown/macros.ts'
import { lettersOf, markText, unmarkText } from '#console/markdown/marks.ts'
import type { ContentPart, Message } from '#contract/message.ts'

import { fileNameOf, mergeAttachments } from './attachments.ts'
import { type Folded, type ReadText, fold, foldBoth } from './fold.ts'
import { type ReadMarkdown, formulaWords, readMarkdown } from './read-markdown.ts'

/** Marks of Markdown within a word, which stand as they were typed; a search finds the word without them, too. */
const MARKED_WORD =
  /(?<![\p{L}\p{N}*~])(?:\*{1,3}|~~)?[\p{L}\p{N}]+(?:(?:\*{1,3}|~~)[\p{L}\p{N}]+)+(?:\*{1,3}|~~)?/gu
/** A star between numbers multiplies them. */
const SUM = /\d\*\d/

/** A user's text stands as it was typed; marks of Markdown are not read. */
const typedMarkdown = (text: string): ReadMarkdown => ({
  drawn: text,
  undrawn: /[*~]/.test(text)
    ? [...text.matchAll(MARKED_WORD)].flatMap(([word]) =>
        SUM.test(word) ? [] : word.replaceAll(/[*~]/g, ''),
      )
    : [],
  formulas: [],
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

const ofPart = (part: ContentPart, role: string, onUnsure: () => void): ReadMarkdown[] => {
  if (part.type === 'refusal') return [{ drawn: part.refusal, undrawn: [], formulas: [] }]
  if (part.type !== 'text') return []
  return [role === 'user' ? typedMarkdown(part.text.value) : answered(part.text, onUnsure)]
}

const ofText = ({ role, content }: Message, onUnsure: () => void): ReadMarkdown => {
  const parts = content.flatMap((part) => ofPart(part, role, onUnsure))
  return {
    drawn: parts.map(({ drawn }) => drawn).join('\n\n'),
    undrawn: parts.flatMap(({ undrawn }) => undrawn),
    formulas: parts.flatMap(({ formulas }) => formulas),
  }
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
  const { drawn, undrawn, formulas } = ofText(message, () => (isUnsure = true))
  const made = foldBoth(drawn, undrawn, formulas)
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
