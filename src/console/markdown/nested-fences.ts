import { endsFence, fenceIn } from './fence-lines.ts'

const HOLDS_MARKDOWN = /^(?:markdown|md|mdx)\b/i
const MAY_NEST = /(?:```|~~~)[ \t]*(?:markdown|md)/i

interface Outer {
  /** Index of its line. */
  at: number
  marker: string
  /** The fences that are open within, the innermost last. */
  inner: string[]
  /** The longest fence within of those that would end it. */
  longest: number
}

const longer = (line: string, marker: string, length: number) =>
  line.replace(marker, marker.charAt(0).repeat(length))

/**
 * Code in Markdown in a fence: by CommonMark the first inner fence ends the outer one. Models write so,
 * and mean the outer to hold all. Where a fence of Markdown holds fences that name a language, its own
 * is made longer than those. https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 */
export function nestFences(text: string): string {
  if (!MAY_NEST.test(text)) return text
  const lines = text.split('\n')
  let outer: Outer | undefined
  /** A fence of other code, in which nothing counts but its end. */
  let other: string | undefined
  const lengthen = (closing: number | undefined) => {
    if (!outer || outer.longest === 0) return
    const { at, marker, longest } = outer
    lines[at] = longer(lines[at] ?? '', marker, longest + 1)
    if (closing !== undefined) {
      const { fence = marker } = fenceIn(lines[closing] ?? '') ?? {}
      lines[closing] = longer(lines[closing] ?? '', fence, Math.max(longest + 1, fence.length))
    }
  }
  for (const [at, line] of lines.entries()) {
    const found = fenceIn(line)
    if (!found) continue
    const { fence, info } = found
    const ends = (marker: string) => endsFence(found, marker)
    if (other !== undefined) {
      if (ends(other)) other = undefined
    } else if (!outer) {
      if (HOLDS_MARKDOWN.test(info)) outer = { at, marker: fence, inner: [], longest: 0 }
      else other = fence
    } else if (ends(outer.inner.at(-1) ?? outer.marker)) {
      if (outer.inner.pop() !== undefined) continue
      lengthen(at)
      outer = undefined
    } else if (info !== '' && fence.startsWith(outer.marker)) {
      outer.inner.push(fence)
      outer.longest = Math.max(outer.longest, fence.length)
    }
  }
  lengthen(undefined)
  return lines.join('\n')
}
