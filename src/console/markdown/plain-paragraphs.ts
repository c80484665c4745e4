import type { Paragraph, Root } from 'mdast'

/**
 * A line of prose: it begins like no other block, and none of its characters may begin anything else than
 * text. There are more such lines; in doubt the parser is asked.
 */
const PROSE =
  /^ {0,3}(?:["'“‘(]?\p{L}|[\p{N}.,;:?)"'’”] )(?:[\p{L}\p{M}\p{N} .,;?()"'‘’“”–—-]|:(?= |$))*$/u
const ADDRESS = /www\./i

function plainParagraph(written: string, line: number, before: number): Paragraph | undefined {
  const value = written.trim()
  if (!PROSE.test(written) || ADDRESS.test(value)) return undefined
  const on = (column: number) => ({ line, column: column + 1, offset: before + column })
  const start = written.length - written.trimStart().length
  const position = { start: on(start), end: on(start + value.length) }
  return {
    type: 'paragraph',
    children: [{ type: 'text', value, position }],
    position: { start: on(start), end: on(written.length) },
  }
}

/**
 * What the parser makes of lines of nothing but prose, each a paragraph of its own; undefined for any other
 * text. An answer that is written is mostly such a line, which grows: the parser goes through each of its
 * characters several times.
 */
export function plainParagraphs(text: string): Root | undefined {
  const children: Paragraph[] = []
  const lines = text.split('\n')
  let offset = 0
  let isAfterBlank = true
  for (const [index, line] of lines.entries()) {
    if (/^ *$/.test(line)) isAfterBlank = true
    else {
      const paragraph = isAfterBlank ? plainParagraph(line, index + 1, offset) : undefined
      if (!paragraph) return undefined
      children.push(paragraph)
      isAfterBlank = false
    }
    offset += line.length + 1
  }
  if (children.length === 0) return undefined
  const last = lines.at(-1) ?? ''
  const position = {
    start: { line: 1, column: 1, offset: 0 },
    end: { line: lines.length, column: last.length + 1, offset: text.length },
  }
  return { type: 'root', children, position }
}
