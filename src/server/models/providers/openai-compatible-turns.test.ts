import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

describe('turns', () => {
  const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
  const user = (text: string) => ({
    role: 'user' as const,
    content: [{ type: 'text' as const, text }],
  })
  const assistant = (content: string) => ({ role: 'assistant' as const, content, tool_calls: [] })

  test.each([
    [400, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    [500, 'Jinja Exception: After the optional system message, conversation roles must alternate'],
    [400, 'Expected last role User or Tool for serving but got assistant'],
    [422, 'messages: roles must alternate between "user" and "assistant"'],
  ])('that must alternate (%i %s): neighbours are joined, from then on', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(
      refuse(status, JSON.stringify({ error: { message: said } })),
      done,
    )
    const model = modelAt(baseUrl)
    const messages = [assistant('Hello'), user('a'), user('b'), assistant('c'), assistant('d')]
    const request = ask({ instructions: 'Help.', messages })
    expect((await collect(model, request)).error).toBeUndefined()
    expect((await collect(model, request)).error).toBeUndefined()
    expect(bodies).toHaveLength(3)
    for (const body of bodies.slice(1)) {
      expect(body).toHaveProperty('messages', [
        { role: 'system', content: 'Help.' },
        { role: 'user', content: '…' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'a\n\nb' },
        { role: 'assistant', content: 'c\n\nd' },
        { role: 'user', content: 'Continue.' },
      ])
    }
  })

  test.each([
    'This model does not support assistant message prefill. The conversation must end with a user message.',
    'messages: final assistant content cannot end with trailing whitespace',
    'Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not supported.',
    'When `thinking` is enabled, a final `assistant` message must start with a thinking block',
    'Please ensure that multiturn requests ends with a user role or a function response',
    'The last message in a Gemini request must not be from the assistant.',
    'The last message of deepseek-reasoner must be a user message, or an assistant message with prefix mode on',
    "last message role must be 'user'",
    'Last message must have role `user`.',
    'Assistant response prefill is incompatible with enable_thinking.',
    'Cannot have 2 or more assistant messages at the end of the list.',
    'Cannot set `add_generation_prompt` to True when the last message is from the assistant. Consider using `continue_final_message` instead.',
  ])('that must end with the user (%s): one word more is said, from then on', async (said) => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, JSON.stringify({ error: { message: said } })),
      done,
    )
    const model = modelAt(baseUrl)
    const messages = [user('a'), user('b'), assistant('c ')]
    expect((await collect(model, ask({ messages }))).error).toBeUndefined()
    expect((await collect(model, ask({ messages }))).error).toBeUndefined()
    expect(bodies).toHaveLength(3)
    for (const body of bodies.slice(1)) {
      expect(body).toHaveProperty('messages', [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
        { role: 'assistant', content: 'c ' },
        { role: 'user', content: 'Continue.' },
      ])
    }
    await collect(model, ask({ messages: [user('a')] }))
    expect(bodies.at(-1)).toHaveProperty('messages', [{ role: 'user', content: 'a' }])
  })

  test.each([
    'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    "First content should be with role 'user', got model",
    'deepseek-reasoner does not support successive user or assistant messages (messages[0] and messages[1] in your input). You should interleave the user/assistant messages in the message sequence.',
    'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
  ])('in an order that is refused (%s): the user is first, neighbours are joined', async (said) => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, JSON.stringify({ error: { message: said } })),
      done,
    )
    const messages = [assistant('a'), assistant('b'), user('c')]
    expect((await collect(modelAt(baseUrl), ask({ messages }))).error).toBeUndefined()
    expect(bodies[1]).toHaveProperty('messages', [
      { role: 'user', content: '…' },
      { role: 'assistant', content: 'a\n\nb' },
      { role: 'user', content: 'c' },
    ])
  })

  test.each([
    'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
    "last message role must be 'user'",
    'Jinja Exception: No user query found in messages.',
    'The input messages do not contain elements with the role of user',
  ])('without any of the user (%s): one is added', async (said) => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, JSON.stringify({ error: { message: said } })),
      done,
    )
    const request = ask({ instructions: 'Help.', messages: [] })
    expect((await collect(modelAt(baseUrl), request)).error).toBeUndefined()
    expect(bodies[1]).toHaveProperty('messages', [
      { role: 'system', content: 'Help.' },
      { role: 'user', content: '…' },
    ])
  })

  test('without a system message: its words come first', async () => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, '{"error":{"message":"System role not supported"}}'),
      done,
    )
    await collect(modelAt(baseUrl), ask({ instructions: 'Help.', messages: [user('a')] }))
    expect(bodies[1]).toHaveProperty('messages', [{ role: 'user', content: 'Help.\n\na' }])
  })

  const refusalOf = (message: string) =>
    JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } })
  const withCall = ask({
    messages: [
      user('a'),
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', name: 'f', arguments: '{}' }],
      },
      { role: 'tool', tool_call_id: 'a', name: 'f', output: '' },
    ],
  })
  const contentsOf = (bodies: readonly unknown[]) =>
    bodies.map((body) => Object(body).messages[1].content)

  test.each([
    [400, 'invalid message content type: <nil>'],
    [400, "'messages.1' : for 'role:assistant' ('messages.1.content' : value must be a string)"],
    [400, "messages.1.content: None is not of type 'string'"],
    [400, 'messages.1.content: Invalid input'],
    [400, "Invalid type for 'messages[1].content': expected a string, but got null instead."],
    [400, '<400> InvalidParameter: The content field is a required field.'],
    [422, "[{'loc': ('body', 'messages', 1, 'content'), 'msg': 'none is not an allowed value'}]"],
    [422, 'Input should be a valid string'],
    [422, 'messages[1]: invalid type: null, expected a string at line 1 column 90'],
    [400, 'content should be a string'],
    [400, "message at position 1 with role 'assistant' must not be empty"],
    [500, 'Jinja: can only concatenate str (not "NoneType") to str'],
  ])('that wants text beside calls (%i %s): it is empty, from then on', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
    const model = modelAt(baseUrl)
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect(contentsOf(bodies)).toEqual([null, '', ''])
    expect(bodies[2]).toHaveProperty('messages.2', {
      role: 'tool',
      tool_call_id: 'a',
      content: '',
    })
  })

  test('that wants neither null nor empty text beside calls: it is left out', async () => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, '{"error":{"message":"content should be a string"}}'),
      refuse(400, '{"error":{"message":"messages.1: text content must be non-empty"}}'),
      done,
    )
    const model = modelAt(baseUrl)
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect(contentsOf(bodies)).toEqual([null, '', undefined, undefined])
    expect(bodies[3]).not.toHaveProperty('messages.1.content')
  })

  test.each<[number, string]>([
    [400, 'messages: text content blocks must be non-empty'],
    [400, 'messages: text content blocks must contain non-whitespace text'],
    [
      400,
      'messages.2: all messages must have non-empty content except for the optional final assistant message',
    ],
    [
      400,
      'The text field in the ContentBlock object at messages.2.content.0 is blank. Add text to the text field, and try again.',
    ],
    [
      400,
      'The content field in the Message object at messages.2 is empty. Add a ContentBlock object to the content field and try again.',
    ],
    [
      400,
      "Invalid 'messages[2].content': string too short. Expected a string with minimum length 1, but got an empty string instead.",
    ],
    [400, "message at position 2 with role 'tool' must not be empty"],
    [400, 'Role must be in [user, assistant, tool] and Content length must be greater than 0'],
    [
      422,
      "[{'loc': ('body', 'messages', 2, 'content'), 'msg': 'String should have at least 1 character'}]",
    ],
    [400, 'tool result must not be empty'],
  ])(
    'whose tool outputs must hold text (%i %s): it says so, from then on',
    async (status, said) => {
      const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
      const model = modelAt(baseUrl)
      expect((await collect(model, withCall)).error).toBeUndefined()
      expect((await collect(model, withCall)).error).toBeUndefined()
      expect(bodies).toHaveLength(3)
      for (const body of bodies.slice(1)) {
        const [, call, output] = Object(body).messages
        expect([call.content, output.content]).toEqual([null, '(empty)'])
      }
    },
  )

  test('that names neither: the output first, then what is beside calls', async () => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, refusalOf('message content must not be empty')),
      refuse(400, refusalOf('message content must not be empty')),
      done,
    )
    expect((await collect(modelAt(baseUrl), withCall)).error).toBeUndefined()
    expect(
      bodies.map((body) => {
        const [, call, output] = Object(body).messages
        return [call.content, output.content]
      }),
    ).toEqual([
      [null, ''],
      [null, '(empty)'],
      ['', '(empty)'],
    ])
  })

  test('that takes an empty output for none: the call is given text, then the output', async () => {
    const said = 'The content field is a required field.'
    const { baseUrl, bodies } = await endpoint(
      refuse(400, refusalOf(said)),
      refuse(400, refusalOf(said)),
      done,
    )
    expect((await collect(modelAt(baseUrl), withCall)).error).toBeUndefined()
    expect(bodies[2]).toHaveProperty('messages.1.content', '')
    expect(bodies[2]).toHaveProperty('messages.2.content', '(empty)')
  })

  test.each([
    [400, 'The response was filtered by the content management policy'],
    [400, "This model's maximum context length is 10 tokens"],
    [400, 'The prompt triggered a filter for harmful content'],
    [400, 'messages.0.content.1: images are not supported'],
    [400, 'Invalid schema for function f: name must be a string'],
  ])('whose refusal is of something else (%i %s) is not asked again', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
    expect((await collect(modelAt(baseUrl), withCall)).error).toBeDefined()
    expect(bodies).toHaveLength(1)
  })

  test('U+0000, where some prompts would end, is sent as U+FFFD', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const messages = [
      user('a\0b\0'),
      { role: 'tool' as const, tool_call_id: 'a', name: 'f', output: '\0c' },
    ]
    await collect(modelAt(baseUrl), ask({ instructions: 'Help\0.', messages }))
    expect(bodies[0]).toHaveProperty('messages', [
      { role: 'system', content: 'Help\uFFFD.' },
      { role: 'user', content: 'a\uFFFDb\uFFFD' },
      { role: 'tool', tool_call_id: 'a', content: '\uFFFDc' },
    ])
  })

  test('half an emoji is sent as what is well-formed', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const messages = [user('cut \ud83d'), assistant('\udc4b cut'), user('👋')]
    await collect(modelAt(baseUrl), ask({ instructions: '\ud83d', messages }))
    expect(bodies[0]).toHaveProperty('messages', [
      { role: 'system', content: '\uFFFD' },
      { role: 'user', content: 'cut \uFFFD' },
      { role: 'assistant', content: '\uFFFD cut' },
      { role: 'user', content: '👋' },
    ])
  })
})
