import type { Heading, Paragraph, PhrasingContent, RootContent } from 'mdast'

import type { Grown, Opened } from './grown.ts'
import { weigh } from './guard.ts'
import { scanInline } from './inline-scan.ts'
import { lineStart } from './lines.ts'
import { parseMarkdown } from './parse.ts'

/** Paragraphs are cut once so much of them can be put behind the cut. */
export const PARAGRAPH_PART = 400

type TextBlock = Paragraph | Heading

const partsOf = new WeakMap<RootContent, readonly TextBlock[]>()

/** The parts in which a long paragraph was parsed, each as one of its own; all but the last keep their identity. */
export const partsOfParagraph = (node: RootContent): readonly TextBlock[] | undefined =>
  partsOf.get(node)

const isTextBlock = (node: RootContent | undefined): node is TextBlock =>
  node?.type === 'paragraph' || node?.type === 'heading'

/** Takes away the character that was put before a part; undefined where it is not there as such. */
function withoutFirst(
  children: readonly PhrasingContent[],
  length: number,
): readonly PhrasingContent[] | undefined {
  if (length === 0) return children
  const [first, ...others] = children
  if (first?.type !== 'text') return undefined
  const value = first.value.slice(length)
  return value === '' ? others : [{ ...first, value }, ...others]
}

const join = (parts: readonly TextBlock[], last: TextBlock): TextBlock => {
  const all = [...parts, last]
  // The last part tells what the whole is: a line below may make it a heading.
  const whole = { ...last, children: all.flatMap(({ children }) => children) }
  partsOf.set(whole, all)
  return whole
}

/**
 * Closes a part of a long paragraph, up to a place where no inline construct is open. `node` was parsed
 * from `source`, which begins with the prefix of `open`.
 */
export function openParagraph(
  source: string,
  { node, merged, open, labels }: Grown,
): Opened | undefined {
  const prefix = open?.prefix ?? ''
  const carried = open?.carried ?? 0
  if (node.type !== 'paragraph' || merged.type !== 'paragraph' || node.data?.plain) return undefined
  const start = node.position?.start.offset ?? 0
  // It may become a definition.
  if (source[start] === '[') return undefined
  const cut = start + scanInline(source.slice(start)).cut
  if (cut - prefix.length < PARAGRAPH_PART) return undefined
  // It may become the head of a table.
  if (source.slice(lineStart(source, cut), cut).includes('|')) return undefined
  const [part, ...others] = parseMarkdown(source.slice(0, cut), labels, carried).children
  const children =
    part?.type === 'paragraph' ? withoutFirst(part.children, prefix.length) : undefined
  if (part?.type !== 'paragraph' || !children || others.length > 0) return undefined
  const parts = [...(partsOf.get(merged) ?? []).slice(0, -1), { ...part, children: [...children] }]
  const before = source[cut - 1] ?? ''
  const merge = (next: RootContent): RootContent[] | undefined => {
    if (!isTextBlock(next) || (next.type === 'paragraph' && next.data?.plain)) return undefined
    const rest = withoutFirst(next.children, before.length)
    return rest && [join(parts, { ...next, children: [...rest] })]
  }
  return { open: { prefix: before, merge, carried: weigh(source.slice(0, cut), carried) }, cut }
}
