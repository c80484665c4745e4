import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
const user = (text: string) => ({
  role: 'user' as const,
  content: [{ type: 'text' as const, text }],
})
const refusalOf = (message: string) => JSON.stringify({ error: { message, type: 't' } })

/** What is sent to an endpoint that refuses once. */
const sentTo = async (status: number, body: string, messages = [user('a')]) => {
  const { baseUrl, bodies } = await endpoint(refuse(status, body), done)
  const model = modelAt(baseUrl, { maxRetries: 0 })
  const request = ask({ instructions: 'Help.', messages })
  const { error } = await collect(model, request)
  if (error === undefined) await collect(model, request)
  return { error, sent: bodies.map((each) => Object(each).messages) }
}

const JOINED = [{ role: 'user', content: 'Help.\n\na' }]

describe('a model without a system message is told its instructions by the user, from then on', () => {
  test.each<[number, string]>([
    [400, 'System role not supported'],
    [400, 'Developer instruction is not enabled for models/gemma-3-27b-it'],
    [400, "Unsupported value: 'messages[0].role' does not support 'system' with this model."],
    [500, 'Unexpected message role.'],
    [400, 'This model does not support system messages'],
    [400, 'invalid role: system, only user and assistant are allowed'],
    [422, "role: Input should be 'user' or 'assistant'"],
    [422, 'unknown variant `system`, expected `user` or `assistant` at line 1 column 30'],
    [400, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    [400, 'A conversation must start with a user message.'],
    [400, 'Please use a valid role: user, model.'],
    [400, 'Content with system role is not supported.'],
    [400, 'messages: Unexpected role "system". The API accepts a top-level `system` parameter.'],
    [400, "'system' is not one of ['user', 'assistant'] - 'messages.0.role'"],
    [400, 'Only user and assistant roles are supported!'],
    [400, "The system prompt isn't supported by this model"],
    [400, 'System messages are disabled'],
    [400, "Invalid value: 'developer'. Supported values are: 'user' and 'assistant'."],
    [
      422,
      "Input tag 'system' found using 'role' does not match any of the expected tags: 'user', 'assistant'",
    ],
    [500, 'Jinja Exception: System role not supported'],
  ])('%i %s', async (status, said) => {
    const { error, sent } = await sentTo(status, refusalOf(said))
    expect(error).toBeUndefined()
    expect(sent.slice(1)).toEqual([JOINED, JOINED])
  })

  test('by the place where a validator found it', async () => {
    const detail = [
      {
        loc: ['body', 'messages', 0, 'role'],
        msg: "value is not a valid enumeration member; permitted: 'user', 'assistant'",
      },
    ]
    expect((await sentTo(422, JSON.stringify({ detail }))).sent[1]).toEqual(JOINED)
  })

  test('also where neighbours had to be joined before', async () => {
    const said = refusalOf('Conversation roles must alternate user/assistant/user/assistant/...')
    const { baseUrl, bodies } = await endpoint(refuse(400, said), refuse(400, said), done)
    const request = ask({ instructions: 'Help.', messages: [user('a'), user('b')] })
    expect((await collect(modelAt(baseUrl), request)).error).toBeUndefined()
    expect(bodies.at(-1)).toHaveProperty('messages', [{ role: 'user', content: 'Help.\n\na\n\nb' }])
  })
})

test.each<[number, string]>([
  [400, 'unknown variant `tool`, expected one of `system`, `user`, `assistant`'],
  [400, "'x' is not one of ['system', 'assistant', 'user', 'function'] - 'messages.1.role'"],
  [400, "messages[1].role: should be 'system', 'user' or 'assistant'"],
  [500, 'Internal system error'],
  [500, 'The system is not available'],
  [400, 'The system message must not be longer than 100 tokens'],
  [400, 'Invalid value: sk-1'],
  [400, 'This model does not support tools'],
  [400, 'The user and the assistant are not allowed to say this'],
  [400, "Invalid parameter: messages with role 'tool' must follow 'tool_calls' of an assistant"],
])('a refusal of something else is not asked again: %i %s', async (status, said) => {
  const { error, sent } = await sentTo(status, refusalOf(said))
  expect(error).toBeDefined()
  expect(sent).toHaveLength(1)
})

test('a role that is refused of another message is not the system', async () => {
  const messages = [
    user('a'),
    {
      role: 'assistant' as const,
      content: '',
      tool_calls: [{ id: 'a', name: 'f', arguments: '{}' }],
    },
    { role: 'tool' as const, tool_call_id: 'a', name: 'f', output: 'o' },
  ]
  const said = refusalOf("messages.3.role: Input should be 'user' or 'assistant'")
  const { baseUrl, bodies } = await endpoint(refuse(422, said), done)
  await collect(modelAt(baseUrl), ask({ instructions: 'Help.', messages }))
  expect(bodies).toHaveLength(1)
})
