import { expect, test } from 'vitest'

import { YES, newEndpointApp } from '#testing/endpoint-app.ts'
import { chunk, sse } from '#testing/scripted-endpoint.ts'

test('what comes with a call, and its arguments, go back in the digits they had', async () => {
  const [kept, given] = ['{"at":1732788000.1234567890}', '{"id":1234567890123456789}']
  const called = `data: {"choices":[{"index":0,"delta":{"reasoning_details":[${kept}],"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":${given}}}]}}]}\n\n`
  const answers = [sse(called, chunk({}, { finish_reason: 'tool_calls' })), YES]
  const { app, path, run, settled, texts } = await newEndpointApp(answers, {
    assistant: { tools: [{ type: 'function', function: { name: 'f' } }] },
  })
  const waiting = await run({ additional_messages: [{ role: 'user', content: 'Hi' }] })
  const [call] = waiting.required_action?.submit_tool_outputs?.tool_calls ?? []
  expect(call?.function?.arguments).toBe(given)
  const tool_outputs = [{ tool_call_id: call?.id, output: given }]
  await app.request('POST', `${path}/${waiting.id}/submit_tool_outputs`, { tool_outputs })
  expect((await settled(waiting)).status).toBe('completed')
  const last = texts.at(-1)
  expect(last).toContain(`"reasoning_details":[${kept}]`)
  expect(last).toContain(`"arguments":${JSON.stringify(given)}`)
  expect(last).toContain(`"content":${JSON.stringify(given)}`)
})
