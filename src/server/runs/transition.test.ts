import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { RUN_STATUSES, isActive } from '#contract/run-status.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import { buildRun } from '#testing/builders.ts'

import { NEXT, addUsage, before, patchFor, subtractUsage } from './transition.ts'
import type { Transition } from './transition.ts'

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
const transitions: Record<RunStatus, Transition> = {
  queued: { to: 'queued' },
  in_progress: { to: 'in_progress' },
  requires_action: {
    to: 'requires_action',
    required_action: { type: 'submit_tool_outputs' },
    usage,
  },
  cancelling: { to: 'cancelling' },
  cancelled: { to: 'cancelled', usage },
  failed: { to: 'failed', error: { code: 'server_error', message: 'm' }, usage },
  completed: { to: 'completed', usage },
  incomplete: { to: 'incomplete', reason: 'max_completion_tokens', usage },
  expired: { to: 'expired', usage },
}

/** A run after any walk through the table, with the states it passed. */
const walk = fc.array(fc.nat()).map((choices) => {
  let run: Run = buildRun()
  const passed: RunStatus[] = [run.status]
  for (const [step, choice] of choices.entries()) {
    const next = NEXT[run.status]
    const to = next[choice % Math.max(1, next.length)]
    if (to === undefined) break
    run = { ...run, ...patchFor(run, transitions[to], 2000 + step) }
    passed.push(to)
  }
  return { run, passed }
})

test('the end of a run is its end, and from everywhere an end can be reached', () => {
  const reaches = (from: RunStatus, seen: RunStatus[] = []): boolean =>
    !isActive(from) || NEXT[from].some((to) => !seen.includes(to) && reaches(to, [...seen, from]))
  for (const status of RUN_STATUSES) {
    expect(NEXT[status].length === 0).toBe(!isActive(status))
    expect(reaches(status)).toBe(true)
  }
})

test('the guard of a state is the table read backwards', () => {
  expect(before('cancelling')).toEqual(['queued', 'in_progress', 'requires_action'])
  expect(before('cancelled')).toEqual(['cancelling'])
  expect(before('completed')).toEqual(['in_progress'])
  expect(before('failed')).toEqual(['in_progress'])
})

describe('along every walk', () => {
  test('times, errors and actions belong to their states', () => {
    fc.assert(
      fc.property(walk, ({ run, passed }) => {
        const status = passed.at(-1)
        expect(run.status).toBe(status)
        expect(run.completed_at !== null).toBe(status === 'completed')
        expect(run.failed_at !== null).toBe(status === 'failed')
        expect(run.cancelled_at !== null).toBe(status === 'cancelled')
        expect(run.last_error !== null).toBe(status === 'failed')
        expect(run.incomplete_details !== null).toBe(status === 'incomplete')
        expect(run.required_action !== null).toBe(status === 'requires_action')
        expect(run.started_at !== null).toBe(passed.includes('in_progress'))
        expect(run.expires_at !== null).toBe(isActive(run.status))
        const told = passed.findLast((passedStatus) => passedStatus !== 'cancelling')
        const isTold = !isActive(run.status) || told === 'requires_action'
        expect(run.usage !== null).toBe(isTold)
      }),
    )
  })
  test('a run is started once, however often it goes on', () => {
    fc.assert(
      fc.property(walk, ({ run, passed }) => {
        const first = passed.indexOf('in_progress')
        if (first > 0) expect(run.started_at).toBe(2000 + first - 1)
      }),
    )
  })
})

test('what waited and goes on was started when it first was', () => {
  const steps = [transitions.in_progress, transitions.requires_action, transitions.queued]
  const run = [...steps, transitions.in_progress].reduce<Run>(
    (last, to, step) => ({ ...last, ...patchFor(last, to, 2000 + step) }),
    buildRun(),
  )
  expect(run).toMatchObject({ status: 'in_progress', started_at: 2000 })
})

test('usage adds up, and what is left of it is the rest', () => {
  expect(addUsage([usage, null, usage])).toEqual({
    prompt_tokens: 6,
    completion_tokens: 4,
    total_tokens: 10,
  })
  expect(subtractUsage(addUsage([usage, usage]), usage)).toEqual(usage)
})
