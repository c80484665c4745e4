import { expect, test } from 'vitest'

import { withChanges } from './metadata.ts'

test('saving metadata changes what was edited and leaves what others wrote', () => {
  const before = { a: '1', b: '2', c: '3' }
  const now = { a: '1', b: 'theirs', c: '3', d: 'new' }
  expect(withChanges(now, before, { a: 'mine', b: '2' })).toEqual({
    a: 'mine',
    b: 'theirs',
    d: 'new',
  })
})
