import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { Failure } from './Failure.tsx'

const failure = (what: string, reason: string) => (
  <Failure once what={what} error={new Error(reason)} onRetry={() => undefined} />
)

test('of failures with one reason the one in the middle tells it, and each other its own', async () => {
  const { rerender } = await render(
    <>
      {failure('No list.', 'The disk is full.')}
      <main>{failure('No messages.', 'The disk is full.')}</main>
      {failure('No run.', 'It was deleted.')}
    </>,
  )
  const reasons = page.getByText('The disk is full.')
  await expect.element(page.getByRole('main').getByText('The disk is full.')).toBeVisible()
  expect(reasons.elements().length).toBe(1)
  await expect.element(page.getByText('No list.')).toBeVisible()
  await expect.element(page.getByText('It was deleted.')).toBeVisible()
  rerender(failure('No list.', 'The disk is full.'))
  await expect.element(page.getByText('No messages.')).not.toBeInTheDocument()
  await expect.element(reasons).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})
