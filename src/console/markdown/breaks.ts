import type { Nodes, Parents, PhrasingContent } from 'mdast'
import { htmlFlow } from 'micromark-core-commonmark'

import type { Construct, SyntaxExtension } from './labels-extension.ts'

type State = ReturnType<Construct['tokenize']>

/** A tag of HTML that breaks a line, the one that people and models write as Markdown. */
export const BREAK_TAG = /^<br\s*\/?>$/i

const BEGINNING = ['<', 'bB', 'rR']

/** `<br` as the whole name of a tag. */
const breakTag: Construct = {
  partial: true,
  tokenize(effects, ok, nok) {
    let read = 0
    const next: State = (code) => {
      const wanted = BEGINNING[read]
      if (wanted === undefined) {
        effects.exit('data')
        return code === 62 || code === 47 || code === 32 ? ok(code) : nok(code)
      }
      if (code === null || code < 0 || !wanted.includes(String.fromCharCode(code))) return nok(code)
      read += 1
      effects.consume(code)
      return next
    }
    return (code) => {
      effects.enter('data')
      return next(code)
    }
  },
}

/** A line that begins with `<br>` is text: as a block of HTML all up to the next blank line would be. */
export const breakSyntax: SyntaxExtension = {
  disable: { null: ['htmlFlow'] },
  flow: {
    60: {
      ...htmlFlow,
      name: 'htmlFlowButBreaks',
      tokenize(effects, ok, nok) {
        return effects.check(breakTag, nok, htmlFlow.tokenize.call(this, effects, ok, nok))
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
