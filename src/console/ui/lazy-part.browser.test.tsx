import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { tellServerBack } from '#console/util/server-back.ts'
import { render } from '#testing/render.tsx'

import { lazyPart } from './lazy-part.tsx'

test('a part that did not come is asked for again once the server is back, and no sooner', async () => {
  let isAway = true
  let asked = 0
  const Part = lazyPart(
    async () => {
      asked += 1
      if (isAway) throw new TypeError('Failed to fetch dynamically imported module')
      return () => <p>The part</p>
    },
    { missing: 'The part could not be loaded.', meanwhile: null },
  )
  const { rerender } = await render(<Part />)
  await expect.element(page.getByText('The part could not be loaded.')).toBeVisible()
  expect(asked).toBe(2)
  rerender(<Part />)
  expect(asked).toBe(2)
  isAway = false
  tellServerBack()
  await expect.element(page.getByText('The part', { exact: true })).toBeVisible()
  expect(page.getByText('could not be loaded').elements()).toEqual([])
  tellServerBack()
  expect(asked).toBe(3)
})
