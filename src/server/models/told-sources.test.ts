import { expect, test, vi } from 'vitest'

import { ToldSources } from './told-sources.ts'

test('an address is read once, in however many frames it is told', () => {
  const read = vi.spyOn(URL, 'canParse')
  const sources = new ToldSources()
  const citations = ['https://example.org/a', 'https://example.org/b']
  for (let frame = 0; frame < 50; frame += 1) sources.takeLists({ citations })
  expect(sources.told.map(({ url, number }) => [url, number])).toEqual([
    ['https://example.org/a', 1],
    ['https://example.org/b', 2],
  ])
  expect(read).toHaveBeenCalledTimes(2)
  read.mockRestore()
})

test('of a list without end only the beginning is looked at', () => {
  const looked = vi.fn<() => string>(() => 'no address')
  const endless = Array.from({ length: 10_000 }, () => ({
    get url() {
      return looked()
    },
  }))
  new ToldSources().takeLists({ citations: endless })
  expect(looked).toHaveBeenCalledTimes(100)
})

test('a title counts wherever it is told first', () => {
  const sources = new ToldSources()
  const url = 'https://example.org/a'
  sources.takeLists({ citations: [url] })
  sources.takeLists({ search_results: [{ url, title: 'One' }] })
  sources.takeLists({ search_results: [{ url, title: 'Two' }] })
  expect(sources.told).toEqual([{ url, title: 'One', span: null, number: 1 }])
})
