import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { type Out, useSentElsewhere } from './send-lock.ts'

vi.mock('./tab-locks.ts', () => ({ tabLocks: () => undefined, LAG_MS: 1 }))

const View = ({ out }: { out: Out }) => (
  <output>
    {useSentElsewhere('thread_a', out, () => undefined) ? 'elsewhere' : `here: ${out}`}
  </output>
)
const shown = page.getByRole('status')

test('without locks a message that another tab takes out of the box is on its way', async () => {
  const { rerender } = await render(<View out="none" />)
  await expect.element(shown).toHaveTextContent('here: none')
  rerender(<View out="other" />)
  for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame)
  await expect.element(shown).toHaveTextContent('elsewhere')
  rerender(<View out="none" />)
  await expect.element(shown).toHaveTextContent('here: none')
})

test('without locks one that was there when the page came is not', async () => {
  await render(<View out="other" />)
  await expect.element(shown).toHaveTextContent('here: other')
})
