import { expect, test, vi } from 'vitest'

import { render } from '#testing/render.tsx'

import { Dialog } from './Dialog.tsx'

test('whoever goes back leaves what was asked about the page behind', async () => {
  const onClose = vi.fn<() => void>()
  history.pushState({}, '', '#deeper')
  const { unmount } = await render(
    <Dialog title="Delete it?" onClose={onClose}>
      Really?
    </Dialog>,
  )
  history.back()
  await expect.poll(() => onClose.mock.calls.length).toBe(1)
  unmount()
  window.dispatchEvent(new PopStateEvent('popstate'))
  expect(onClose).toHaveBeenCalledOnce()
})
