import { describe, expect, test } from 'vitest'

import { ChunkMask } from './masked-chunks.ts'

const KEY = 'sk-of-an-endpoint-1234567890'
const SAID = `Your key: ${KEY}!`
const letters = (text: string) => text.split('')

interface Chunk {
  id?: string
  choices: { index: number; delta?: Record<string, unknown>; finish_reason?: string | null }[]
}

const chunk = (delta: object, reason: string | null = null, index = 0) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  choices: [{ index, delta, finish_reason: reason }],
})

/** All that a list of chunks tells, taken together as clients do. */
const told = (chunks: unknown[], field: (chunk: never) => unknown): string => {
  const mask = new ChunkMask([KEY])
  const values = [...chunks.flatMap((each) => mask.take(each)), ...mask.rest()]
  const texts = values.map(({ value }) => field(value as never))
  return texts.filter((text) => typeof text === 'string').join('')
}

type Read = (chunk: Chunk) => unknown
const first = ({ choices }: Chunk) => choices[0]?.delta
const ways: [string, (letter: string) => object, Read][] = [
  ['content', (content) => chunk({ content }), (each) => first(each)?.['content']],
  [
    'reasoning',
    (reasoning_content) => chunk({ reasoning_content }),
    (each) => first(each)?.['reasoning_content'],
  ],
  ['a refusal', (refusal) => chunk({ refusal }), (each) => first(each)?.['refusal']],
  [
    'arguments',
    (given) => chunk({ tool_calls: [{ index: 1, function: { arguments: given } }] }),
    (each) => {
      const calls = first(each)?.['tool_calls'] as { function: { arguments: string } }[] | undefined
      return calls?.[0]?.function.arguments
    },
  ],
  [
    'parts',
    (text) => chunk({ content: [{ index: 0, type: 'text', text }] }),
    (each) => (first(each)?.['content'] as { text: string }[] | undefined)?.[0]?.text,
  ],
  [
    'a message',
    (value) => ({ id: 'msg_1', delta: { content: [{ index: 0, type: 'text', text: { value } }] } }),
    (each) =>
      (each as unknown as { delta: { content: { text: { value: string } }[] } }).delta.content[0]
        ?.text.value,
  ],
  [
    'an event of text',
    (delta) => ({ type: 'response.output_text.delta', item_id: 'msg_1', delta }),
    (each) => (each as unknown as { delta: string }).delta,
  ],
]

describe.each(ways)('a key in %s', (_, make, read) => {
  test.each([
    ['letter by letter', letters(SAID)],
    ['in two', [SAID.slice(0, 20), SAID.slice(20)]],
    ['whole', [SAID]],
    ['after what looks like its beginning', ['Your key: sk-of', KEY, '!']],
    ['with pieces between that say nothing', letters(SAID).flatMap((each) => [each, ''])],
  ])('%s is masked', (__, texts) => {
    const all = told(
      texts.map((text) => make(text)),
      read,
    )
    expect(all).toBe(texts.join('').replace(KEY, '[key]'))
  })

  test('escaped, letter by letter, is masked', () => {
    const code = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
    const texts = letters(letters(KEY).map(code).join(''))
    expect(
      told(
        texts.map((text) => make(text)),
        read,
      ),
    ).toBe('[key]')
  })

  test('is told as far as it goes where that is not far', () => {
    const all = (text: string) => told(letters(text).map(make), read)
    expect(all('It began with sk-of-an')).toBe('It began with sk-of-an')
    expect(all(`It began with ${KEY.slice(0, -1)}`)).toBe('It began with [key]')
    expect(all(`It began with ${KEY.slice(0, 18)}***`)).toBe('It began with [key]***')
  })

  test('waits for nothing else', () => {
    const mask = new ChunkMask([KEY])
    const value = make('All else')
    expect(mask.take(value)).toEqual([{ value, label: '' }])
    expect(mask.take(value)[0]?.value).toBe(value)
  })
})

test('what is held is told before the reason of its choice', () => {
  const mask = new ChunkMask([KEY])
  expect(mask.take(chunk({ content: 'as' })).map(({ value }) => value)).toEqual([
    chunk({ content: 'a' }),
  ])
  mask.take(chunk({ content: 'bs' }, null, 1))
  const values = mask.take(chunk({}, 'stop')).map(({ value }) => value)
  expect(values).toEqual([
    {
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content: 's' } }],
    },
    chunk({}, 'stop'),
  ])
  expect(mask.take(chunk({ content: 's' }, 'stop', 1)).map(({ value }) => value)).toEqual([
    chunk({ content: 'ss' }, 'stop', 1),
  ])
})

test('an end is told once: whoever ends each letter tells no key', () => {
  const all = told(
    letters(KEY).flatMap((content) => [chunk({ content }), chunk({}, 'stop')]),
    (each: Chunk) => each.choices[0]?.delta?.['content'],
  )
  expect(all).not.toContain(KEY.slice(0, 18))
  expect(all).not.toContain(KEY.slice(18))
})

test.each(['id', 'name', 'role', 'anything'])('a key in pieces of %s is not told', (field) => {
  const all = told(
    letters(KEY).map((letter) => chunk({ tool_calls: [{ index: 0, [field]: letter }] })),
    (each: Chunk) => {
      const calls = each.choices[0]?.delta?.['tool_calls'] as Record<string, string>[] | undefined
      return calls?.[0]?.[field]
    },
  )
  expect(all).not.toContain(KEY.slice(0, 18))
  expect(all).not.toContain(KEY.slice(18))
})

test('nor is one in its tokens, in a stream or whole', () => {
  const tokens = letters(KEY).map((token) => ({ token, bytes: [...Buffer.from(token)] }))
  const choice = (content: object[]) => ({ choices: [{ index: 0, logprobs: { content } }] })
  const mask = new ChunkMask([KEY])
  const streamed = tokens.map((token) => mask.take(choice([token])).at(-1)?.value)
  const whole = [new ChunkMask([KEY]).whole(choice(tokens))]
  for (const values of [streamed, whole] as ReturnType<typeof choice>[][]) {
    const said = values.flatMap(
      ({ choices }) => choices[0]?.logprobs.content as { token: string; bytes: number[] | null }[],
    )
    const text = said.map(({ token }) => token).join('')
    expect(text).not.toContain(KEY.slice(0, 18))
    expect(said.map(({ bytes }) => (bytes ? Buffer.from(bytes).toString() : '')).join('')).toBe(
      KEY.slice(0, text.indexOf('[')),
    )
  }
})

test('names of fields and whole values hold none', () => {
  const value = { [KEY]: [{ a: `x ${KEY}`, vector: [1, 2] }], __proto__: null }
  expect(new ChunkMask([KEY]).whole(value)).toEqual({
    '[key]': [{ a: 'x [key]', vector: [1, 2] }],
  })
})

test('memory is bounded, whatever is begun and not ended', () => {
  const mask = new ChunkMask([KEY])
  let values = 0
  for (let index = 0; index < 1000; index += 1) {
    values += mask.take(chunk({ content: 's' }, null, index)).length
  }
  expect(values + mask.rest().length).toBe(2000)
  expect(mask.rest()).toEqual([])
})
