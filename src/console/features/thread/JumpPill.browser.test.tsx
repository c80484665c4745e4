import '#console/styles.css'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { JumpPill } from './JumpPill.tsx'

const show = (height: number, unseen = 0) =>
  render(
    <div style={{ position: 'relative', width: 700, height }}>
      <JumpPill hidden={false} unseen={unseen} onJump={() => undefined} />
    </div>,
  )
const pill = (name: string) => page.getByRole('button', { name, exact: true }).element()
const widthInText = (name: string) =>
  pill(name).getBoundingClientRect().width /
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

test.each([
  [400, '16px', false],
  [240, '16px', true],
  [400, '32px', true],
  [700, '32px', false],
])(
  'in a pane of %i pixels, with text of %s, only its sign is seen: %s',
  async (height, size, isLow) => {
    document.documentElement.style.fontSize = size
    onTestFinished(() => void document.documentElement.style.removeProperty('font-size'))
    await show(height)
    expect(widthInText('To the end') < 2.5).toBe(isLow)
  },
)

test('in a low pane it has the number of what came', async () => {
  await show(240, 3)
  expect(pill('3 new messages').textContent).toContain('3')
  expect(widthInText('3 new messages')).toBeLessThan(3.5)
})

test.each([
  [240, false],
  [400, true],
])('in a pane of %i pixels it is there while words are found: %s', async (height, isThere) => {
  const view = (isFinding: boolean) => (
    <div>
      <div style={{ position: 'relative', width: 700, height }}>
        <JumpPill hidden={false} unseen={0} onJump={() => undefined} />
      </div>
      {isFinding && <div data-find />}
    </div>
  )
  const { container, rerender } = await render(view(true))
  const isShown = () => container.querySelector('button')?.checkVisibility()
  expect(isShown()).toBe(isThere)
  rerender(view(false))
  await expect.poll(isShown).toBe(true)
})
