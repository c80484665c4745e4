import { expect, test } from 'vitest'

import { metadataConflicts, withChanges } from './metadata.ts'

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
