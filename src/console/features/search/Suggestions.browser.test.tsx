import '#console/styles.css'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import type { Suggestion } from './suggest.ts'
import { Suggestions } from './Suggestions.tsx'

const failed: Suggestion = {
  id: 'status:failed',
  group: 'Narrow by',
  operator: 'status:',
  label: 'failed',
  text: 'status:failed ',
  caret: 14,
}
const recent: Suggestion = {
  id: 'recent refund',
  group: 'Recent searches',
  label: 'refund',
  text: 'refund',
  caret: 6,
}

const show = (items: Suggestion[]) =>
  render(
    <Suggestions
      id="offered"
      anchor={{ current: document.body }}
      items={items}
      active={undefined}
      onTake={() => undefined}
      onForget={() => undefined}
    />,
  )

test('what the numbers of values count is told beside them, and nowhere else', async () => {
  await show([{ ...failed, hint: '97', isCounted: true }, recent])
  const group = page.getByRole('group', { name: 'Narrow by, in all threads' })
  await expect.element(group.getByText('in all threads')).toBeVisible()
  await expect.element(page.getByRole('group', { name: 'Recent searches' })).toBeVisible()
})

test('where nothing is counted nothing is told of it', async () => {
  await show([{ ...failed, hint: 'today' }])
  await expect.element(page.getByRole('group', { name: 'Narrow by', exact: true })).toBeVisible()
  await expect.element(page.getByText('in all threads')).not.toBeInTheDocument()
})
