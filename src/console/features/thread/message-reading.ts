import { isDrawn } from '#console/markdown/drawn-formula.ts'
import { mayDefine } from '#console/markdown/macros.ts'
import { lettersOf, markText } from '#console/markdown/marks.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { ContentPart, Message } from '#contract/message.ts'

import { mergeAttachments } from './attachments.ts'
import { type ReadText, foldBoth } from './fold.ts'
import { type ReadMarkdown, readMarkdown } from './read-markdown.ts'

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
})

/** A part of an answer is read with its marks, as it is drawn. */
const answered = (
  { value, annotations }: Extract<ContentPart, { type: 'text' }>['text'],
  onUnsure: () => void,
): ReadMarkdown => {
  const marked = markText(value, annotations)
  const { drawn, undrawn } = readMarkdown(marked.text, {
    // A path that is marked is all of an address.
    isFile: (address) =>
      marked.pattern !== null && address !== '' && address.replace(marked.pattern, '') === '',
    isDrawn: (tex) => {
      // What a macro stands for is known to whoever draws them all.
      if (mayDefine(value)) return true
      const told = isDrawn(tex)
      if (told === undefined) onUnsure()
      return told ?? true
    },
  })
  return {
    drawn: lettersOf(drawn, marked),
    undrawn: undrawn.map((each) => lettersOf(each, marked)),
  }
}

const ofPart = (part: ContentPart, role: string, onUnsure: () => void): ReadMarkdown[] => {
  if (part.type === 'refusal') return [{ drawn: part.refusal, undrawn: [] }]
  if (part.type !== 'text') return []
  return [role === 'user' ? typedMarkdown(part.text.value) : answered(part.text, onUnsure)]
}

const ofText = ({ role, content }: Message, onUnsure: () => void): ReadMarkdown => {
  const parts = content.flatMap((part) => ofPart(part, role, onUnsure))
  return {
    drawn: parts.map(({ drawn }) => drawn).join('\n\n'),
    undrawn: parts.flatMap(({ undrawn }) => undrawn),
  }
}

const known = new WeakMap<Message, { names: string; isUnsure: boolean; made: ReadText }>()

/**
 * What a message reads like: its text, the files below it, and what is found and not drawn.
 * @param isSure whether formulas can be drawn by now
 */
export const readMessage = (
  message: Message,
  fileOf: (fileId: string) => string | undefined,
  isSure: boolean,
): ReadText => {
  const names = mergeAttachments(message.attachments ?? [])
    .map(({ file_id: id }) => shownName((id !== null && fileOf(id)) || id || 'Attachment'))
    .join('\n')
  const before = known.get(message)
  if (before?.names === names && !(before.isUnsure && isSure)) return before.made
  let isUnsure = false
  const { drawn, undrawn } = ofText(message, () => (isUnsure = true))
  const made = foldBoth(names === '' ? drawn : `${drawn}\n${names}`, undrawn)
  known.set(message, { names, isUnsure, made })
  return made
}
