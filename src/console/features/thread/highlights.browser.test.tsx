import { expect, test, vi } from 'vitest'

import { render } from '#testing/render.tsx'

import { KeptRanges } from './highlights.ts'

const Rows = () => (
  <>
    <p>
      A re<b>fund</b>, one <button type="button">refund</button> refund
    </p>
    <p>no refund</p>
  </>
)

test('words are found across bold and not in buttons, and again only where something changed', async () => {
  const { container } = await render(<Rows />)
  const rows = [...container.querySelectorAll('p')]
  const walk = vi.spyOn(document, 'createTreeWalker')
  const kept = new KeptRanges()
  const found = (words: string) => rows.map((row) => kept.find(row, words).map(String))
  const both = [['refund', 'refund'], ['refund']]
  expect(found('refund')).toEqual(both)
  expect(found('refund')).toEqual(both)
  expect(walk).toHaveBeenCalledTimes(2)

  rows[1]?.firstChild?.after(' of the refund')
  expect(found('refund')).toEqual([both[0], ['refund', 'refund']])
  expect(walk).toHaveBeenCalledTimes(3)
  const [bold] = container.querySelectorAll('b')
  bold?.firstChild?.remove()
  expect(found('refund')).toEqual([['refund'], ['refund', 'refund']])
  expect(walk).toHaveBeenCalledTimes(4)

  expect(found('of')).toEqual([[], ['of']])
  expect(walk).toHaveBeenCalledTimes(6)
  kept.stop()
  expect(found('of')).toEqual([[], ['of']])
  expect(walk).toHaveBeenCalledTimes(8)
})
