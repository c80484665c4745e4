import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { useEscape } from './use-escape.ts'

const Takes = ({ name, to, isLast }: { name: string; to: string[]; isLast?: boolean }) => {
  useEscape(true, () => void to.push(name), { isLast })
  return null
}
const press = (init: KeyboardEventInit = {}) =>
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...init }),
  )

test('Escape closes what lies on top, and only then leaves what is never closed', async () => {
  const taken: string[] = []
  const box = <Takes key="box" name="box" to={taken} isLast />
  const panel = <Takes key="panel" name="panel" to={taken} />
  // The box came last, as one does that is loaded after the page.
  const { rerender } = await render([panel, box])
  press()
  expect(taken).toEqual(['panel'])
  rerender([box])
  await expect.poll(() => (press(), taken.includes('box'))).toBe(true)
})

test('Escape is for the menu that is open, and for an input method that is at work', async () => {
  const taken: string[] = []
  const { container } = await render(<Takes name="box" to={taken} isLast />)
  const menu = container.appendChild(document.createElement('div'))
  menu.popover = 'auto'
  menu.showPopover()
  press()
  press({ isComposing: true })
  menu.hidePopover()
  press({ isComposing: true })
  expect(taken).toEqual([])
  press()
  expect(taken).toEqual(['box'])
})
