import { expect, test } from 'vitest'

import { mergeDelta } from './merge.ts'

test('a name is whole in each fragment, and a later null does not take it away', () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'f' } }
  expect(mergeDelta(call, { id: null, type: null, function: { name: 'g' } })).toEqual({
    ...call,
    function: { name: 'fg' },
  })
  expect(mergeDelta(call, { id: 'call_2' })).toEqual({ ...call, id: 'call_2' })
})
