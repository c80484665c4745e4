import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { Markdown } from './Markdown.tsx'

/** Where a character of a text stands, from the left. */
const leftOf = (text: Text, at: number): number => {
  const range = document.createRange()
  range.setStart(text, at)
  range.setEnd(text, at + 1)
  return range.getBoundingClientRect().left
}

test.each([
  ['| Phrase | ترجمة |\n|---|---|\n| Thanks! | شكرا! |', 'شكرا!', 'left'],
  ['| الاسم | القيمة |\n|---|---|\n| هنا | Very good! |', 'Very good!', 'right'],
])('the mark at the end of a cell stands where its text ends: %j', async (table, cell, side) => {
  const { container } = await render(
    <QueryClientProvider client={new QueryClient()}>
      <Markdown text={table} streaming={false} />
    </QueryClientProvider>,
  )
  const cells = [...container.querySelectorAll('td')]
  const text = cells.find(({ textContent }) => textContent === cell)?.firstChild
  if (!(text instanceof Text)) throw new Error('there is no such cell')
  const [first, last] = [leftOf(text, 0), leftOf(text, cell.length - 1)]
  expect(last < first ? 'left' : 'right').toBe(side)
})
