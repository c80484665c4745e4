import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import '#console/styles.css'
import { render } from '#testing/render.tsx'

import { changeDraft, forgetDraft, useDraft } from './draft-store.ts'
import { emptyDraft, type DraftPart } from './draft.ts'
import { DraftParts } from './DraftParts.tsx'

const image = (nth: number): DraftPart => ({
  key: `image-${nth}`,
  type: 'image',
  detail: 'auto',
  url: `https://picture-${nth}.example/a.png`,
})
const text: DraftPart = {
  key: 'text',
  type: 'text',
  text: Array.from({ length: 40 }, (_, nth) => `Line ${nth + 1}`).join('\n'),
}

test.each([
  [1440, 900],
  [390, 844],
  [640, 400],
])('beside a long text the images stand whole at %i by %i', async (width, height) => {
  await page.viewport(width, height)
  const parts = [text, image(1), image(2), image(3), image(4)]
  const { container } = await render(
    <DraftParts threadId="thread_1" draft={{ ...emptyDraft(), parts }} />,
  )
  const box = container.getBoundingClientRect()
  expect(box.height).toBeLessThanOrEqual(height * 0.42 + 1)
  for (const tile of container.querySelectorAll('fieldset')) {
    const { top, bottom } = tile.getBoundingClientRect()
    expect(top).toBeGreaterThanOrEqual(box.top)
    expect(bottom).toBeLessThanOrEqual(box.bottom)
  }
  // The one that was added last is in view, the text is what scrolls.
  const last = page.getByRole('group', { name: 'Image picture-4.example' }).element()
  expect(last.getBoundingClientRect().right).toBeLessThanOrEqual(box.right + 1)
  const written = page.getByRole('textbox', { name: 'Message' }).element()
  expect(written.clientHeight).toBeGreaterThan(60)
  expect(written.scrollHeight).toBeGreaterThan(written.clientHeight)
})

const Written = () => <DraftParts threadId="thread_undo" draft={useDraft('thread_undo')} />

test('what was typed in one go is undone in one go, and what is written in its place stands', async () => {
  await render(<Written />)
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.click()
  await userEvent.keyboard('hello next')
  await expect.element(box).toHaveValue('hello next')
  await userEvent.keyboard('{Control>}z{/Control}')
  await expect.element(box).toHaveValue('')
  changeDraft('thread_undo', (draft) => ({
    ...draft,
    parts: draft.parts.map((part) => (part.type === 'text' ? { ...part, text: 'other' } : part)),
  }))
  await expect.element(box).toHaveValue('other')
  forgetDraft('thread_undo')
})
