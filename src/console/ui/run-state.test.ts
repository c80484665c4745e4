import { expect, test } from 'vitest'

import type { RunStatus } from '#contract/run-status.ts'

import { runLook } from './run-state.ts'

test.each([
  ['in_progress', 'running'],
  ['paused', 'paused'],
  ['constructor', 'constructor'],
])('the state %s is called %s', (status, word) => {
  // A newer server may have states that the type does not.
  expect(runLook(status as RunStatus)).toMatchObject({ word })
})
