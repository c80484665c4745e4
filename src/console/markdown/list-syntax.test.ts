import type { Nodes } from 'mdast'
import { describe, expect, it } from 'vitest'

import { parseMarkdown } from './parse.ts'

/** Lists and their items: `1(a,•(b))` is a numbered list of one item with a list of bullets in it. */
const shape = (node: Nodes): string => {
  if (node.type === 'text') return node.value.replaceAll('\n', '/')
  if (node.type === 'code') return `code:${node.value}`
  if (node.type === 'thematicBreak') return 'rule'
  if (!('children' in node)) return node.type
  if (node.type === 'list') {
    const items = node.children.map((item) => item.children.map(shape).join(','))
    return `${node.ordered ? node.start : '•'}(${items.join(' ')})`
  }
  return node.children.map(shape).join('')
}
const shapes = (text: string) => parseMarkdown(text).children.map(shape).join(' ')

describe('a list under a numbered item', () => {
  it.each([
    ['1. a\n  - b\n  - c\n2. d\n  - e', '1(a,•(b c) d,•(e))'],
    ['1. a\n\n  - b\n\n2. c', '1(a,•(b) c)'],
    ['1. a\n  1. b\n  2. c\n2. d', '1(a,1(b c) d)'],
    ['1) a\n  * b\n2) c', '1(a,•(b) c)'],
    ['10. a\n  - b\n11. c\n   - d', '10(a,•(b) c,•(d))'],
    ['100. a\n   + b\n101. c', '100(a,•(b) c)'],
    ['1. a\n  - b\n    - c\n  - d\n2. e', '1(a,•(b,•(c) d) e)'],
    ['1. a\n  - b\n    more\n\n  text\n2. c', '1(a,•(b/more),text c)'],
    ['1. a\n  b\n  - c\n2. d', '1(a/b,•(c) d)'],
    ['- x\n  1. a\n    - b\n  2. c', '•(x,1(a,•(b) c))'],
    ['> 1. a\n>   - b\n> 2. c', '1(a,•(b) c)'],
    [' 1. a\n   - b\n 2. c', '1(a,•(b) c)'],
    ['1. a\n   - b\n   - c\n2. d', '1(a,•(b c) d)'],
    ['1. a\n   - b\n     - c\n2. d', '1(a,•(b,•(c)) d)'],
  ])('%j stands in it', (text, shown) => expect(shapes(text)).toBe(shown))

  it.each([
    ['a\n> -', 'a •()'],
    ['a\n>-\n', 'a •()'],
    ['a\n> 2. b', 'a 2(b)'],
    ['a\n> > 10) b', 'a 10(b)'],
    ['a\n- 2. b', 'a •(2(b))'],
    ['> a\n> 2. b', 'a/2. b'],
    ['a\n2. b', 'a/2. b'],
    ['a\n+', 'a/+'],
    ['1. a\n- b\n2. c', '1(a) •(b) 2(c)'],
    ['1. a\n - b\n2. c', '1(a) •(b) 2(c)'],
    ['1. a\n  2. b\n3. c', '1(a b c)'],
    [' 9. a\n10. b', '9(a b)'],
    ['  1. a\n  2. b', '1(a b)'],
    ['1. a\n\n  text\n\n2. b', '1(a) text 2(b)'],
    ['1. a\n\n       code', '1(a,code:code)'],
    ['- a\n - b\n- c', '•(a b c)'],
    ['1. a\n  -b', '1(a/-b)'],
    ['1. a\n  **b**', '1(a/b)'],
  ])('%j is as CommonMark has it', (text, shown) => expect(shapes(text)).toBe(shown))
})
