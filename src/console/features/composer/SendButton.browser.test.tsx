import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { SendButton } from './SendButton.tsx'

import '#console/styles.css'

const shown = async (width: number, withRun: boolean) => {
  const { unmount } = await render(
    <div style={{ width }}>
      <div className="@container">
        <SendButton
          withRun={withRun}
          busy={false}
          held={undefined}
          offline={false}
          isOver={false}
        />
      </div>
    </div>,
  )
  const name = withRun ? 'Send and run' : 'Send'
  const button = page.getByRole('button', { name, exact: true }).element()
  // What is there for a screen reader alone is a pixel wide.
  const words = [...button.querySelectorAll('span:not([aria-hidden])')]
    .filter((span) => span.childElementCount === 0 && span.getBoundingClientRect().width > 1)
    .map((span) => span.textContent)
  unmount()
  return words.join('')
}

// As wide as the composer is on screens of 320, 390, 430 and 768 pixels.
test.each([290, 360, 400, 738])('in %i pixels it is seen that a run starts', async (width) => {
  expect(await shown(width, true)).toMatch(/run/i)
  expect(await shown(width, false)).toBe('Send')
})
