import { beforeEach, expect, test } from 'vitest'

import { newFindKeeper } from './kept-find.ts'

const PLACE = { find: { rowId: 'msg_7', nth: 2, isExact: true }, at: 4, isGoneTo: true }

beforeEach(() => sessionStorage.clear())

test('what is looked for is there after the page is loaded again, in its thread alone', () => {
  const before = newFindKeeper()
  before.keepFind('thread_1', { words: 'refund', isOwn: true, place: PLACE, hasFocus: true })
  // While the page is there, nobody takes the focus back.
  expect(before.recallFind('thread_1', false)).toMatchObject({ words: 'refund', hasFocus: false })
  const after = newFindKeeper()
  expect(after.recallFind('thread_2', false)).toBeUndefined()
  expect(after.recallFind('thread_1', true)).toBeUndefined()
  expect(after.recallFind('thread_1', false)).toMatchObject({
    words: 'refund',
    isOwn: true,
    place: PLACE,
    hasFocus: true,
  })
})

test('a place is of the words that it was kept with, and what is forgotten is not kept', () => {
  const { keepFind, recallFind, forgetFind } = newFindKeeper()
  keepFind('thread_1', { words: 'refund', place: PLACE })
  keepFind('thread_1', { words: 'refund', led: 'here' })
  expect(recallFind('thread_1', false)).toMatchObject({ place: PLACE, led: 'here' })
  keepFind('thread_1', { words: 'card' })
  expect(recallFind('thread_1', false)?.place).toBeUndefined()
  forgetFind('thread_2')
  expect(recallFind('thread_1', false)?.words).toBe('card')
  forgetFind('thread_1')
  expect(recallFind('thread_1', false)).toBeUndefined()
  expect(newFindKeeper().recallFind('thread_1', false)).toBeUndefined()
})

test.each(['no JSON', '7', '{"threadId":"thread_1"}', '{"threadId":1,"words":"a"}'])(
  'what is kept as %s is nothing',
  (kept) => {
    sessionStorage.setItem('clew.find', kept)
    expect(newFindKeeper().recallFind('thread_1', false)).toBeUndefined()
  },
)
