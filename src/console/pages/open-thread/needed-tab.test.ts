import { expect, test } from 'vitest'

import type { RunStatus } from '#contract/run-status.ts'
import type { Thread } from '#contract/thread.ts'

import { neededTab, tabAt } from './needed-tab.ts'

const summary = (status: RunStatus | undefined): Thread['summary'] => ({
  title: null,
  preview: null,
  preview_role: null,
  last_active_at: 1,
  activity: 1,
  message_count: 1,
  attachment_count: 0,
  image_count: 0,
  last_run: status === undefined ? null : { id: 'run_1', status },
})

test.each([
  ['in_progress', 'run'],
  ['requires_action', 'run'],
  ['failed', 'run'],
  ['incomplete', 'run'],
  ['expired', 'run'],
  ['completed', 'thread'],
  ['cancelled', 'thread'],
  [undefined, 'thread'],
] as const)('the inspector of a thread with a run that is %s opens on %s', (status, tab) => {
  expect(neededTab({ summary: summary(status) })).toBe(tab)
})

test.each([
  ['brought to a thread without runs', { isBrought: true, runs: false }, 'thread'],
  ['brought to a thread with runs', { isBrought: true, runs: true }, 'run'],
  ['asked for in a thread without runs', { isBrought: false, runs: false }, 'run'],
] as const)('the tab of runs, %s, shows %s', (_, how, tab) => {
  expect(tabAt({ tab: 'run' }, { needed: 'thread', ...how })).toBe(tab)
})
