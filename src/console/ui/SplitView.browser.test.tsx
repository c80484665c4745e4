import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import '#console/styles.css'
import { render } from '#testing/render.tsx'

import { SplitView } from './SplitView.tsx'

beforeEach(() => localStorage.clear())

const view = (folded: boolean, isAlone = false) => (
  <div style={{ width: 1200, display: 'flex' }}>
    <SplitView
      label="Width"
      memory="test.width"
      startLabel="List"
      start={isAlone ? undefined : <button>First row</button>}
      folded={folded}
    >
      <main id="content" tabIndex={-1} style={{ flex: 1 }}>
        Rest
      </main>
    </SplitView>
  </div>
)
const show = () => render(view(false))
const width = () => Number(page.getByRole('separator').element().getAttribute('aria-valuenow'))

test('arrow keys move the border within its bounds, and the width is kept', async () => {
  const { unmount } = await show()
  page.getByRole('separator').element().focus()
  await userEvent.keyboard('{ArrowRight}')
  await expect.poll(width).toBe(360)
  await userEvent.keyboard('{End}{ArrowRight}')
  await expect.poll(width).toBe(560)
  await userEvent.keyboard('{Home}{ArrowLeft}')
  await expect.poll(width).toBe(264)
  unmount()
  await show()
  expect(width()).toBe(264)
})

test('a width that is no number is not taken', async () => {
  localStorage.setItem('test.width', 'wide')
  await show()
  expect(width()).toBe(344)
})

test.each([
  [1440, 344],
  [1280, 292],
  [1000, 344],
])('on a window of %i the border stands at %i until it is moved', async (wide, usual) => {
  await page.viewport(wide, 800)
  await show()
  expect(width()).toBe(usual)
  page.getByRole('separator').element().focus()
  await userEvent.keyboard('{ArrowRight}{Enter}')
  await expect.poll(width).toBe(usual)
})

test('a folded column is out of reach, gives its room and comes back', async () => {
  const { rerender } = await show()
  const list = page.getByRole('button', { name: 'First row' })
  const rest = page.getByRole('main')
  const wide = () => rest.element().getBoundingClientRect().width
  list.element().focus()
  rerender(view(true))
  await expect.poll(wide).toBe(1200)
  await expect.element(rest).toHaveFocus()
  await userEvent.tab()
  await expect.element(list).not.toBeInTheDocument()
  expect(document.activeElement).toBe(document.body)
  rerender(view(false))
  await expect.poll(wide).toBe(1200 - 344)
  await expect.element(list).toBeVisible()
})

test('the rest stays as it is while it stands alone, and so does the border', async () => {
  const { rerender } = await show()
  page.getByRole('separator').element().focus()
  await userEvent.keyboard('{ArrowRight}')
  await expect.poll(width).toBe(360)
  const rest = page.getByRole('main').element()
  rest.focus()
  rerender(view(false, true))
  await expect.poll(() => rest.getBoundingClientRect().width).toBe(1200)
  expect(page.getByRole('region', { name: 'List' }).elements()).toEqual([])
  rerender(view(false))
  await expect.poll(width).toBe(360)
  expect(page.getByRole('main').element()).toBe(rest)
  expect(document.activeElement).toBe(rest)
})
