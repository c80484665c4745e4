import fc from 'fast-check'
import { expect, test } from 'vitest'

import { costOf } from '#testing/growth.ts'

import { ChunkMask, type Labelled } from './masked-chunks.ts'

const KEY = 'sk-of-an-endpoint-1234567890'

/** A piece of a text by the part it belongs to, or something else that stands in one place. */
type Step = [part: string, text: string] | string

/** What a client that joins texts by their parts sees happen, in its order. */
const joined = (steps: readonly Step[]): Step[] => {
  const all: Step[] = []
  for (const step of steps) {
    const last = all.at(-1)
    if (typeof step === 'string') all.push(step)
    else if (step[1] === '') continue
    else if (Array.isArray(last) && last[0] === step[0]) last[1] += step[1]
    else all.push([...step])
  }
  return all
}

/** How one kind of stream tells its parts, and how what it tells is read. */
interface Wire {
  parts: string[]
  text(part: string, text: string): object
  other(name: string): object
  read(value: never): Step[]
}

const delta = <Given extends object>(id: string, given: Given) => ({
  id,
  object: 'delta',
  delta: given,
})

interface MessageDelta {
  event?: string
  delta: {
    content: { index: number; text?: { value: string }; image_file?: { file_id: string } }[]
  }
}
const message: Wire = {
  parts: ['0', '2', '3'],
  text: (part, value) =>
    delta('msg_1', { content: [{ index: Number(part), type: 'text', text: { value } }] }),
  other: (name) =>
    name === 'event'
      ? { id: 'msg_1', object: 'thread.message', event: name }
      : delta('msg_1', {
          content: [{ index: 1, type: 'image_file', image_file: { file_id: name } }],
        }),
  read: ({ event, delta: told }: MessageDelta) =>
    event === undefined
      ? told.content.map(({ index, text, image_file: file }) =>
          text ? [String(index), text.value] : (file?.file_id ?? ''),
        )
      : [event],
}

interface StepDelta {
  event?: string
  delta: {
    step_details: {
      tool_calls: {
        index: number
        function?: { arguments: string }
        code_interpreter?: {
          input?: string
          outputs?: { index: number; logs?: string; image?: { file_id: string } }[]
        }
      }[]
    }
  }
}
const callsOf = (...calls: object[]) =>
  delta('step_1', { step_details: { type: 'tool_calls', tool_calls: calls } })
const step: Wire = {
  parts: ['0 arguments', '1 arguments', '2 input', '2 logs 0', '2 logs 1'],
  text: (part, text) => {
    const [index, kind, at] = part.split(' ')
    const call = { index: Number(index), type: kind === 'arguments' ? 'function' : 'code' }
    if (kind === 'arguments') return callsOf({ ...call, function: { arguments: text } })
    if (kind === 'input') return callsOf({ ...call, code_interpreter: { input: text } })
    const outputs = [{ index: Number(at), type: 'logs', logs: text }]
    return callsOf({ ...call, code_interpreter: { outputs } })
  },
  other: (name) =>
    name === 'event'
      ? { id: 'step_1', object: 'thread.run.step', event: name }
      : callsOf({
          index: 2,
          type: 'code',
          code_interpreter: { outputs: [{ index: 2, type: 'image', image: { file_id: name } }] },
        }),
  read: ({ event, delta: told }: StepDelta) =>
    event === undefined
      ? told.step_details.tool_calls.flatMap(
          ({ index, function: called, code_interpreter: code }) => [
            ...(called ? [[`${index} arguments`, called.arguments] satisfies Step] : []),
            ...(code?.input === undefined ? [] : [[`${index} input`, code.input] satisfies Step]),
            ...(code?.outputs ?? []).map(({ index: at, logs, image }): Step =>
              image ? image.file_id : [`${index} logs ${at}`, logs ?? ''],
            ),
          ],
        )
      : [event],
}

interface Chunk {
  choices: {
    delta: {
      content?: string
      reasoning_content?: string
      tool_calls?: { index: number; id?: string; function?: { arguments: string } }[]
    }
  }[]
}
const chunk = (given: object) => ({ id: 'c', choices: [{ index: 0, delta: given }] })
const completion: Wire = {
  parts: ['content', 'reasoning_content', '0', '1'],
  text: (part, text) =>
    chunk(
      /\d/.test(part)
        ? { tool_calls: [{ index: Number(part), function: { arguments: text } }] }
        : { [part]: text },
    ),
  other: (id) => chunk({ content: '', tool_calls: [{ index: 2, id }] }),
  read: ({ choices }: Chunk) =>
    choices.flatMap(({ delta: { tool_calls: calls = [], ...texts } }) => [
      ...Object.entries(texts),
      ...calls.map(
        ({ index, id, function: called }): Step => id ?? [String(index), called?.arguments ?? ''],
      ),
    ]),
}

interface ResponseEvent {
  type: string
  item_id: string
  content_index?: number
  delta?: string
}
const response: Wire = {
  parts: ['output_text 0', 'output_text 1', 'refusal 2'],
  text: (part, text) => {
    const [kind, at] = part.split(' ')
    const type = `response.${kind}.delta`
    return { type, item_id: 'msg_1', output_index: 0, content_index: Number(at), delta: text }
  },
  other: (name) => ({ type: name, item_id: 'msg_1' }),
  read: ({ type, content_index: at, delta: text }: ResponseEvent) =>
    text === undefined ? [type] : [[`${type.split('.')[1]} ${at}`, text]],
}

const wires: [string, Wire][] = [
  ['a message', message],
  ['a run step', step],
  ['a completion', completion],
  ['a response', response],
]

const masked = (values: readonly object[]): Labelled[] => {
  const mask = new ChunkMask([KEY])
  return [...values.flatMap((value) => mask.take(value)), ...mask.rest()]
}

const toldBy = (wire: Wire, steps: readonly Step[]): Step[] => {
  const values = steps.map((each) =>
    typeof each === 'string' ? wire.other(each) : wire.text(...each),
  )
  return joined(masked(values).flatMap(({ value }) => wire.read(value as never)))
}

/** Texts that end, or go on, as the key begins; none holds what gives it away. */
const word = fc.constantFrom(' boss', 's', 'sk', 'k', '-of', 'sk-of-an', 'none', '', 's s')

test.each(wires)('the parts of %s are told in their order', (_, wire) => {
  const piece = fc.tuple(fc.constantFrom(...wire.parts), word)
  const steps = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, fc.constantFrom('a', 'event')), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(steps, (given) => {
      expect(toldBy(wire, given)).toEqual(joined(given))
    }),
    { numRuns: 500 },
  )
})

test.each(wires)('a key letter by letter in a part of %s is masked after others', (_, wire) => {
  const letters = (part: string) => `so ${KEY}!`.split('').map((letter): Step => [part, letter])
  const [first = '', second = ''] = wire.parts
  const given: Step[] = [[first, 's'], ...letters(second), 'a', ...letters(first), 'event']
  expect(toldBy(wire, given)).toEqual([
    [first, 's'],
    [second, 'so [key]!'],
    'a',
    [first, 'so [key]!'],
    'event',
  ])
})

test('a text is told whole before another part in the same delta', () => {
  const given = delta('msg_1', {
    content: [
      { index: 0, type: 'text', text: { value: ' boss' } },
      { index: 1, type: 'image_file', image_file: { file_id: 'a' } },
      { index: 2, type: 'text', text: { value: 'parts' } },
    ],
  })
  expect(masked([given]).map(({ value }) => value)).toEqual([
    delta('msg_1', {
      content: [
        ...given.delta.content.slice(0, 2),
        { index: 2, type: 'text', text: { value: 'part' } },
      ],
    }),
    message.text('2', 's'),
  ])
})

test('notes beside a text end nothing', () => {
  const annotations = [{ index: 0, type: 'file_citation', start_index: 1 }]
  const values = KEY.split('').map((value) =>
    delta('msg_1', { content: [{ index: 0, type: 'text', text: { value, annotations } }] }),
  )
  const told = masked(values).flatMap(({ value }) => message.read(value as never))
  expect(joined(told)).toEqual([['0', '[key]']])
})

test('a delta of very many parts takes no time', () => {
  const content = Array.from({ length: 100_000 }, (_, index) => ({ index, text: { value: 's' } }))
  expect(costOf(() => masked([delta('msg_1', { content })]))).toBeLessThan(5000)
})

test('a ping ends nothing, and an error comes after all that is held', () => {
  const block = (text: string) => ({ type: 'block_delta', index: 0, delta: { type: 'a', text } })
  const error = { error: { message: 'no' } }
  const values = [block('s'), { type: 'ping' }, block('k'), error]
  expect(masked(values).map(({ value }) => value)).toEqual([
    block(''),
    { type: 'ping' },
    block(''),
    block('sk'),
    error,
  ])
})
