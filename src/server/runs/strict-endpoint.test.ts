import { describe, expect, test } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import { createRunEngine } from '#server/runs/create-engine.ts'
import { accepted } from '#testing/checked.ts'
import { newEndpointApp } from '#testing/endpoint-app.ts'
import { STRICT, strictAnswers } from '#testing/strict-endpoint.ts'

import { everyTurn } from './pace.ts'

const FUNCTION = { type: 'function', function: { name: 'f' } }
const ROUNDS = 3
const LOOK = { role: 'user', content: 'Look.' }

describe.each(Object.entries(STRICT))('before an endpoint as strict as %s', (_, strictness) => {
  const open = async (rounds: number) => {
    let sent: () => readonly unknown[] = () => []
    const it = await newEndpointApp([strictAnswers(strictness, rounds, () => sent())])
    sent = it.sent
    return it
  }

  test('a plain answer after two messages of the user and one of the assistant', async () => {
    const it = await open(0)
    const additional_messages = [LOOK, LOOK, { role: 'assistant', content: 'Yes?' }, LOOK]
    expect(await it.run({ additional_messages })).toMatchObject({ status: 'completed' })
  })

  test('functions over rounds, with another server from the second on', async () => {
    const it = await open(ROUNDS)
    let run = await it.run({ tools: [FUNCTION], additional_messages: [LOOK] })
    for (let round = 1; round <= ROUNDS; round += 1) {
      expect(run).toMatchObject({ status: 'requires_action', last_error: null })
      if (round === 2) {
        const { services } = it.app
        await services.runs.stop()
        services.runs = createRunEngine({ pace: everyTurn, ...services })
        await services.runs.start()
      }
      const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
      const tool_outputs = calls.map(({ id }) => ({ tool_call_id: id, output: `${round}` }))
      const path = `${it.path}/${run.id}/submit_tool_outputs`
      await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
      run = await it.settled(run)
    }
    expect(run).toMatchObject({ status: 'completed', last_error: null })
    const steps = it.app.request('GET', `${it.path}/${run.id}/steps`)
    const { data } = await accepted<{ data: RunStep[] }>('listRunSteps', steps)
    expect(data).toHaveLength(ROUNDS + 1)
    expect(JSON.stringify(data)).not.toMatch(/kept|sig\d|Round \d|encrypted/)
  })
})
