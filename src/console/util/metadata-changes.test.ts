import { expect, test } from 'vitest'

import {
  followMetadata,
  metadataConflicts,
  pairsOf,
  titleProblem,
  withChanges,
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
  expect(titleProblem(character.repeat(most))).toBeUndefined()
  expect(titleProblem(character.repeat(most + 1))).toBe(
    'The title has 513 of at most 512 characters.',
  )
})
