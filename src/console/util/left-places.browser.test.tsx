import { expect, test } from 'vitest'

import { newPlaces } from './left-places.ts'

const newKey = () => `left ${Math.random()}`

test('a page that is loaded again knows the places, and that they are of the page before', () => {
  const key = newKey()
  const before = newPlaces(key)
  before.remember('list', { rowId: 'thread_7', by: 12, beside: 'thread_9' })
  before.remember('other', { rowId: undefined, by: 0 })
  expect(before.isOfThisVisit('list')).toBe(true)
  const again = newPlaces(key)
  expect(again.recall('list')).toEqual({ rowId: 'thread_7', by: 12, beside: 'thread_9' })
  expect(again.recall('other')).toEqual({ by: 0 })
  expect(again.isOfThisVisit('list')).toBe(false)
  expect(again.recall('a third')).toBeUndefined()
})

test('the oldest places are forgotten, so that storage does not fill', () => {
  const key = newKey()
  const places = newPlaces(key)
  for (let at = 0; at < 60; at++) places.remember(`list ${at}`, { rowId: 'row', by: at })
  expect(places.recall('list 9')).toBeUndefined()
  expect(newPlaces(key).recall('list 10')).toEqual({ rowId: 'row', by: 10 })
})

test('a place that is used again is not the oldest', () => {
  const key = newKey()
  const places = newPlaces(key)
  places.remember('used most', { rowId: 'row', by: 1 })
  for (let at = 1; at < 50; at++) places.remember(`list ${at}`, { rowId: 'row', by: at })
  places.remember('used most', { rowId: 'row', by: 2 })
  places.remember('one more', { rowId: 'row', by: 0 })
  for (const each of [places, newPlaces(key)]) {
    expect(each.recall('used most')).toEqual({ rowId: 'row', by: 2 })
    expect(each.recall('list 1')).toBeUndefined()
  }
})

test('a place that is to be forgotten is, also when the page is loaded again', () => {
  const key = newKey()
  const places = newPlaces(key)
  places.remember('list', { rowId: 'row', by: 1 })
  places.forget('list')
  places.forget('never left')
  expect(places.recall('list')).toBeUndefined()
  expect(places.isOfThisVisit('list')).toBe(false)
  expect(newPlaces(key).recall('list')).toBeUndefined()
})

test.each([
  '{',
  'null',
  '{"list":1}',
  '[1]',
  '[["list"]]',
  '[["list",{"rowId":1,"by":2}]]',
  '[["list",{"rowId":"row","by":null}]]',
])('what storage holds that is no place is none: %s', (kept) => {
  const key = newKey()
  sessionStorage.setItem(key, kept)
  expect(newPlaces(key).recall('list')).toBeUndefined()
})
