import { expect, test } from 'vitest'

import { isUnsure, notDone } from './deed.ts'

test('what failed, and what may be done all the same, is told of one deed', () => {
  expect(notDone('the thread was deleted')).toBe('The thread was not deleted.')
  expect(notDone('the outputs were taken')).toBe('The outputs were not taken.')
  expect(notDone('the title was given, as it was asked')).toBe(
    'The title was not given, as it was asked.',
  )
  expect(isUnsure('the run was stopped')).toBe('It is not known whether the run was stopped.')
})
