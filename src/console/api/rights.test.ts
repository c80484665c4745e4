import { expect, test } from 'vitest'

import { type OperationName, operations } from '#contract/operations.ts'
import { may, ROLE_NAMES } from '#contract/rights.ts'

import { whyNot } from './rights.ts'

test('every operation that a role may not do says whom to ask, and no other does', () => {
  // The cast: the keys of the table are its names.
  for (const name of Object.keys(operations) as OperationName[])
    for (const role of ROLE_NAMES)
      expect(whyNot(role, name) === undefined).toBe(may(role, operations[name].right))
  expect(whyNot('auditor', 'createMessage')).toBe(
    'You are here as auditor. Ask an operator or an administrator.',
  )
  expect(whyNot('operator', 'deleteThread')).toBe('You are here as operator. Ask an administrator.')
})
