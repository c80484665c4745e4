import type { Element, ElementContent, Root } from 'hast'

import { addressesIn } from './address.ts'

/** A stretch of typed text: fenced code, or text that stands as it is. */
export type TypedBlock =
  | { kind: 'text'; text: string }
  | { kind: 'code'; code: string; language: string; meta: string }

/** Lines that are laid out together: of a long text that is opened step by step, only the last are new. */
const CHUNK = 40

const OPENING = /^( {0,3})(?:(`{3,})([^`]*)|(~{3,})([^~]*))$/

interface Fence {
  indent: number
  marker: string
  info: string
}

function openingFence(line: string): Fence | undefined {
  const match = OPENING.exec(line)
  if (!match) return undefined
  const [, indent = '', ticks, tickInfo, tildes, tildeInfo] = match
  return {
    indent: indent.length,
    marker: ticks ?? tildes ?? '',
    info: (tickInfo ?? tildeInfo ?? '').trim(),
  }
}

const isClosing = (line: string, { marker }: Fence): boolean => {
  const closing = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1] ?? ''
  return closing.startsWith(marker)
}

const withoutIndent = (line: string, indent: number): string => {
  let at = 0
  while (at < indent && line[at] === ' ') at += 1
  return line.slice(at)
}

/**
 * A text as it was typed, cut into fenced code (as CommonMark takes it; a fence that is not closed runs
 * to the end) and all else.
 */
export function typedBlocks(text: string): TypedBlock[] {
  const blocks: TypedBlock[] = []
  let lines: string[] = []
  let fence: Fence | undefined
  const endText = () => {
    if (lines.length > 0) blocks.push({ kind: 'text', text: lines.join('\n') })
    lines = []
  }
  const endCode = (info: string) => {
    const [language = ''] = info.split(/\s/, 1)
    const meta = info.slice(language.length).trim()
    blocks.push({ kind: 'code', code: lines.join('\n'), language, meta })
    lines = []
  }
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (fence) {
      if (isClosing(line, fence)) {
        endCode(fence.info)
        fence = undefined
      } else lines.push(withoutIndent(line, fence.indent))
      continue
    }
    fence = openingFence(line)
    // A blank line at the end of a part would not be seen.
    if (fence || (lines.length >= CHUNK && lines.at(-1) !== '')) endText()
    if (!fence) lines.push(line)
  }
  if (fence) endCode(fence.info)
  else endText()
  return blocks
}

const textNode = (value: string): ElementContent => ({ type: 'text', value })

function linked(text: string): ElementContent[] {
  const nodes: ElementContent[] = []
  let done = 0
  for (const { start, end, url } of addressesIn(text)) {
    if (start > done) nodes.push(textNode(text.slice(done, start)))
    const children = [textNode(text.slice(start, end))]
    nodes.push({ type: 'element', tagName: 'a', properties: { href: url }, children })
    done = end
  }
  if (done < text.length) nodes.push(textNode(text.slice(done)))
  return nodes
}

function blockElement(block: TypedBlock): Element {
  if (block.kind === 'text') {
    const children = linked(block.text)
    return { type: 'element', tagName: 'x-typed', properties: {}, children }
  }
  const { code, language, meta } = block
  const className = language === '' ? [] : [`language-${language}`]
  const children = [textNode(code)]
  const element: Element = {
    type: 'element',
    tagName: 'code',
    properties: { className, dataMeta: meta },
    children,
  }
  return { type: 'element', tagName: 'pre', properties: {}, children: [element] }
}

/** A typed text as hast: web and mail addresses are links, fenced code is code, the rest is left alone. */
export const typedHast = (text: string): Root => ({
  type: 'root',
  children: typedBlocks(text).map(blockElement),
})
