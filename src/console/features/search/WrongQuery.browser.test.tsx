import '#console/styles.css'
import { expect, test } from 'vitest'

import { parseQuery } from '#contract/search-language.ts'
import { render } from '#testing/render.tsx'

import { ProblemText } from './WrongQuery.tsx'

/** Where a text is drawn: on how many lines. */
const linesOf = (element: Element, text: string): number => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const start = node.nodeValue?.indexOf(text) ?? -1
    if (start < 0) continue
    const range = new Range()
    range.setStart(node, start)
    range.setEnd(node, start + text.length)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  }
  throw new Error(`There is no ${text}.`)
}

test.each([
  ['refund NOT card', '-card.'],
  ['meta.a"b', 'meta."order no":4'],
  ['role:', 'role:user.'],
  ['meta.desk:', 'meta.desk:4.'],
])(
  'what is wrong in %s is told with its example on one line, however wide it is',
  async (query, example) => {
    const message = parseQuery(query).problems[0]?.message ?? ''
    const { container } = await render(
      <p>
        <ProblemText message={message} />
      </p>,
    )
    expect(container.textContent).toBe(message)
    for (let width = 160; width < 420; width += 3) {
      container.style.width = `${width}px`
      expect(linesOf(container, example), `${width} px`).toBe(1)
    }
  },
)

test('an example wider than the line breaks', async () => {
  const { container } = await render(
    <p style={{ width: 160 }}>
      <ProblemText message={`Write meta.${'x'.repeat(80)}:4.`} />
    </p>,
  )
  expect(container.firstElementChild?.scrollWidth).toBe(160)
})
