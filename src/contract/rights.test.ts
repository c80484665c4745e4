import { expect, test } from 'vitest'

import { ROLES, ROLE_NAMES, may, rolesThatMay } from './rights.ts'

test('each role may do what the role before it may', () => {
  ROLE_NAMES.reduce((less, more) => {
    for (const right of ROLES[less]) expect(may(more, right), `${more} ${right}`).toBe(true)
    return more
  })
})

test('who may is told by role, least first', () => {
  expect(rolesThatMay('read')).toEqual(['auditor', 'operator', 'administrator'])
  expect(rolesThatMay('delete')).toEqual(['administrator'])
  expect(may('auditor', 'run')).toBe(false)
})
