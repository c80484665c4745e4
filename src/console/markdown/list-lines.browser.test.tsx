import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { Markdown } from './Markdown.tsx'

const client = new QueryClient()
const shown = async (text: string) => {
  const { container } = await render(
    <QueryClientProvider client={client}>
      <Markdown text={text} streaming={false} />
    </QueryClientProvider>,
  )
  return container
}
/** Lines as the browser has drawn them. */
const linesOf = (element: HTMLElement) =>
  element.innerText.split('\n').filter((line) => line !== '')

test.each([
  ['- **Order 1042**\n  Status: shipped\n  Total: $40\n- **Order 1043**\n  Status: open', 5],
  ['1. Check the cable\n   and the plug\n2. Call', 3],
  ['- [ ] Check\n  the plug', 2],
  ['- one\n  - **two**\n    *three*\n\n    four', 4],
  ['- a  \n  b<br>c', 3],
  ['- a\\\n  b', 2],
])('the lines of an item stay lines: %j', async (text, count) => {
  const container = await shown(text)
  expect(linesOf(container)).toHaveLength(count)
  const [item] = container.querySelectorAll('li')
  const lineHeight = Number.parseFloat(getComputedStyle(item ?? container).lineHeight)
  // None of them is empty.
  expect(container.getBoundingClientRect().height).toBeLessThan((count + 0.9) * lineHeight)
})

test('lines of long code keep what stands before them', async () => {
  const container = await shown(`\`\`\`text\n${'  one\n'.repeat(100)}\`\`\``)
  const code = container.querySelector('code') ?? container
  expect(linesOf(code)).toEqual(Array(100).fill('  one'))
})

test('equations count from one in each text', async () => {
  const container = await shown('$$\\begin{equation} F = ma \\end{equation}$$')
  const text = container.querySelector('.md') ?? container
  expect(getComputedStyle(text).counterReset).toBe('tmlEqnNo 0')
})
