import { InfiniteQueryObserver, QueryObserver, type QueryClient } from '@tanstack/react-query'
import { expect, onTestFinished } from 'vitest'

import { runStepsQuery, runsQuery } from '#console/api/runs.ts'

import { onOwnOrigin } from './own-origin.ts'
import { newRunApp } from './scripted-runs.ts'

/** A page that shows a run under way, which then ends without the page being told. */
export const endedUnseen = async (client: QueryClient) => {
  const it = await newRunApp()
  onOwnOrigin(it.app.app)
  const run = await it.create()
  const call = await it.model.nextCall()
  call.say('Hi.')
  await it.until(run, 'thread.message.delta')
  const runs = new InfiniteQueryObserver(client, runsQuery(run.thread_id))
  const steps = new QueryObserver(client, runStepsQuery(run.thread_id, run.id))
  for (const observer of [runs, steps]) {
    onTestFinished(observer.subscribe(() => {}))
    await observer.refetch()
  }
  const shown = () => [
    runs.getCurrentResult().data?.pages[0]?.data[0]?.status,
    steps.getCurrentResult().data?.[0]?.status,
  ]
  expect(shown()).toEqual(['in_progress', 'in_progress'])
  call.finish()
  await it.until(run, 'thread.run.completed')
  return { run, shown }
}
