import { expect, test, vi } from 'vitest'

import { buildRun, buildThread } from '#testing/builders.ts'
import { listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000

test('a run that is left and followed again is asked for by one follower', async () => {
  const it = await newInFrontOfLying()
  const run = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'in_progress' })
  const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>()
  const path = '/threads/thread_a/runs/run_a'
  it.offer('thread_a', {
    '/runs': () => listOf([run]),
    '/runs/run_a': async () => {
      await isLetGo
      return run
    },
    '/runs/run_a/steps': () => listOf([]),
  })
  try {
    const polls = it.front.mirror?.polls
    await it.front.services.store.putMirrored({
      threads: [buildThread({ id: 'thread_a' })],
      runs: [run],
    })
    const asked = () => it.asked.filter((each) => each === `/v1${path}`)
    polls?.follow(run)
    await vi.waitFor(() => expect(asked()).toHaveLength(1), PATIENCE)
    polls?.leave(run)
    polls?.follow(run)
    await vi.waitFor(() => expect(asked()).toHaveLength(2), PATIENCE)
    letGo()
    // The first has ended once the second has asked again.
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(2), PATIENCE)
    expect(polls?.follows(run)).toBe(true)
  } finally {
    await it.close()
  }
})
