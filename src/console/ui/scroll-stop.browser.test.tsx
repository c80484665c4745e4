import '#console/styles.css'
import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { CodeView } from './CodeView.tsx'

const line = 'x'.repeat(200)
const view = (text: string, width = 400) => (
  <div style={{ width }}>
    <CodeView label="Answer">{text}</CodeView>
  </div>
)
const frames = async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
}

test.each([
  ['smaller', 'short', false],
  ['wider', line, true],
  ['higher', 'short\n'.repeat(80), true],
])('what is %s than its frame: a stop of Tab or none', async (_, text, isStop) => {
  const { container } = await render(view(text))
  await frames()
  expect(container.querySelector('pre')?.tabIndex).toBe(isStop ? 0 : -1)
})

test('it becomes one, and is none any more, as the window changes', async () => {
  const { container, rerender } = await render(view('x'.repeat(60), 2000))
  const { tabIndex } = container.querySelector('pre')!
  expect(tabIndex).toBe(-1)
  rerender(view('x'.repeat(60), 200))
  await expect.poll(() => container.querySelector('pre')?.tabIndex).toBe(0)
  rerender(view('x'.repeat(60), 2000))
  await expect.poll(() => container.querySelector('pre')?.tabIndex).toBe(-1)
})

test('what has the focus keeps it', async () => {
  const { container, rerender } = await render(view(line, 200))
  await frames()
  const pre = container.querySelector('pre')!
  pre.focus()
  rerender(view(line, 3000))
  await frames()
  expect(document.activeElement).toBe(pre)
})
