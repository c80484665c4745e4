import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { render } from '#testing/render.tsx'

import { Markdown } from './Markdown.tsx'

const roomsIn = async (text: string) => {
  const { container } = await render(
    <QueryClientProvider client={new QueryClient()}>
      <Markdown text={text} streaming={false} />
    </QueryClientProvider>,
  )
  return [...container.querySelectorAll('li')].map((item) => {
    const { fontSize, marginInlineStart } = getComputedStyle(item)
    return Number.parseFloat(marginInlineStart) / Number.parseFloat(fontSize)
  })
}

test('there is room for the longest number of a list, and no more than usual for short ones', async () => {
  expect(await roomsIn('1. a')).toEqual([1.5])
  // The last item has three digits.
  expect((await roomsIn('99. a\n100. b')).every((room) => room > 2.5)).toBe(true)
  const [year = 0] = await roomsIn('1986. A great year')
  const [long = 0] = await roomsIn('100000000. a')
  // A digit is somewhat more than half as wide as the letters are high.
  expect(year).toBeGreaterThan(4 * 0.55 + 0.5)
  expect(long).toBeGreaterThan(9 * 0.55 + 0.5)
})

test('a list inside another has room for its own numbers', async () => {
  const [outer = 0, inner = 0, bullet = 0] = await roomsIn('1986. a\n      1. b\n      - c')
  expect(outer).toBeGreaterThan(2.5)
  expect([inner, bullet]).toEqual([1.5, 1.5])
})
