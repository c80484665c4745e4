import { expect, test, vi } from 'vitest'

import { render } from '#testing/render.tsx'

import { KeptRanges, type Looked, paintFinds } from './highlights.ts'
import { wantedIn } from './wanted.ts'

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
  const looked = new Map<string, Looked>()
  const found = (words: string) => {
    const look = looked.get(words) ?? { wanted: wantedIn(words), level: 'all' }
    looked.set(words, look)
    return rows.map((row) => kept.find(row, look).drawn.map(String))
  }
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

test('words of two blocks stand apart, and what tells no words is passed over', async () => {
  const { container } = await render(
    <div>
      <p>A refund</p>
      <p>card</p>
      <span data-no-words>card</span>
      <button type="button" data-words>
        card
      </button>
    </div>,
  )
  const found = (written: string) =>
    new KeptRanges().find(container, { wanted: wantedIn(written), level: 'all' }).drawn.map(String)
  expect(found('card refund')).toEqual(['refund', 'card', 'card'])
  expect(found('refundcard')).toEqual([])
})

test('what is not looked for any more leaves the very highlight that marked it', async () => {
  const { container } = await render(<Rows />)
  const { drawn: ranges } = new KeptRanges().find(container, {
    wanted: wantedIn('refund'),
    level: 'all',
  })
  paintFinds(ranges, ranges[0])
  const [all, current] = ['find', 'find-current'].map((name) => CSS.highlights.get(name))
  expect([all?.size, current?.size]).toEqual([ranges.length, 1])
  paintFinds(ranges.slice(1), ranges[1])
  expect([...(all ?? [])]).toEqual(ranges.slice(1))
  expect([...(current ?? [])]).toEqual(ranges.slice(1, 2))
  paintFinds([], undefined)
  expect([all?.size, current?.size]).toEqual([0, 0])
  expect(CSS.highlights.get('find')).toBe(all)
})
