import { asMeant } from './as-meant.ts'
import { type Growing, closeLines, settleAll } from './growing.ts'
import { collectLabels, sameLabels } from './labels.ts'
import { namesOf, relabel } from './relabel.ts'
import { EMPTY_DOCUMENT, type Growth, NOT_TRIED, type SplitDocument } from './split-document.ts'
import { laggingTail, parseTail, settleBeforeLine } from './tail.ts'

/** How many settled segments `text` still begins with, and their length. */
function commonSegments(document: SplitDocument, text: string): [count: number, length: number] {
  if (text.startsWith(document.text)) return [document.settled.length, document.settledLength]
  let length = 0
  for (const [index, segment] of document.settled.entries()) {
    if (!text.startsWith(segment.text, length)) return [index, length]
    length += segment.text.length
  }
  return [document.settled.length, length]
}

/**
 * The document for `text`. When `text` continues that of `previous` only the tail is parsed, and
 * settled segments are the same objects as before.
 *
 * The blocks of all segments equal those of a parse of the whole text, at every length of it; for a
 * text that is being written (`calm`) this holds of the settled segments, and of all once it is whole.
 */
export function advance(
  previous: SplitDocument,
  source: string,
  growth: Growth = 'whole',
): SplitDocument {
  const text = asMeant(source)
  if (text === previous.text && (previous.isExact || growth === 'calm')) return previous
  const [count, length] = commonSegments(previous, text)
  const continues = text.startsWith(previous.text)
  const known = previous.labels
  const openText = continues ? previous.openText : ''
  const growing: Growing = {
    settled: previous.settled.slice(0, count),
    open: continues ? previous.open : null,
    openText,
    rest: text.slice(length + openText.length),
    labels: namesOf(known),
    tried: continues ? previous.tried : NOT_TRIED,
  }
  settleAll(growing)
  closeLines(growing)
  const lagging = growth === 'calm' && continues ? laggingTail(previous, growing) : undefined
  const tail = lagging ?? settleBeforeLine(growing, parseTail(growing, growth))
  const { settled, open, tried } = growing
  const labels = collectLabels([...settled, tail.tail])
  const settledLength = text.length - tail.tail.text.length
  const next = {
    text,
    settled,
    settledLength,
    labels,
    open,
    openText: growing.openText,
    tried,
    ...tail,
  }
  return sameLabels(labels, known) ? next : relabel(next, known, growth)
}

/** The document for a whole text, from nothing. */
export const splitDocument = (text: string): SplitDocument => advance(EMPTY_DOCUMENT, text)
