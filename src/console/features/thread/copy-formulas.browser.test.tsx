import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { Markdown } from '#console/markdown/Markdown.tsx'
import { render } from '#testing/render.tsx'

import { copyFormulas } from './copy-formulas.ts'

const TEXT = [
  'The area is $\\pi r^2$ for radius $r$ **here**.',
  '$$\\sum_{i=1}^n a_i = \\frac{x}{y}$$',
  'Then:',
  '$$\nx\n= y\n$$',
  'And \\(a\\) last.',
].join('\n\n')

const client = new QueryClient()

async function show(text: string) {
  const { container } = await render(
    <QueryClientProvider client={client}>
      <div role="log" onCopy={copyFormulas}>
        <Markdown text={text} />
      </div>
    </QueryClientProvider>,
  )
  const count = container.querySelectorAll('.md-math').length
  // The first one loads what draws them.
  await expect
    .poll(() => container.querySelectorAll(':not([hidden]) > math').length, { timeout: 20_000 })
    .toBe(count)
  return container.querySelector<HTMLElement>('.md')!
}

function copy(from: Node, to: Node = from) {
  const range = document.createRange()
  range.setStart(from, 0)
  range.setEnd(to, to.childNodes.length)
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(range)
  const clipboardData = new DataTransfer()
  const event = new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true })
  ;(from instanceof Element ? from : from.parentElement)?.dispatchEvent(event)
  // The selection stays.
  expect(selection?.toString()).not.toBe('')
  return { text: clipboardData.getData('text/plain'), html: clipboardData.getData('text/html') }
}

test('a copied formula is as it was written, once, and the words around it stay', async () => {
  const md = await show(TEXT)
  const { text, html } = copy(md)
  expect(text.trim().replaceAll(/\n+/g, '\n')).toBe(
    TEXT.replaceAll('**', '').replaceAll(/\n+/g, '\n'),
  )
  expect(html).toContain('<math')
  expect(md.querySelectorAll('math')).toHaveLength(5)
  expect(md.parentElement?.children).toHaveLength(1)
})

test('a selection in a formula is the formula, and one without any is left to the browser', async () => {
  const md = await show(TEXT)
  expect(copy(md.querySelector('math')!).text).toBe('$\\pi r^2$')
  expect(copy(md.querySelector('strong')!).text).toBe('')
})

test('a formula in a quote or a cell is copied without the marks of what is around it', async () => {
  const md = await show('> $$\n> x\n> y\n> $$\n\n| a | b |\n| - | - |\n| k | $P(A\\|B)$ |')
  const { text } = copy(md)
  expect(text).toContain('$$\nx\ny\n$$')
  expect(text).toContain('k\t$P(A\\|B)$')
})

test('no control is copied with a formula', async () => {
  const md = await show('Read $x$:\n\n```js\nlet x\n```')
  await expect.poll(() => md.querySelector('button')).not.toBeNull()
  const { html } = copy(md)
  expect(html).toContain('<math')
  expect(html).not.toContain('<button')
})

test('copied code comes without the name of its language', async () => {
  const md = await show('Run $x$:\n\n```python title="a.py"\nprint(1)\n```\n\nthen stop.')
  const { text, html } = copy(md)
  expect(text).toContain('print(1)')
  const pasted = text + new DOMParser().parseFromString(html, 'text/html').body.textContent
  expect(pasted).not.toMatch(/python|a\.py/)
})
