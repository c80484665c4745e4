import { endsFence, fenceIn } from './fence-lines.ts'

/** A fence behind the last line of code. */
const GLUED = /^(.*[^`\s])[ \t]*(`{3,})[ \t]*$/
/** Most texts have neither, and are asked for each piece that comes. */
const ANY_GLUED = /[^`\s][ \t]*`{3,}[ \t]*$/m
const ANY_INDENTED = /^[ \t]+(?:`{3}|~{3})/m
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)]) /
/** As far as code in an item stands in. */
const MOST_INDENT = 8

const indentOf = (line: string): number => line.length - line.trimStart().length

/**
 * Code as its model meant it where CommonMark ends it elsewhere: a fence that ends it stands behind its last line
 * (`npm ci```), or it stands further out than the item that it is in. In both all that follows would be code.
 */
export function endFences(text: string): string {
  if (!ANY_GLUED.test(text) && !ANY_INDENTED.test(text)) return text
  const lines = text.split('\n')
  const parts = [...lines]
  let next: Int32Array | undefined
  /** The fence that is open: its line, its mark. */
  let open: { at: number; fence: string } | undefined
  let isInItem = false
  for (const [at, line] of lines.entries()) {
    const found = fenceIn(line)
    if (!open) {
      if (found) open = { at, fence: found.fence }
      else if (line.trim() !== '' && indentOf(line) < 2) isInItem = ITEM.test(line)
      continue
    }
    if (found && endsFence(found, open.fence)) {
      const indent = indentOf(lines[open.at] ?? '')
      const isWithin = indent <= 3 || (isInItem && indent <= MOST_INDENT)
      if (indent > 0 && isWithin && indentOf(line) === indent)
        indentLines(parts, open.at, at, indent)
      open = undefined
      continue
    }
    const [, code, fence] = (!found && GLUED.exec(line)) || []
    if (code === undefined || fence === undefined || !fence.startsWith(open.fence)) continue
    // Where a fence without words follows, that is the end.
    next ??= nextOf(lines)
    const follows = fenceIn(lines[next[at] ?? -1] ?? '')
    if (code.includes('```') || (follows && endsFence(follows, open.fence))) continue
    parts[at] = `${code}\n${' '.repeat(indentOf(lines[open.at] ?? ''))}${fence}`
    open = undefined
  }
  return parts.join('\n')
}

/** Of each line, the next one that is a fence; -1 where none follows. */
const nextOf = (lines: readonly string[]): Int32Array => {
  const next = new Int32Array(lines.length)
  let last = -1
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    next[at] = last
    if (fenceIn(lines[at] ?? '')) last = at
  }
  return next
}

/** Puts the lines between two fences as far in as those, where one of them stands further out. */
const indentLines = (parts: string[], from: number, to: number, indent: number): void => {
  const isOut = (line: string | undefined) => line?.trim() && indentOf(line) < indent
  let isAny = false
  for (let at = from + 1; at < to && !isAny; at += 1) isAny = Boolean(isOut(parts[at]))
  if (!isAny) return
  for (let at = from + 1; at < to; at += 1) {
    const line = parts[at]
    if (line?.trim()) parts[at] = ' '.repeat(indent) + line
  }
}
