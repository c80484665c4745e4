import { isDrawn } from '#console/markdown/drawn-formula.ts'
import { mayDefine } from '#console/markdown/macros.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Message } from '#contract/message.ts'

import { mergeAttachments } from './attachments.ts'
import { type ReadText, foldBoth } from './fold.ts'
import { plainText } from './message-words.ts'
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

/** Whether an address is drawn as the file it leads to. */
const isFileIn = ({ content }: Message, address: string): boolean =>
  content.some(
    (part) =>
      part.type === 'text' &&
      part.text.annotations.some((each) => each.type === 'file_path' && each.text === address),
  )

/** @param onUnsure is told where it is not known yet how a formula is drawn */
const ofText = (message: Message, onUnsure: () => void): ReadMarkdown => {
  const text = plainText(message)
  if (message.role === 'user') return typedMarkdown(text)
  return readMarkdown(text, {
    isFile: (address) => isFileIn(message, address),
    isDrawn: (tex) => {
      // What a macro stands for is known to whoever draws them all.
      if (mayDefine(text)) return true
      const told = isDrawn(tex)
      if (told === undefined) onUnsure()
      return told ?? true
    },
  })
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
