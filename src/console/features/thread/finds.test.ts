import { expect, test, vi } from 'vitest'

import { buildMessage, buildRun } from '#testing/builders.ts'

import {
  findFrom,
  findsIn,
  isCapped,
  placeAmong,
  stepFrom,
  withLoaded,
  withLoadedRuns,
} from './finds.ts'
import { fold } from './fold.ts'
import type { Reading } from './readings.ts'
import { wantedIn } from './wanted.ts'

const reading = (rowId: string, text: string): Reading => {
  const folded = fold(text)
  return { rowId, near: rowId, text: () => folded }
}
const placesOf = (readings: readonly Reading[], written: string, isRead = true) =>
  findsIn(readings, wantedIn(written), isRead).finds.map(({ rowId, nth }) => `${rowId} ${nth}`)

test('every place is told, in the order of the rows', () => {
  const readings = [
    reading('a', 'A refund, one REFUND'),
    reading('b', 'no'),
    reading('c', 'refund'),
  ]
  expect(placesOf(readings, 'Refund')).toEqual(['a 0', 'a 1', 'c 0'])
})

test('text as it stands is found, and beside it messages that have all of the words', () => {
  const readings = [
    reading('a', 'a card for the refund'),
    reading('b', 'refund card'),
    reading('c', 'refund'),
  ]
  expect(placesOf(readings, 'refund card')).toEqual(['a 0', 'a 1', 'b 0'])
})

test('any of the words counts where no message has all, once everything is read', () => {
  const readings = [reading('a', 'a refund'), reading('b', 'refunded to a card')]
  expect(placesOf(readings, 'refund* voucher', false)).toEqual([])
  expect(placesOf(readings, 'refund* voucher')).toEqual(['a 0', 'b 0'])
  expect(placesOf(readings, '"und" voucher')).toEqual(['a 0', 'b 0'])
})

test('a message that a search finds by parts of names goes before those that have some of the words', () => {
  const readings = [reading('a', 'the user is here'), reading('b', 'call getUserName now')]
  expect(placesOf(readings, 'user name')).toEqual(['b 0', 'b 1'])
  expect(placesOf(readings, '"user name"')).toEqual(['b 0'])
  expect(placesOf(readings, 'user name', false)).toEqual(['b 0', 'b 1'])
})

test('what is loaded takes the place of what was read, and follows it when it is newer', () => {
  const message = (id: string, text: string) => buildMessage({ id, text })
  const merged = withLoaded(
    [message('a', 'old'), message('b', 'as it was')],
    [message('b', 'as it is'), message('c', 'new')],
  )
  expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(JSON.stringify(merged[1]?.content)).toContain('as it is')
})

test('what was deleted is there no more, whether it was read before or after', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => buildMessage({ id }))
  if (!a || !b || !c) throw new Error('three were built')
  expect(withLoaded([a, b], [b, c], new Set(['a'])).map(({ id }) => id)).toEqual(['b', 'c'])
})

test('a run that begins later stands before those that were read, and as it is now', () => {
  const run = (id: string, status: 'in_progress' | 'completed') => buildRun({ id, status })
  const read = [run('b', 'in_progress'), run('a', 'completed')]
  const merged = withLoadedRuns(read, [run('c', 'in_progress'), run('b', 'completed')])
  expect(merged.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'c in_progress',
    'b completed',
    'a completed',
  ])
})

test('where the place that is looked at is deleted, the next one follows and none is passed over', () => {
  const find = (rowId: string) => ({ rowId, nth: 0, isExact: true })
  const before = [find('a'), find('b'), find('c')]
  expect(placeAmong(before, find('b'), 1)).toEqual({ at: 1, isThere: true })
  const after = [find('a'), find('c')]
  const gone = placeAmong(after, find('b'), 1)
  expect(gone).toEqual({ at: 1, isThere: false })
  expect(stepFrom(gone, 1, 2)).toBe(1)
  expect(stepFrom(gone, -1, 2)).toBe(0)
  expect(placeAmong([find('a')], find('b'), 1)).toEqual({ at: 0, isThere: false })
  expect(placeAmong([], find('b'), 1).at).toBe(-1)
  const last = placeAmong(before, find('c'), 2)
  expect(stepFrom(last, 1, 3)).toBe(0)
  expect(stepFrom(placeAmong(before, find('a'), 0), -1, 3)).toBe(2)
})

test('of very many places in one row it is known that there may be more', () => {
  const cappedIn = (...texts: string[]) =>
    isCapped(
      findsIn(
        texts.map((text, at) => reading(`${at}`, text)),
        wantedIn('x'),
      ).finds,
    )
  expect(cappedIn('x '.repeat(1000))).toBe(true)
  expect(cappedIn('x '.repeat(999), 'x')).toBe(false)
})

test('finding begins with what is read, and goes back when nothing follows', () => {
  const readings = ['x', 'y', 'x', 'y'].map((text, at) => reading('abcd'.charAt(at), text))
  const { finds } = findsIn(readings, wantedIn('x'))
  const rowFrom = (rowId: string | undefined) => findFrom(finds, readings, rowId, false)?.rowId
  expect(rowFrom('b')).toBe('c')
  expect(rowFrom('d')).toBe('c')
  expect(rowFrom(undefined)).toBe('a')
  expect(findFrom([], readings, 'a', false)).toBeUndefined()
})

test('finding begins where all stands as it is written, unless a search led elsewhere', () => {
  const readings = [reading('a', 'a card for the refund'), reading('b', 'refund card')]
  const { finds } = findsIn(readings, wantedIn('refund card'))
  expect(findFrom(finds, readings, 'a', false)?.rowId).toBe('b')
  expect(findFrom(finds, readings, 'a', true)?.rowId).toBe('a')
})

test('nothing is read before there are words', () => {
  const text = vi.fn<Reading['text']>(() => fold('x'))
  const unread = [{ rowId: 'a', near: 'a', text }]
  expect(placesOf(unread, ' ')).toEqual([])
  expect(text).not.toHaveBeenCalled()
  expect(placesOf(unread, 'x')).toEqual(['a 0'])
})
