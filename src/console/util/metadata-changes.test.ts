import { expect, test } from 'vitest'

import {
  followMetadata,
  isMetadataValid,
  metadataConflicts,
  pairsOf,
  titleProblem,
  withChanges,
  writtenPairs,
} from './metadata.ts'

test('saving metadata changes what was edited and leaves what others wrote', () => {
  const before = { a: '1', b: '2', c: '3' }
  const now = { a: '1', b: 'theirs', c: '3', d: 'new' }
  expect(withChanges(now, before, { a: 'mine', b: '2' })).toEqual({
    a: 'mine',
    b: 'theirs',
    d: 'new',
  })
})

test('a key that both changed otherwise is a conflict; one that only one changed is none', () => {
  const before = { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' }
  const now = { a: 'theirs', b: 'same', c: '3', e: 'theirs', f: 'theirs', new: 'theirs' }
  const mine = { a: 'mine', b: 'same', c: 'mine', d: 'mine', f: '6', new: 'mine' }
  expect(metadataConflicts(now, before, mine)).toEqual([
    { key: 'a', theirs: 'theirs', mine: 'mine' },
    { key: 'd', theirs: undefined, mine: 'mine' },
    { key: 'e', theirs: 'theirs', mine: undefined },
    { key: 'new', theirs: 'theirs', mine: 'mine' },
  ])
})

test('a key that is called as something every object has is a key like any other', () => {
  const named = (key: string) => Object.fromEntries([[key, 'x']])
  for (const key of ['constructor', '__proto__', 'toString']) {
    expect(withChanges(named(key), named(key), {})).toEqual({})
    expect(metadataConflicts({}, named(key), Object.fromEntries([[key, 'y']]))).toEqual([
      { key, theirs: undefined, mine: 'y' },
    ])
    expect(followMetadata({ pairs: [], base: {} }, named(key)).pairs).toEqual([{ key, value: 'x' }])
  }
})

const before = { kind: 'refund', status: 'open', who: 'Ada' }

test('pairs that were not touched follow what others change, add and remove', () => {
  const pairs = [...pairsOf({ ...before, status: 'waiting' }), { key: '', value: '' }]
  const now = { kind: 'exchange', status: 'open', city: 'Bonn' }
  expect(followMetadata({ pairs, base: before }, now)).toEqual({
    pairs: [
      { key: 'kind', value: 'exchange' },
      { key: 'status', value: 'waiting' },
      { key: '', value: '' },
      { key: 'city', value: 'Bonn' },
    ],
    base: now,
  })
})

test('where both changed a key mine stays in its row, and it is still a conflict', () => {
  const mine = { kind: 'refund', status: 'waiting', who: 'Bob' }
  const once = followMetadata({ pairs: pairsOf(mine), base: before }, { ...before, status: 'x' })
  expect(once).toEqual({ pairs: pairsOf(mine), base: before })
  // Followed further, it does not come to be mine alone.
  const now = { kind: 'refund', status: 'closed' }
  const twice = followMetadata(once, now)
  expect(twice).toEqual({ pairs: pairsOf(mine), base: before })
  expect(metadataConflicts(now, twice.base, mine)).toEqual([
    { key: 'status', theirs: 'closed', mine: 'waiting' },
    { key: 'who', theirs: undefined, mine: 'Bob' },
  ])
})

test('a key that I removed comes back neither when others leave it nor when they change it', () => {
  const mine = pairsOf({ kind: 'refund', status: 'open' })
  const edited = { pairs: mine, base: before }
  expect(followMetadata(edited, before)).toEqual(edited)
  expect(followMetadata(edited, { ...before, who: 'Eve' }).pairs).toEqual(mine)
})

test('a key that both added alike is one pair', () => {
  const mine = pairsOf({ ...before, city: 'Bonn' })
  const now = { ...before, city: 'Bonn' }
  expect(followMetadata({ pairs: mine, base: before }, now)).toEqual({ pairs: mine, base: now })
})

test.each([
  ['letters', 'a', 512],
  ['emoji of two units each', '😀', 512],
])('a title is as long as the wire takes: %s', (_, character, most) => {
  expect(titleProblem(character.repeat(most), {})).toBeUndefined()
  expect(titleProblem(character.repeat(most + 1), {})).toBe(
    'The title has 513 of at most 512 characters.',
  )
})

test('a title needs a place among the pairs, or has one', () => {
  const fifteen = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`k${at}`, 'v']))
  const sixteen = { ...fifteen, k15: 'v' }
  expect(titleProblem('New', fifteen)).toBeUndefined()
  expect(titleProblem('New', { ...fifteen, title: 'Old' })).toBeUndefined()
  expect(titleProblem('', sixteen)).toBeUndefined()
  expect(titleProblem('New', sixteen)).toBe(
    'A title is a pair of metadata, and 16 others are there. Remove one of them first.',
  )
})

test('an empty key is to be named, unless it is stored like that', () => {
  const nameless = { key: '', value: 'x' }
  expect(isMetadataValid([nameless])).toBe(false)
  expect(isMetadataValid([nameless], { '': 'old' })).toBe(true)
  const empty = { key: '', value: '' }
  expect(writtenPairs([empty])).toEqual([])
  // It stands for what is stored; a row that was added is none yet.
  expect(writtenPairs([empty, empty], { '': '' })).toEqual([empty])
})
