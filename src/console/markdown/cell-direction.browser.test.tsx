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

const show = (table: string) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Markdown text={table} streaming={false} />
    </QueryClientProvider>,
  )

test.each([
  ['| Phrase | ترجمة |\n|---|---|\n| Thanks! | شكرا! |', 'شكرا!', 'left'],
  ['| الاسم | القيمة |\n|---|---|\n| هنا | Very good! |', 'Very good!', 'right'],
])('the mark at the end of a cell stands where its text ends: %j', async (table, cell, side) => {
  const { container } = await show(table)
  const cells = [...container.querySelectorAll('td')]
  const text = cells.find(({ textContent }) => textContent === cell)?.firstChild
  if (!(text instanceof Text)) throw new Error('there is no such cell')
  const [first, last] = [leftOf(text, 0), leftOf(text, cell.length - 1)]
  expect(last < first ? 'left' : 'right').toBe(side)
})

const RIGHT = '| العمود | السعر |\n|---|---|\n| شاي |'
const END = '| العمود | السعر |\n|---|--:|\n| شاي |'
const LEFT = '| Item | السعر |\n|---|---|\n| Tea |'
test.each([
  ['a number', `${RIGHT} 12.50 |`, 'right'],
  ['a number below zero', `${RIGHT} -5 |`, 'right'],
  ['a bold sum', `${RIGHT} **$12.50** |`, 'right'],
  ['digits of Arabic', `${RIGHT} ١٢٫٥٠ |`, 'right'],
  ['code', `${RIGHT} \`npm test\` |`, 'right'],
  ['a number in a column with a side', `${END} 12.50 |`, 'left'],
  ['a word of Latin', `${RIGHT} Tea |`, 'left'],
  ['a number of a table from the left', `${LEFT} 12.50 |`, 'left'],
])('in its cell %s stands on its side: %s', async (_, table, side) => {
  const { container } = await show(table)
  const cell = [...container.querySelectorAll('td')].at(-1)
  if (!cell) throw new Error('there is no cell')
  const range = document.createRange()
  range.selectNodeContents(cell)
  const [text, box] = [range.getBoundingClientRect(), cell.getBoundingClientRect()]
  expect(box.width).toBeGreaterThan(text.width + 40)
  expect(text.left - box.left < box.right - text.right ? 'left' : 'right').toBe(side)
})

test('in a table from the right a number below zero has its sign in front', async () => {
  const { container } = await show(`${RIGHT} -5 |`)
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT)
  let text = walker.nextNode()
  while (text && text.textContent !== '-5') text = walker.nextNode()
  if (!(text instanceof Text)) throw new Error('there is no such text')
  expect(leftOf(text, 0)).toBeLessThan(leftOf(text, 1))
})
