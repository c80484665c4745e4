import type { Nodes, RootContent } from 'mdast'

import { openEnvironment } from './environments.ts'
import { type OpenMarker, scanInline } from './inline-scan.ts'
import { MAX_BLOCK } from './math-lines.ts'

/** Longer texts are not held back, and longer emphasis is not believed to find its end. */
const MAX_HELD = 600

/** A line that has only markers so far: what it will be is told by what follows. */
const MARKERS_ONLY = /^[\s>]*(?:\d{1,9}[.)]?\s*)?[-*+_=#~`|:\s]*(?:\[[ xX]?\]?\s*)?$/
const FENCE_LINE = /^[\s>]*(?:`{3,}|~{3,})[^`\n]*$/
const ROW = /^[\s>]*\|/
/** What may still become a part of something else: a marker, an escape, an entity, an address. */
const UNDECIDED =
  /(?:[*_~`$]+|\\(?:b(?:e(?:g(?:i(?:n(?:\{[a-z]{0,12}\*?)?)?)?)?)?)?|!|&#?\w{0,30}|<[^\s<>]{0,200}|<br\s*\/?|\\\((?:(?!\\\))[^\n]){0,300}|\\\[(?:(?!\\\])[^\n]){0,300})$/i
const DEFINITION = /^\[[^\]\n]*\]:[^\n]*$/
/** Without any of these nothing in a text is open. */
const MARKER = /[\\`$<[*_~]/
const EMPHASIS = /^(?:\*{1,3}|_{1,3}|~~|`+)$/

const lineStartAt = (source: string, end: number) => source.lastIndexOf('\n', end - 1) + 1

/** From where on the last lines wait: rows of tables until they are whole, markers until their text comes. */
function heldLines(source: string): number {
  const start = lineStartAt(source, source.length)
  const line = source.slice(start)
  if (line.length > MAX_HELD) return source.length
  const isRow = ROW.test(line)
  if (line !== '' && !isRow && !MARKERS_ONLY.test(line) && !FENCE_LINE.test(line))
    return source.length
  if (start === 0) return 0
  // A first row alone may become the head of a table.
  const above = lineStartAt(source, start - 1)
  if (!ROW.test(source.slice(above, start))) return start
  const before = source.slice(lineStartAt(source, above - 1), above)
  return above > 0 && ROW.test(before) ? start : above
}

/** The block of text that grows, if it is text that grows. */
function growingText(nodes: readonly RootContent[]): Nodes | undefined {
  let node: Nodes | undefined = nodes.at(-1)
  while (node && node.type !== 'paragraph' && node.type !== 'heading') {
    node = node.type !== 'table' && 'children' in node ? node.children.at(-1) : undefined
  }
  return node?.type === 'paragraph' && node.data?.plain ? undefined : node
}

const canHold = ({ marker }: OpenMarker, text: string, at: number) =>
  marker === '[' || (marker === '$' && !/[\d\s]/.test(text[at + 1] ?? ' '))

/** A text that ends before the first link that is not whole, and with its emphasis closed. */
function settleText(text: string): string {
  if (!MARKER.test(text)) return text
  if (DEFINITION.test(text) && text.length < MAX_HELD) return ''
  const { open } = scanInline(text)
  const isNear = ({ at }: OpenMarker) => text.length - at < MAX_HELD
  const held = open.find((each) => isNear(each) && canHold(each, text, each.at))
  const end = held ? held.at - (text[held.at - 1] === '!' ? 1 : 0) : text.length
  const closers = open.filter((each) => each.at < end && isNear(each) && EMPHASIS.test(each.marker))
  const shown = text.slice(0, end)
  if (closers.length === 0) return shown
  const marks = closers.map(({ marker }) => marker).toReversed()
  // An opening marker with nothing after it would be taken for text.
  const last = closers.at(-1)
  const isEmpty = last !== undefined && shown.slice(last.at + last.marker.length).trim() === ''
  if (isEmpty) return settleText(shown.slice(0, last.at))
  const whole = shown.trimEnd()
  // A backtick at the end of code would run into those that close it.
  const gap = whole.endsWith('`') && marks[0]?.startsWith('`') ? ' ' : ''
  return whole + gap + marks.join('')
}

/**
 * Parses text that is being written so that a reader sees it grow and never shrink: what may turn into
 * something else waits until it is known, and emphasis is believed to be closed. Only the end of the
 * text is looked at differently than `parse` would.
 */
export function parseCalmly(
  source: string,
  parse: (source: string) => readonly RootContent[],
): readonly RootContent[] {
  const at = openEnvironment(source, MAX_BLOCK)
  // In code it is none.
  if (at !== undefined && growingText(parse(`${source.slice(0, at)}x`))) {
    return parseCalmly(source.slice(0, at), parse)
  }
  const lines = heldLines(source)
  const isLong = source.length - lines > MAX_HELD
  const whole = isLong ? source : source.slice(0, lines)
  const undecided = UNDECIDED.exec(whole.slice(-MAX_HELD))?.[0].length ?? 0
  const shown = whole.slice(0, whole.length - undecided)
  const nodes = parse(shown)
  const start = growingText(nodes)?.position?.start.offset
  if (start === undefined) return nodes
  const text = shown.slice(start)
  const settled = settleText(text)
  return settled === text ? nodes : parse(shown.slice(0, start) + settled)
}
