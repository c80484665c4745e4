import type { Element, ElementContent, RootContent } from 'hast'
import { type ComponentType, Fragment, type ReactNode, createElement } from 'react'

import { slowPieces } from './slow-lines.ts'
import { textOf } from './text-of.ts'

export interface ElementProps {
  node: Element
  children?: ReactNode
}

/** How elements are drawn, by tag name; others are drawn as they are. */
export type ElementComponents = Readonly<Record<string, ComponentType<ElementProps>>>

/** Sides as seen by whoever reads from the left; a table may run the other way. */
const sides: Readonly<Record<string, string>> = { left: 'start', right: 'end', center: 'center' }

/** Text in these is only space between their children, which React warns of. */
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tr'])

const isCell = ({ tagName }: Element): boolean => tagName === 'td' || tagName === 'th'

/** Drawn with a direction of their own, which is not that of the text around them. */
const ISOLATED = new Set(['code', 'x-address', 'x-math', 'bdi'])
const hasLetters = (node: ElementContent): boolean =>
  node.type === 'text'
    ? /\p{L}/u.test(node.value)
    : node.type === 'element' && !ISOLATED.has(node.tagName) && node.children.some(hasLetters)

/** Numbers and signs have no direction: such a cell stands where its column does. */
const isNeutral = (node: Element): boolean =>
  isCell(node) && node.children.length > 0 && !node.children.some(hasLetters)

/** Cells of much text need a column in which it can be read; a table that gets too wide scrolls. */
function widthOf(node: Element): string | undefined {
  if (!isCell(node)) return undefined
  const text = textOf(node)
  if (text.length > 60) return 'md-longer'
  if (text.length > 16) return 'md-long'
  // A sum and its currency stay together.
  return /\d/.test(text) ? 'md-figure' : undefined
}

/** The few properties that a sanitized message still has, under the names React knows. */
function propsOf(node: Element): Record<string, unknown> {
  const { align, title, start, value, checked, disabled } = node.properties
  return {
    className:
      [widthOf(node), isNeutral(node) && 'md-neutral'].filter(Boolean).join(' ') || undefined,
    title,
    start,
    value,
    checked,
    disabled,
    ...(typeof align === 'string' && { style: { textAlign: sides[align] } }),
  }
}

/** A text as it is, or in blocks where one line of it would hold up the page. */
const written = (text: string, key: number): ReactNode => {
  const pieces = slowPieces(text)
  if (!pieces) return text
  const blocks = pieces.map((piece, at) =>
    createElement('span', { key: at, className: 'block' }, piece),
  )
  return createElement(Fragment, { key }, ...blocks)
}

/**
 * Safe hast as React. Ours is only of elements and texts with a handful of properties, for which the
 * general converter weighs too much: see docs/decisions/0011-hast-to-react.md.
 */
export function toReact(
  nodes: readonly (RootContent | ElementContent)[],
  components: ElementComponents,
  parent = '',
): ReactNode[] {
  return nodes.map((node, index) => {
    if (node.type === 'text') return TABLE_PARTS.has(parent) ? null : written(node.value, index)
    if (node.type !== 'element') return null
    const Component = Object.hasOwn(components, node.tagName) ? components[node.tagName] : undefined
    const children = toReact(node.children, components, node.tagName)
    const key = `${node.tagName} ${index}`
    // Children are given one by one, so that texts need no keys.
    if (Component !== undefined) return createElement(Component, { key, node }, ...children)
    // What it says is read as it is written, as `-5`, whichever way its table runs.
    const inside = isNeutral(node) ? [createElement('bdi', null, ...children)] : children
    return createElement(node.tagName, { key, ...propsOf(node) }, ...inside)
  })
}
