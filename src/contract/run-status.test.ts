import { expect, test } from 'vitest'

import { RUN_STEP_EVENTS } from './event.ts'
import { isStepEnd } from './run-status.ts'

test('a step ends by each of its events but those that begin it and go on with it', () => {
  const names = [...RUN_STEP_EVENTS, 'thread.run.step.delta']
  expect(names.filter((name) => !isStepEnd(name))).toEqual([
    'thread.run.step.created',
    'thread.run.step.in_progress',
    'thread.run.step.delta',
  ])
})
