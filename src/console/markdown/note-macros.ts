import type { Nodes } from 'mdast'

import { NO_MACROS, expandMacros, macrosAfter, mayDefine } from './macros.ts'
import type { Segment } from './split-document.ts'

const expanded = new WeakMap<Nodes, string>()

/** The source of a formula, with what the formulas of its message before it defined. */
export const sourceOf = (node: Nodes & { value: string }): string =>
  expanded.get(node) ?? node.value

const isFormula = (node: Nodes): node is Extract<Nodes, { value: string }> =>
  node.type === 'math' ||
  node.type === 'inlineMath' ||
  (node.type === 'code' && node.lang === 'math')

function* formulasIn(nodes: readonly Nodes[]): Generator<Extract<Nodes, { value: string }>> {
  for (const node of nodes) {
    if (isFormula(node)) yield node
    else if ('children' in node) yield* formulasIn(node.children)
  }
}

/**
 * Notes on each formula what those before it defined: a macro holds for the rest of its message. What
 * stands before a block that is parsed is never parsed after it, so each is noted once.
 */
export function noteMacros(segments: readonly Segment[]): void {
  const first = segments.findIndex(({ text }) => mayDefine(text))
  if (first < 0) return
  let macros = NO_MACROS
  for (const { nodes } of segments.slice(first)) {
    for (const node of formulasIn(nodes)) {
      if (!expanded.has(node)) expanded.set(node, expandMacros(node.value, macros))
      macros = macrosAfter(node.value, macros)
    }
  }
}
