import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

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

test.each(['disabled', 'gone'])(
  'what had the focus and is %s gives it to what comes first',
  async (how) => {
    const ask = (isOver: boolean) => (
      <Dialog
        title="Delete it?"
        onClose={() => {}}
        footer={
          <>
            <button type="button">Cancel</button>
            {!(isOver && how === 'gone') && (
              <button type="button" disabled={isOver}>
                Delete
              </button>
            )}
          </>
        }
      >
        Really?
      </Dialog>
    )
    const { rerender } = await render(ask(false))
    const cancel = page.getByRole('button', { name: 'Cancel' })
    await expect.element(cancel).toHaveFocus()
    await userEvent.tab()
    await expect.element(page.getByRole('button', { name: 'Delete' })).toHaveFocus()
    rerender(ask(true))
    await expect.element(cancel).toHaveFocus()
  },
)
