import type { Nodes } from 'mdast'

/** Deeper nesting than this is shown as plain text: recursive walkers would overflow the stack. */
export const MAX_DEPTH = 40

/** More inline markers than this in one stretch of lines are shown as plain text: pairing them is quadratic. */
export const MAX_INLINE_MARKERS = 3_000

/** A line of more addresses than this is shown as plain text: without spaces it is read as a whole with each step. */
export const MAX_ADDRESSES = 1_500

const ADDRESS = /:\/\/|www\.|@/gi

const addressCount = (line: string) => {
  let count = 0
  for (const _ of line.matchAll(ADDRESS)) count += 1
  return count
}

const INLINE_MARKER = new Set('*_~[]`<&!$\\')
const isSpace = (character: string | undefined) => character === ' ' || character === '\t'
const isDigit = (character: string | undefined) =>
  character !== undefined && character >= '0' && character <= '9'

/** How many containers (quotes, list items) the line from `start` to `end` opens at once. */
function containerDepth(text: string, start: number, end: number): number {
  let depth = 0
  let at = start
  while (at < end && depth <= MAX_DEPTH) {
    while (isSpace(text[at])) at += 1
    const marker = text[at]
    let digits = at
    while (digits - at < 9 && isDigit(text[digits])) digits += 1
    if (marker === '>') at += 1
    else if ((marker === '-' || marker === '*' || marker === '+') && isSpace(text[at + 1])) at += 2
    else if (digits > at && (text[digits] === '.' || text[digits] === ')')) at = digits + 1
    else return depth
    depth += 1
  }
  return depth
}

const startsNewStretch = (text: string, start: number) => {
  let at = start
  while (isSpace(text[at])) at += 1
  const first = text[at]
  return first === undefined || '\r\n|-+*'.includes(first)
}

/**
 * How many inline markers the last stretch of lines holds, or `Infinity` where parsing this text could
 * take too long or overflow. `carried` are those of the same stretch before it.
 */
export function weigh(text: string, carried = 0): number {
  let markers = carried
  let start = 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    if (containerDepth(text, start, end) > MAX_DEPTH) return Infinity
    if (startsNewStretch(text, start)) markers = 0
    for (let at = start; at < end; at += 1) {
      // The index is inside the string.
      if (INLINE_MARKER.has(text[at]!)) markers += 1
    }
    if (markers > MAX_INLINE_MARKERS) return Infinity
    if (end - start > MAX_ADDRESSES && addressCount(text.slice(start, end)) > MAX_ADDRESSES)
      return Infinity
    start = end + 1
  }
  return markers
}

/** Whether this text is shown as it is, for it could take too long to parse. */
export const isTooHeavy = (text: string, carried = 0): boolean => weigh(text, carried) === Infinity

/** Whether a tree nests more than `MAX_DEPTH` levels; walks without recursion. */
export function isTooDeep(tree: Nodes): boolean {
  let level: Nodes[] = [tree]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((node) => ('children' in node ? node.children : []))
  }
  return false
}
