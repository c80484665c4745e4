import type { Code, List, RootContent, Table } from 'mdast'

import type { Grown, Opened } from './grown.ts'
import { lineStart, nextLine } from './lines.ts'
import { openParagraph } from './open-paragraph.ts'

const endOf = (node: RootContent) => node.position?.end.offset ?? 0
const startOf = (node: RootContent) => node.position?.start.offset ?? 0

function openList(source: string, node: List, merged: List): Opened | undefined {
  const last = node.children.at(-1)
  if (node.children.length < 2 || last === undefined) return undefined
  const cut = lineStart(source, startOf(last))
  const closed = { ...merged, children: merged.children.slice(0, -1) }
  const merge = (next: RootContent): RootContent[] =>
    next.type === 'list'
      ? [
          {
            ...closed,
            spread: closed.spread === true || next.spread === true,
            children: [...closed.children, ...next.children],
          },
        ]
      : [closed, next]
  return { open: { prefix: '', merge }, cut }
}

/** The head of a table is parsed with each of its parts: a longer one costs too much. */
const MAX_HEAD = 4_000

function openTable(source: string, node: Table, merged: Table): Opened | undefined {
  const last = node.children.at(-1)
  if (node.children.length < 2 || last === undefined) return undefined
  const start = lineStart(source, startOf(node))
  const prefix = source.slice(start, nextLine(source, nextLine(source, start)))
  if (prefix.length > MAX_HEAD) return undefined
  const merge = (next: RootContent): RootContent[] =>
    next.type === 'table'
      ? [{ ...merged, children: [...merged.children, ...next.children.slice(1)] }]
      : [merged, next]
  return { open: { prefix, merge }, cut: nextLine(source, endOf(last)) }
}

const FENCE = /^(?:`{3,}|~{3,})/

function openCode(source: string, node: Code, merged: Code): Opened | undefined {
  const fence = FENCE.exec(source)?.[0]
  const body = nextLine(source, 0)
  const end = endOf(node)
  if (fence === undefined || startOf(node) !== 0 || body >= source.length) return undefined
  const lastLine = source.slice(Math.max(body, lineStart(source, end)), end)
  const closing = new RegExp(`^ {0,3}${fence}${fence[0]}*[ \\t]*$`)
  if (closing.test(lastLine) || nextLine(source, end) < source.length) return undefined
  // The sentinel line `x` tells an empty rest from a blank line; it is cut off again.
  const prefix = `${source.slice(0, body)}x\n`
  const merge = (next: RootContent): RootContent[] =>
    next.type === 'code'
      ? [{ ...merged, value: merged.value + next.value.slice(1) }]
      : [merged, next]
  return { open: { prefix, merge }, cut: source.length }
}

/** Closes what can be closed of the only block of `source`, which ends with a complete line. */
export function openBlock(source: string, grown: Grown): Opened | undefined {
  const { node, merged } = grown
  if (node.type === 'list' && merged.type === 'list') return openList(source, node, merged)
  if (node.type === 'table' && merged.type === 'table') return openTable(source, node, merged)
  if (node.type === 'code' && merged.type === 'code') return openCode(source, node, merged)
  return openParagraph(source, grown)
}
