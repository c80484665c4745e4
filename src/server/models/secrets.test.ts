import { expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import { KEPT_WITH_MESSAGE, WITH_CALL } from './kept-fields.ts'
import { secretScan } from './secret-forms.ts'
import { secretsMasked, withoutRepeated, withoutSecrets } from './secrets.ts'

const SECRET = 'sk-"quoted/and+long=key'
const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['as it is', SECRET],
  ['in capitals', SECRET.toUpperCase()],
  ['in capitals and small letters', SECRET.replace('quoted', 'QuOtEd')],
  ['in capitals of JSON', JSON.stringify(SECRET.toUpperCase())],
  ['in JSON', JSON.stringify(SECRET)],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', new URLSearchParams({ k: SECRET }).toString()],
  ['in hex', Buffer.from(SECRET).toString('hex')],
  ['in HEX', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ['in base64', base64(SECRET)],
  ['in base64 after a colon', base64(`:${SECRET}`)],
  ['in base64 after a word', base64(`Bearer ${SECRET}`)],
  ['in base64 among others', base64(`ab${SECRET}cd`)],
  ['in base64url', Buffer.from(SECRET).toString('base64url')],
])('a secret %s is masked', (_, text) => {
  const clean = withoutSecrets(`You sent ${text}.`, [SECRET])
  expect(clean).toContain('[key]')
  for (const part of [SECRET.slice(4, 16), text.slice(6, 18)]) expect(clean).not.toContain(part)
})

const between = (sign: string) => SECRET.split('').join(sign)
test.each([
  ['zero width spaces', between('\u200B')],
  ['joiners, soft hyphens and the mark of a byte order', between('\u2060\u00AD\uFEFF')],
  ['characters of two units', between('\u{E0041}')],
  ['one in its middle', `${SECRET.slice(0, 8)}\u200B${SECRET.slice(8)}`],
  ['escapes of JSON', between(String.raw`\u200b`)],
  ['escapes of a URL', encodeURIComponent(between('\u200B'))],
  ['references of HTML', between('&#8203;')],
  ['bytes of UTF-8', Buffer.from(between('\u200B')).toString('latin1')],
])('a secret with %s between its characters is masked', (_, text) => {
  expect(withoutSecrets(`You sent ${text}.`, [SECRET])).toBe('You sent [key].')
  expect(withoutSecrets(`You sent s\u200B.`, [SECRET])).toBe('You sent s\u200B.')
})

test('a secret with zero width spaces is masked however many pieces it comes in', () => {
  const scan = secretScan([SECRET])
  let held = ''
  let told = ''
  for (const piece of `You sent ${between('\u200B')}.`) {
    const cut = scan(held + piece, false)
    held = cut.held
    told += cut.told
  }
  expect(told + held).toBe('You sent [key].')
})

test('invisible characters of an answer stay where there is no secret', () => {
  const text = 'sk-\u200Band s\u200Bk\u200B-\u200B\u200B"x \u{1F468}\u200D\u{1F469} sé s\u00e2'
  expect(withoutSecrets(text, [SECRET])).toBe(text)
})

test.each([
  ['Incorrect key: k3y-7.', 'Incorrect key: [key].'],
  ['{"said":"\\nk3y-7"}', '{"said":"\\n[key]"}'],
  ['Bearer%20K3Y-7', 'Bearer%20[key]'],
  ['k3y-7', '[key]'],
  ['k3y-70, xk3y-7 and k3y-7-b', 'k3y-70, xk3y-7 and k3y-7-b'],
])('a short key is masked as a whole word: %s', (text, told) => {
  expect(withoutSecrets(text, ['k3y-7'])).toBe(told)
})

test.each(['ollama', 'LM-Studio', '12345', 'ab1', '1e10'])(
  'a short key that is a word is masked where it is named as a key: %s',
  (key) => {
    expect(withoutSecrets(`authorization: Bearer ${key}`, [key])).toBe(
      'authorization: Bearer [key]',
    )
    expect(withoutSecrets(`Incorrect API key provided: ${key}.`, [key])).toBe(
      'Incorrect API key provided: [key].',
    )
    const text = `{"say":"try ${key}","of":[12345,1e10],"as":"bearer ${key}s"}`
    expect(withoutSecrets(text, [key])).toBe(text)
  },
)

test('what begins as a provider’s keys do is no word', () => {
  expect(withoutSecrets('the key sk-abc is wrong', ['sk-abc'])).toBe('the key [key] is wrong')
})

test('a short key is masked however it comes in pieces, and what is like it is not', async () => {
  for (const [said, told] of [
    ['say k3y-7, Bearer k3y-7', 'say [key], Bearer [key]'],
    ['say k3y-72 now', 'say k3y-72 now'],
  ] as const) {
    for (let at = 0; at <= said.length; at += 1) {
      const pieces = new Blob([said.slice(0, at)]).stream()
      const source = new ReadableStream<Uint8Array>({
        async start(controller) {
          for await (const bytes of pieces) controller.enqueue(bytes)
          controller.enqueue(Buffer.from(said.slice(at)))
          controller.close()
        },
      })
      const masked = source.pipeThrough(secretsMasked(['k3y-7']))
      expect(await new Response(masked).text()).toBe(told)
    }
  }
})

test('a short key is a word', () => {
  expect(withoutSecrets('try `ollama pull m`', ['ollama'])).toBe('try `ollama pull m`')
  expect(withoutSecrets('you sent elevenchars', ['elevenchars'])).toBe('you sent elevenchars')
  expect(withoutSecrets('you sent twelve chars', ['twelve chars'])).toBe('you sent [key]')
})

test('what was sent is not repeated, whole or cut', () => {
  const sent = ['Our secret plan is to move the office to the moon in May.', 'short one']
  expect(withoutRepeated('bad input: Our secret plan is to move the office to', sent)).toBe(
    'bad input: [text]',
  )
  expect(withoutRepeated("'short one' is too long", sent)).toBe("'[text]' is too long")
  expect(withoutRepeated('model not found', sent)).toBe('model not found')
  const lines = 'One\nline "two"\nthree'
  expect(withoutRepeated(`bad input: ${JSON.stringify(lines)}`, [lines])).toBe(
    'bad input: "[text]"',
  )
})

const KEY = 'sk-of-an-endpoint-1234567890'
const pieces = [
  ['in one piece', [`You sent Bearer ${KEY}.`]],
  ['letter by letter', `You sent Bearer ${KEY}.`.split('')],
  ['after what looks like its beginning', ['You sent Bearer sk-of', 'sk-of-an-e', 'sk-', KEY, '.']],
] as const

test.each(pieces)('an answer that holds the key %s is told without it', async (_, texts) => {
  const { baseUrl } = await endpoint(
    sse(...texts.map((content) => chunk({ content })), chunk({}, { finish_reason: 'stop' })),
  )
  const { events } = await collect(modelAt(baseUrl, { apiKey: KEY }), ask())
  const told = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  expect(told).toBe(texts.join('').replace(KEY, '[key]'))
})

test.each(pieces)('arguments that hold the key %s are told without it', async (_, texts) => {
  const call = (given: string, at: number) => ({
    index: 0,
    ...(at === 0 && { id: 'call_1' }),
    function: { ...(at === 0 && { name: 'f' }), arguments: given },
  })
  const { baseUrl } = await endpoint(
    sse(
      ...texts.map((given, at) => chunk({ tool_calls: [call(given, at)] })),
      chunk({}, { finish_reason: 'tool_calls' }),
    ),
  )
  const { events } = await collect(
    modelAt(baseUrl, { apiKey: KEY }),
    ask({ tools: [{ name: 'f' }] }),
  )
  const told = events
    .map((event) => (event.type === 'tool_call_arguments' ? event.arguments : ''))
    .join('')
  expect(told).toBe(texts.join('').replace(KEY, '[key]'))
})

test('what looks like the beginning of the key is kept where the answer breaks off', async () => {
  const { baseUrl } = await endpoint(
    sse(chunk({ content: 'It began with sk-of' }), 'data: {no\n\n'),
  )
  const { events, error } = await collect(modelAt(baseUrl, { apiKey: KEY }), ask())
  expect(error).toBeDefined()
  expect(events).toContainEqual({ type: 'text', text: 'sk-of' })
})

/** Every field that goes back with the outputs of calls, each with this word in it. */
const keeping = (word: string) => {
  const inCall = Object.fromEntries(
    WITH_CALL.map((name) => [name, /signature/i.test(name) ? `sig${word}` : { [word]: [word] }]),
  )
  const blocks = [
    { type: 'thinking', thinking: word, signature: word, nested: { [word]: word } },
    { type: 'redacted_thinking', data: word },
  ]
  const inMessage = Object.fromEntries(
    KEPT_WITH_MESSAGE.map((name) => [name, /^reasoning(_content)?$/.test(name) ? word : blocks]),
  )
  const fn = { name: 'f', arguments: '{}' }
  return sse(
    chunk({ ...inMessage, tool_calls: [{ index: 0, id: `a${word}`, function: fn, ...inCall }] }),
    chunk({ tool_calls: [{ index: 1, id: 'call_b', function: fn }] }),
    chunk({}, { finish_reason: 'tool_calls' }),
  )
}

const keptOf = async (word: string) => {
  const { baseUrl } = await endpoint(keeping(word))
  const { events } = await collect(
    modelAt(baseUrl, { apiKey: KEY }),
    ask({ tools: [{ name: 'f' }] }),
  )
  const last = events.at(-1)
  return last?.type === 'finish' ? last.kept : undefined
}

test.each([
  ['as it is', KEY],
  ['in hex', Buffer.from(KEY).toString('hex')],
])('what goes back with calls is kept without the key %s', async (_, form) => {
  const [kept, plain] = [await keptOf(form), await keptOf('word')]
  expect(JSON.stringify(kept)).not.toContain(form.slice(0, 12))
  expect(kept?.message).toEqual(
    JSON.parse(JSON.stringify(plain?.message).replaceAll('word', '[key]')),
  )
  expect(Object.keys(plain?.message ?? {}).toSorted()).toEqual([...KEPT_WITH_MESSAGE].toSorted())
  expect(kept?.calls.map(({ id }) => id)).toEqual([undefined, 'call_b'])
  expect(Object.keys(kept?.calls[0]?.extra ?? {}).toSorted()).toEqual([...WITH_CALL].toSorted())
})

test('what goes back with calls and holds no key is kept as it came', async () => {
  const kept = await keptOf('word')
  expect(kept?.calls.map(({ id }) => id)).toEqual(['aword', 'call_b'])
  expect(kept?.calls[0]?.extra).toMatchObject({ signature: 'sigword' })
})

const called = (name: string) =>
  sse(
    chunk({ tool_calls: [{ index: 0, id: 'call_1', function: { name, arguments: '{}' } }] }),
    chunk({}, { finish_reason: 'tool_calls' }),
  )
const ended = (finish_reason: string) => sse(chunk({ content: 'a' }), chunk({}, { finish_reason }))

test.each([
  ['a function that was not offered', called(KEY), ask({ tools: [{ name: 'f' }] })],
  ['a function though none may be called', called(KEY), ask({ tool_choice: 'none' })],
  ['a reason to end that is unknown', ended(KEY), ask()],
  ['a reason to end that is an error', ended(`error_${KEY}`), ask()],
])(
  '%s, by the name of the key: the words of the failure are without it',
  async (_, answer, asked) => {
    const { baseUrl } = await endpoint(answer)
    const { error } = await collect(modelAt(baseUrl, { apiKey: KEY }), asked)
    expect(error).toMatchObject({ name: 'ModelError', message: expect.stringContaining('[key]') })
    expect(JSON.stringify([String(error), error])).not.toContain(KEY)
  },
)

test('models whose fields hold the key are listed without it', async () => {
  const listed = { id: `m-${KEY}`, object: 'model', created: 0, owned_by: KEY }
  const { baseUrl } = await endpoint(refuse(200, JSON.stringify({ data: [listed] })))
  expect(await modelAt(baseUrl, { apiKey: KEY }).listModels()).toEqual([
    { ...listed, id: 'm-[key]', owned_by: '[key]' },
  ])
})
