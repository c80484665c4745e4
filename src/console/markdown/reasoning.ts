import { REASONING } from '#contract/reasoning.ts'

import { fenceAfter } from './fence-lines.ts'

const BEGINNING = new RegExp(`^ {0,3}<${REASONING}>`, 'i')
/** Behind a backtick it is spoken of. */
const END = new RegExp(`(?<!\`)</${REASONING}>`, 'i')
/** The end of reasoning whose beginning its model left out. */
const LONE_END = new RegExp(`^ {0,3}</${REASONING}>`, 'i')

/**
 * Sets the answer behind `</think>` apart with a blank line. To CommonMark such a tag begins a block of HTML,
 * and the answer belongs to it up to the first blank line. https://spec.commonmark.org/0.31.2/#html-blocks
 */
export function partReasoning(text: string): string {
  if (!END.test(text)) return text
  const parts: string[] = []
  let fence: string | undefined
  let isReasoning = false
  let hasEnded = false
  for (const line of text.split('\n')) {
    if (hasEnded && line.trim() !== '') parts.push('')
    hasEnded = false
    if (fence === undefined) isReasoning ||= BEGINNING.test(line)
    const end = fence === undefined && (isReasoning ? END : LONE_END).exec(line)
    if (!end) {
      fence = fenceAfter(fence, line)
      parts.push(line)
      continue
    }
    const at = end.index + end[0].length
    const answer = line.slice(at).trimStart()
    parts.push(line.slice(0, at))
    if (answer !== '') parts.push('', answer)
    fence = fenceAfter(fence, answer)
    isReasoning = false
    hasEnded = answer === ''
  }
  return parts.join('\n')
}
