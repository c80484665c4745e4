import type { Nodes, Parents, PhrasingContent } from 'mdast'
import { htmlFlow } from 'micromark-core-commonmark'

import { REASONING } from '#contract/reasoning.ts'

import type { Construct, SyntaxExtension } from './labels-extension.ts'

type State = ReturnType<Construct['tokenize']>

/** A tag of HTML that breaks a line, the one that people and models write as Markdown. */
export const BREAK_TAG = /^<br\s*\/?>$/i

/** What begins a break, and the end of reasoning whose beginning its model left out. */
const BEGINNING = new RegExp(`^<(?:br|/${REASONING})$`, 'i')
const LONGEST = 12

/** `<br` or `</think` as the whole name of a tag. */
const loneTag: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    let read = ''
    const next: State = (code) => {
      const sign = code === null || code < 0 ? ' ' : String.fromCharCode(code)
      if (/[\s>]/.test(sign) || (sign === '/' && read.length > 1)) {
        effects.exit('data')
        return BEGINNING.test(read) ? ok(code) : nok(code)
      }
      if (read.length > LONGEST) return nok(code)
      read += sign
      effects.consume(code)
      return next
    }
    return (code) => {
      effects.enter('data')
      return next(code)
    }
  },
}

/**
 * A line that begins with such a tag is text: as a block of HTML all up to the next blank line would be
 * shown as it was written.
 */
export const breakSyntax: SyntaxExtension = {
  disable: { null: ['htmlFlow'] },
  flow: {
    60: {
      ...htmlFlow,
      name: 'htmlFlowButLoneTags',
      tokenize(effects, ok, nok) {
        return effects.check(loneTag, nok, htmlFlow.tokenize.call(this, effects, ok, nok))
      },
    },
  },
}

const isParent = (node: Nodes): node is Parents => 'children' in node

const isBreak = (node: Nodes): boolean => node.type === 'html' && BREAK_TAG.test(node.value)

/** Makes each `<br>` in a text a line break; one at the end of a line breaks it once. */
export function breakLines(node: Parents): void {
  const children = node.children.map((child, index): Nodes => {
    if (isBreak(child)) return { type: 'break', position: child.position }
    const before = node.children[index - 1]
    const isAfter = child.type === 'text' && before !== undefined && isBreak(before)
    return isAfter ? { ...child, value: child.value.replace(/^[ \t]*\n/, '') } : child
  })
  // The cast: what stands in a line of text may be a break instead.
  node.children = children as PhrasingContent[] as typeof node.children
  for (const child of node.children) if (isParent(child)) breakLines(child)
}
