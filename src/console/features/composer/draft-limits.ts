import { isMetadataValid } from '#console/util/metadata.ts'
import { countText, numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { charactersIn } from '#contract/characters.ts'
import {
  MAX_CODE_INTERPRETER_FILES,
  MAX_CONTENT_CHARACTERS,
  MAX_FILE_BYTES,
  MAX_FILE_MEGABYTES,
  MAX_MESSAGE_CHARACTERS,
} from '#contract/limits.ts'
import { extensionOf, isReadable, isTable } from '#contract/readable-files.ts'

import { type AttachmentToolName, type DraftContent, type DraftPart, uploadsOf } from './draft.ts'

/** From here on the reader is told how much room is left. */
const NEAR_LIMIT = MAX_MESSAGE_CHARACTERS * 0.9

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
export const IMAGE_ACCEPT = IMAGE_TYPES.join(',')

export const isImageType = (type: string): boolean => IMAGE_TYPES.includes(type)

/** "12 characters left", once it matters; undefined before that. */
export const roomLeft = (text: string): { over: boolean; words: string } | undefined => {
  // A text has at most as many characters as UTF-16 units: most need not be counted.
  if (text.length < NEAR_LIMIT) return undefined
  const left = MAX_MESSAGE_CHARACTERS - charactersIn(text)
  if (left > MAX_MESSAGE_CHARACTERS - NEAR_LIMIT) return undefined
  return left < 0
    ? { over: true, words: `${countText(-left, 'character')} over the limit` }
    : { over: false, words: `${countText(left, 'character')} left` }
}

/** Whether a part of the message is a text that is longer than one may be. */
export const isOverLimit = (part: DraftPart): boolean =>
  part.type === 'text' && roomLeft(part.text)?.over === true

/** Why a file cannot be taken, or undefined. */
export const fileProblem = (
  file: { name: string; size: number; type: string },
  as: 'attachment' | 'image',
): string | undefined => {
  const name = shownName(file.name)
  if (file.size === 0) return `${name} is empty.`
  if (file.size > MAX_FILE_BYTES) return `${name} is larger than ${MAX_FILE_MEGABYTES} MB.`
  if (as === 'image' && !isImageType(file.type)) {
    return `${name} is not a PNG, JPEG, GIF or WebP image.`
  }
  return undefined
}

/** Why an address cannot be an image part, or undefined. */
export const imageUrlProblem = (text: string): string | undefined => {
  if (text.trim() === '') return 'Enter the address of an image.'
  // Some browsers read one with blanks, even in its host, and others do not.
  if (/\s/.test(text.trim())) return 'An address has no blanks. Write %20 for each.'
  if (!URL.canParse(text.trim())) return 'This is not a whole address. Begin with https://.'
  const { protocol } = new URL(text.trim())
  return protocol === 'https:' || protocol === 'http:'
    ? undefined
    : 'Only http and https addresses can be used.'
}

/** The tools a fresh attachment starts with. */
export const likelyTools = (name: string): AttachmentToolName[] => {
  const extension = extensionOf(name)
  return isReadable(extension) && !isTable(extension) ? ['file_search'] : ['code_interpreter']
}

/** By how many characters the texts of a message are longer than all of them may be together. */
const overTogether = (parts: readonly DraftPart[]): number => {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
  const sum = (lengthOf: (text: string) => number) =>
    texts.reduce((total, text) => total + lengthOf(text), 0) - MAX_CONTENT_CHARACTERS
  // As above: most need not be counted.
  return sum((text) => text.length) > 0 ? sum(charactersIn) : 0
}

/** Why the draft cannot be sent yet, in the order to mend it; empty when it can. */
export const sendProblems = (draft: DraftContent): string[] => {
  const problems: string[] = []
  const uploads = uploadsOf(draft)
  const written = draft.parts.some((part) => part.type === 'image' || part.text.trim() !== '')
  if (!written) {
    problems.push(
      uploads.length > 0 ? 'Write a message to go with the files.' : 'Write a message first.',
    )
  }
  for (const part of draft.parts) {
    if (part.type === 'text' && isOverLimit(part)) {
      const over = countText(charactersIn(part.text) - MAX_MESSAGE_CHARACTERS, 'character')
      problems.push(`The text is ${over} over the limit of ${numberText(MAX_MESSAGE_CHARACTERS)}.`)
    }
  }
  const together = overTogether(draft.parts)
  if (together > 0) {
    const over = countText(together, 'character')
    problems.push(
      `All texts together are ${over} over the limit of ${numberText(MAX_CONTENT_CHARACTERS)}.`,
    )
  }
  if (uploads.some((upload) => upload.state === 'uploading')) problems.push('Files are uploading.')
  if (uploads.some((upload) => upload.state === 'failed')) {
    problems.push('Retry or remove the files that failed to upload.')
  }
  for (const { upload, tools } of draft.attachments) {
    if (tools.length === 0) problems.push(`Choose a tool for ${upload.name}.`)
  }
  const forCode = draft.attachments.filter(({ tools }) => tools.includes('code_interpreter'))
  if (forCode.length > MAX_CODE_INTERPRETER_FILES) {
    problems.push(
      `${countText(forCode.length, 'file')} are for code interpreter, which takes ${MAX_CODE_INTERPRETER_FILES}.`,
    )
  }
  if (!isMetadataValid(draft.metadata)) problems.push('Mend the metadata.')
  return problems
}
