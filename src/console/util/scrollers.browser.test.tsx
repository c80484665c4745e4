import '#console/styles.css'
import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { revealSideways } from './scrollers.ts'

const WORD = 'quetzalcoatl'
const FAR = 'far '.repeat(100)

/** A pane of 300 pixels, and in it what scrolls sideways. */
const show = async (words: string, dir: 'ltr' | 'rtl' = 'ltr') => {
  const { container } = await render(
    <div data-testid="pane" style={{ width: 300, overflow: 'auto' }}>
      <div style={{ width: 400 }}>
        <pre dir={dir} style={{ width: 300, overflowX: 'auto', padding: 8 }}>
          {words}
        </pre>
      </div>
    </div>,
  )
  const pane = container.querySelector<HTMLElement>('[data-testid]')
  const pre = container.querySelector('pre')
  const text = pre?.firstChild
  if (!pane || !pre || !(text instanceof Text)) throw new Error('It is not there.')
  const range = document.createRange()
  const reveal = (sought = WORD) => {
    const at = text.data.indexOf(sought)
    range.setStart(text, at)
    range.setEnd(text, at + sought.length)
    revealSideways(range, pane)
    const [place, view] = [range.getBoundingClientRect(), pre.getBoundingClientRect()]
    expect(pane.scrollLeft).toBe(0)
    return { start: place.left - view.left, end: view.right - place.right }
  }
  return { pre, reveal }
}

test.each(['ltr', 'rtl'] as const)('a place to either side is seen, with room: %s', async (dir) => {
  const { pre, reveal } = await show(`first ${FAR}${WORD} ${FAR}last`, dir)
  const isRoomy = ({ start, end }: { start: number; end: number }) => start >= 23 && end >= 23
  expect(isRoomy(reveal())).toBe(true)
  const { scrollLeft } = pre
  expect(scrollLeft).not.toBe(0)
  expect(isRoomy(reveal())).toBe(true)
  expect(pre.scrollLeft).toBe(scrollLeft)
  // At its ends there is no more room than what scrolls has.
  for (const sought of ['first', 'last']) {
    const { start, end } = reveal(sought)
    expect(Math.min(start, end)).toBeGreaterThanOrEqual(7)
  }
})

test('a place in view moves nothing', async () => {
  const { pre, reveal } = await show(`${WORD} ${FAR}`)
  reveal()
  expect(pre.scrollLeft).toBe(0)
})

test('of a place wider than the view the beginning is seen', async () => {
  const wide = 'wide'.repeat(60)
  const { reveal } = await show(`${FAR}${wide} ${FAR}`)
  expect(reveal(wide).start).toBeCloseTo(0, 0)
})
