import { beforeEach, expect, test } from 'vitest'

import type { List } from '#contract/primitives.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { accepted } from '#testing/checked.ts'
import { TOOL, newRunApp } from '#testing/scripted-runs.ts'

let it: Awaited<ReturnType<typeof newRunApp>>
let run: Run
beforeEach(async () => {
  it = await newRunApp()
  run = await it.create({ tools: [TOOL] })
})

/** Asks for an output, which takes four seconds to come, and then answers. */
const answerWithTool = async () => {
  const asking = await it.model.nextCall()
  it.clock.advance(310)
  asking.emit({ type: 'tool_call', index: 0, name: 'f' })
  asking.finish('tool_calls')
  const { data } = await it.until(run, 'thread.run.requires_action')
  const [call] = (data as Run).required_action?.submit_tool_outputs?.tool_calls ?? []
  it.clock.advance(4000)
  const outputs = [{ tool_call_id: call?.id ?? '', output: '1' }]
  await it.runs.submitToolOutputs(run.thread_id, run.id, outputs)
  const answering = await it.model.nextCall()
  it.clock.advance(450)
  answering.say('Hello')
  answering.finish()
  return it.events(run)
}

const path = () => `/v1/threads/${run.thread_id}/runs`
const read = (query: string) =>
  accepted<Run>('getRun', it.app.request('GET', `${path()}/${run.id}${query}`))
const list = async (query: string) =>
  (await accepted<List<Run>>('listRuns', it.app.request('GET', `${path()}${query}`))).data
const steps = async (query: string) => {
  const listed = it.app.request('GET', `${path()}/${run.id}/steps${query}`)
  return (await accepted<List<RunStep>>('listRunSteps', listed)).data
}

const ASKED = '?include[]=times'

test('a run and its steps tell when they began and ended, to the millisecond of the log', async () => {
  const events = await answerWithTool()
  const times = { from: events[0]?.created_at_ms, to: events.at(-1)?.created_at_ms }
  expect(times).toEqual({ from: expect.any(Number), to: Number(times.from) + 4760 })
  expect(await read(ASKED)).toMatchObject({ times })
  expect(await list(ASKED)).toEqual([expect.objectContaining({ times })])
  const spanOf = (id: string) => {
    const own = events.filter(({ data }) => (data as { id?: string }).id === id)
    return { from: own[0]?.created_at_ms, to: own.at(-1)?.created_at_ms }
  }
  const told = await steps(`${ASKED}&order=asc`)
  expect(told.map((step) => step.times)).toEqual(
    told.map(({ id, type }) => ({ ...spanOf(id), waited: type === 'tool_calls' ? 4000 : 0 })),
  )
  expect(told.map(({ type }) => type)).toEqual(['tool_calls', 'message_creation'])
})

test('nobody is told who does not ask, and nothing of what goes on', async () => {
  expect(await read(ASKED)).not.toHaveProperty('times')
  await answerWithTool()
  expect(await read('')).not.toHaveProperty('times')
  expect((await list(''))[0]).not.toHaveProperty('times')
  for (const step of await steps('')) expect(step).not.toHaveProperty('times')
})
