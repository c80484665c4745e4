import { useState } from 'react'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { ImageViewer } from './ImageViewer.tsx'

const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='

const Opened = () => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && <ImageViewer src={PIXEL} name="chart.png" onClose={() => setOpen(false)} />}
    </>
  )
}

test('a press outside closes an image, and the focus is back where it was', async () => {
  await render(<Opened />)
  const button = page.getByRole('button', { name: 'Open' })
  await button.click()
  const viewer = page.getByRole('dialog', { name: 'chart.png' })
  await expect.element(viewer).toBeVisible()
  const backdrop = page.elementLocator(document.documentElement)
  await backdrop.click({ position: { x: 2, y: 2 }, force: true })
  await expect.element(viewer).not.toBeInTheDocument()
  expect(document.activeElement).toBe(button.element())
})
