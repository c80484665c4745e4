import { expect, test } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { newRecents } from './recents.ts'
import { newSaved, pathOf, savedAs, toSaved } from './saved.ts'

test('the last eight searches are remembered, the newest first and each once', () => {
  const recents = newRecents(newTabs().open().tab)
  for (let at = 0; at < 10; at++) recents.remember(`query ${at}`)
  recents.remember('query 5 ')
  recents.remember(' ')
  expect(recents.get()).toHaveLength(8)
  expect(recents.get().slice(0, 2)).toEqual(['query 5', 'query 9'])
  recents.forget('query 5')
  expect(recents.get()[0]).toBe('query 9')
})

test('a saved search is renamed, taken away and put back where it was, in all tabs', () => {
  const { open } = newTabs()
  const [here, there] = [newSaved(open().tab), newSaved(open().tab)]
  for (const name of ['a', 'b', 'c']) here.add({ name, query: name, order: 'newest' })
  const names = () => there.get().map(({ name }) => name)
  const [, second] = there.get()
  if (second) there.rename(second, 'bee')
  expect(here.get()[1]?.name).toBe('bee')
  const undo = here.remove(second?.id ?? '')
  expect(names()).toEqual(['a', 'c'])
  undo()
  undo()
  expect(names()).toEqual(['a', 'bee', 'c'])
})

test('what one tab deletes while another gives it a name is there again, once', () => {
  const { open } = newTabs()
  const [here, there] = [newSaved(open().tab), newSaved(open().tab)]
  here.add({ name: 'a', query: 'a', order: 'newest' })
  const [only] = here.get()
  const undo = there.remove(only?.id ?? '')
  if (only) here.rename(only, 'b')
  undo()
  expect(there.get()).toEqual([{ ...only, name: 'b' }])
})

test('a search is saved with what the list is narrowed to besides, and leads there', () => {
  const all = newSaved(newTabs().open().tab)
  const search = { query: 'refund', order: 'newest', metadata: { size: '5" pipe' } } as const
  all.add({ name: 'Pipes', ...toSaved(search) })
  all.add({ name: 'All', ...toSaved({ ...search, metadata: {} }) })
  const names = (metadata: Record<string, string>) =>
    savedAs(all.get(), { ...search, metadata })?.name
  expect(names(search.metadata)).toBe('Pipes')
  expect(names({})).toBe('All')
  expect(names({ size: '4' })).toBeUndefined()
  expect(all.get().map(pathOf)).toEqual([
    '/threads?q=refund&meta.size=5%22+pipe',
    '/threads?q=refund',
  ])
})
