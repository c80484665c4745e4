import '#console/styles.css'
import { MemoryRouter } from 'react-router'
import { describe, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import type { SearchHit } from '#contract/search.ts'
import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { HitRow } from './HitRow.tsx'

const noop = () => undefined

/** A match in a row that is so wide, with the words around each of its marks. */
const show = (snippet: SearchHit['snippet'], width: number) =>
  render(
    <MemoryRouter>
      <div style={{ width }} className="px-1">
        <HitRow
          hit={{
            object: 'search.hit',
            id: 'hit_1',
            thread_id: 'thread_1',
            message_id: 'msg_1',
            run_id: null,
            step_id: null,
            field: 'text',
            role: 'user',
            created_at: 1_700_000_000,
            snippet,
            thread: buildThread({ id: 'thread_1', metadata: { title: 'Title' } }),
          }}
          follows={false}
          to="/threads/thread_1"
          selected={false}
          reachable
          isMarked={false}
          isSelecting={false}
          onSelect={noop}
          onFollow={noop}
          onFocus={noop}
          onKeyDown={noop}
        />
      </div>
    </MemoryRouter>,
  )

const AFTER = ' broken, and so on, as it was told the last time that this was looked at'
const snippetOf = (before: string, ...words: string[]): SearchHit['snippet'] => {
  const text = `${before}${words.join(' and then ')}${AFTER}`
  const marks = words.map((word): [number, number] => {
    const at = text.lastIndexOf(word)
    return [at, at + word.length]
  })
  return { text, marks }
}
const LINK = 'https://shop.example.com/orders/return/9f8e7d6c5b4a'

/** What stands before the first mark, as the server gives it: so many characters at most. */
const LEADS = [
  ['a link', `Hello ${LINK} `],
  ['a link in brackets', `See (${LINK}), `],
  ['two links', `${LINK.slice(0, 30)} ${LINK.slice(0, 28)} `],
  ['a token', `…${'9f8e7d6c5b4a'.repeat(5)} `],
  ['a token behind a word', `Hello, ${'9f8e7d6c5b4a'.repeat(4)} `],
  ['one small letter', `…${'x'.repeat(60)} `],
  ['one broad letter', `…${'W'.repeat(60)} `],
  ['broad letters behind a word', `Hello ${'MW'.repeat(27)} `],
  ['Chinese', `…${'漢字'.repeat(30)} `],
  ['Chinese without a blank', `…${'漢字'.repeat(30)}`],
  ['a word and Chinese', `Hello ${'漢字'.repeat(27)} `],
  ['a link within Chinese', `请看这里的链接${LINK}然后 `],
  ['Thai', `…${'สวัสดีครับผมต้องการคืนเงิน'.repeat(3).slice(0, 60)} `],
  ['Arabic', `مرحبا ${'ابجدهوزحطيكلمنسعفصقرشتثخذضظغ'.repeat(2).slice(0, 54)} `],
  ['emoji', `…${'🎉'.repeat(30)} `],
  ['families', `…${'👨‍👩‍👧‍👦'.repeat(5)} `],
  ['flags', `…${'🇩🇪'.repeat(15)} `],
  ['letters with marks', `…${'é̂'.repeat(20)} `],
  ['capitals', `${'THE ORDER WAS NOT SENT '.repeat(3).slice(0, 60)} `],
  ['long words', `${'Donaudampfschifffahrt '.repeat(3)}`],
  ['words', `${'and so on it goes '.repeat(4).slice(0, 60)} `],
] as const

// As narrow as a column can be made, as the columns are at first, and as a telephone.
describe.each([264, 292, 344, 390])('in a row of %i pixels', (width) => {
  test.each(LEADS)('the first mark is seen behind %s', async (_, lead) => {
    await page.viewport(800, 600)
    for (const words of [['numbat'], ['numbat', 'quokka']]) {
      const { container, unmount } = await show(snippetOf(lead, ...words), width)
      const mark = container.querySelector('mark')
      const seen = mark?.parentElement?.getBoundingClientRect()
      const box = mark?.getBoundingClientRect()
      expect(mark?.textContent).toBe('numbat')
      expect(box?.bottom).toBeLessThanOrEqual((seen?.bottom ?? 0) + 1)
      expect(box?.right).toBeLessThanOrEqual((seen?.right ?? 0) + 1)
      unmount()
    }
  })
})

test('a link goes on in the line that a word before it began', async () => {
  const { container } = await show(snippetOf(`Hello ${LINK.slice(0, 40)} `, 'numbat'), 344)
  const link = container.querySelector('.break-all')
  const [first] = link?.getClientRects() ?? []
  const line = link?.parentElement?.getBoundingClientRect()
  expect(first?.top).toBeLessThan((line?.top ?? 0) + 10)
  expect(first?.right).toBeGreaterThan((line?.right ?? 0) - 20)
})
