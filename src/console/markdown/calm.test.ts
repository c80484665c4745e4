import type { Nodes } from 'mdast'
import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'
import { hasShared, sharedMessages } from '#testing/recorded.ts'

import { parseCalmly } from './calm.ts'
import { EMPTY_DOCUMENT, blocksOf } from './split-document.ts'
import { advance, splitDocument } from './split.ts'

const textOf = (node: Nodes): string =>
  'value' in node
    ? node.value
    : node.type === 'definition' || node.type === 'footnoteDefinition'
      ? ''
      : 'children' in node
        ? node.children.map(textOf).join('')
        : ''

/** What a reader sees of a text, without the space between blocks. */
const shown = (nodes: readonly Nodes[]) => nodes.map(textOf).join('').replaceAll(/\s+/g, '')

/** The steps at which a text that is written piece by piece gets shorter. */
function shrinksOf(text: string, step: number): string[] {
  let document = EMPTY_DOCUMENT
  let before = ''
  const shrinks: string[] = []
  for (let end = step; end < text.length + step; end += step) {
    document = advance(document, text.slice(0, end), 'calm')
    const now = shown(blocksOf(document))
    if (now.length < before.length) {
      shrinks.push(
        `${JSON.stringify(text.slice(Math.max(0, end - 60), end))}: ${before.slice(-30)} → ${now.slice(-30)}`,
      )
    }
    before = now
  }
  return shrinks
}

const texts: Record<string, string> = {
  emphasis: 'Some **bold words** and *soft ones*, ***both***, __under__ and ~~gone~~ words.',
  code: 'Call `run()` or ``a ` b`` now.\n\n```js\nlet a = `x`\n```\n\nDone.\n\n~~~\nx\n~~~\n',
  links:
    'See [the docs](https://a.example/b_c "title") and ![cat](https://a.example/c.png), <https://a.example>, [1] too.',
  'a table': 'Rows:\n\n| Item | **Paid** |\n| --- | ---: |\n| Fare | 12 |\n| `bag` | 3 |\n\nDone.',
  lists:
    'All:\n- one\n- **two** more\n  - deep\n\n1. first\n2. second\n10. tenth\n\n- [ ] open\n- [x] done\n',
  headings: '# One\ntext\n\n## Two\n\nThree\n===\n\nFour\n---\n\n***\n\nend',
  quotes: '> quoted *text*\n> - item\n>\n> more\n',
  signs: 'a \\* b &amp; c &copy; < d, 3 < 4, x_y_z, 5 * 3, it costs $5 or $6, AT&T.\\\nnext',
  math: 'so $x^2$ and \\(a = b\\) hold.',
  definitions: 'A text.\n\n[label]: https://a.example "title"\n\nMore.',
}

describe('a text that is being written', () => {
  it.each(Object.entries(texts))('never gets shorter: %s', (_, text) => {
    for (const step of [1, 2, 3, 5, 8, 13]) {
      expect(shrinksOf(text, step)).toEqual([])
      let document = EMPTY_DOCUMENT
      for (let end = step; end < text.length + step; end += step)
        document = advance(document, text.slice(0, end), 'calm')
      const whole = advance(document, text)
      expect(shown(blocksOf(whole))).toBe(shown(blocksOf(splitDocument(text))))
    }
  })

  it('shows emphasis and code before their end is known', () => {
    const at = (text: string) => JSON.stringify(blocksOf(advance(EMPTY_DOCUMENT, text, 'calm')))
    expect(at('a **bold wor')).toContain('"type":"strong"')
    expect(at('a `co')).toContain('"type":"inlineCode"')
    expect(at('a [link](https://a.ex')).not.toContain('link](')
    expect(at('| a | b |\n|--')).toBe('[]')
  })
})

describe.skipIf(!hasShared('data'))('real texts hardly ever get shorter', () => {
  it.each(['assistant-oasst', 'assistant-realhumaneval', 'assistant-aider'])(
    '%s',
    (name) => {
      const values = sharedMessages(name)
        .filter(({ role }) => role === 'assistant')
        .map(({ text }) => text)
        .filter((text) => text.length > 200 && text.length < 2500)
      const some = values.filter((_, index) => index % Math.ceil(values.length / 40) === 0)
      const shrinks = some.flatMap((text) => shrinksOf(text, 6))
      const steps = some.reduce((sum, text) => sum + text.length / 6, 0)
      expect(shrinks.length / steps).toBeLessThan(0.001)
    },
    60_000,
  )
})

it.each([
  ['blanks behind a number', (blanks: string) => `1${blanks}x`],
  ['blanks', (blanks: string) => `${blanks}x`],
])('looks at a last line of %s no longer than it is', (_, lineOf) => {
  expect(growthOf(' ', (blanks) => parseCalmly(lineOf(blanks), () => []))).toBeLessThan(SQUARE)
})
