import { describe, expect, test } from 'vitest'

import { answered, callsIn } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

const END = chunk({}, { finish_reason: 'tool_calls' })

type Rest = { index?: number; id?: string; extra_content?: object }
const call = (name: string | null | undefined, given: string, rest: Rest = { index: 0 }) => ({
  ...rest,
  function: { ...(name !== undefined && { name }), arguments: given },
})
/** A frame for each. */
const each = (...calls: object[]) => calls.map((one) => chunk({ tool_calls: [one] })).join('')
const together = (...tool_calls: object[]) => chunk({ tool_calls })
const completion = (...tool_calls: object[]) =>
  `data: ${JSON.stringify({
    object: 'chat.completion',
    choices: [{ index: 0, message: { content: null, tool_calls }, finish_reason: 'tool_calls' }],
  })}\n\n`

type Calls = [string, string][]
const ONE: Calls = [['f', '{"n":1}']]
const TWO: Calls = [...ONE, ['f', '{"n":2}']]
const F = { index: 0, id: 'f' }
const TWICE = [1, 2].map((n) => JSON.stringify(`{"n":${n}}`))

describe('another object after that of a call is of another call', () => {
  test.each<[string, string, Calls]>([
    ['with its id and name', each(call('f', '{"n":1}', F), call('f', '{"n":2}', F)), TWO],
    ['in one frame', together(call('f', '{"n":1}', F), call('f', '{"n":2}', F)), TWO],
    [
      'three of them',
      each(...[1, 2, 3].map((n) => call('f', `{"n":${n}}`, F))),
      [...TWO, ['f', '{"n":3}']],
    ],
    [
      'in pieces',
      each(
        call('f', '{"n"', F),
        call(undefined, ':1}'),
        call('f', '{"n"', F),
        call(undefined, ':2}'),
      ),
      TWO,
    ],
    [
      'in pieces with the name each',
      each(...['{"n":1', '}{"n', '":', '2}'].map((text) => call('f', text, F))),
      TWO,
    ],
    [
      'of another function',
      each(call('f', '{"n":1}', F), call('g', '{}', F)),
      [...ONE, ['g', '{}']],
    ],
    [
      'of another function, its head first',
      each(call('f', '{"n":1}', F), call('g', '', F), call(undefined, '{"n":2}')),
      [...ONE, ['g', '{"n":2}']],
    ],
    [
      'of another function, heads alone',
      each(call('f', '', F), call('g', '', F), call(undefined, '{"n":2}')),
      [
        ['f', '{}'],
        ['g', '{"n":2}'],
      ],
    ],
    [
      'without an id, with an empty name',
      each(call('f', ''), call('', '{"n":1}'), call('', '{"n":2}')),
      TWO,
    ],
    [
      'without an id, with a name of null',
      each(call('f', '', F), call(null, '{"n":1}'), call(null, '{"n":2}')),
      TWO,
    ],
    ['in one piece', each(call('f', ''), call('', '{"n":1}{"n":2}')), TWO],
    [
      'in one piece, on a line each',
      each(call('f', '{"n":1}\n{"n":2}\n')),
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}\n'],
      ],
    ],
    [
      'letter by letter',
      each(call('f', ''), ...Array.from('{"n":1}{"n":2}', (one) => call('', one))),
      TWO,
    ],
    ['each twice', each(call('f', '{"n":1}{"n":1}{"n":2}'), call('', '{"n":2}')), TWO],
    ['after a placeholder', each(call('f', '{"n":1}{}{"n":2}null')), TWO],
    ['encoded twice', each(call('f', TWICE[0] ?? '', F), call('f', TWICE[1] ?? '', F)), TWO],
    ['encoded twice in one piece', each(call('f', TWICE.join(''))), TWO],
    ['without numbers', each(call('f', '{"n":1}{"n":2}', { id: 'f' })), TWO],
    [
      'without its end',
      each(call('f', '{"n":1}', F), call('f', '{"m"', F)),
      [...ONE, ['f', '{"m"']],
    ],
    [
      'then a completion',
      each(call('f', '{"n":1}', F), call('f', '{"n":2}', F)) +
        completion(call('f', '{"n":1}', { id: 'f' }), call('f', '{"n":2}', { id: 'f' })),
      TWO,
    ],
    [
      'then a completion with ids of its own',
      each(call('f', '{"n":1}{"n":2}')) +
        completion(call('f', '{"n":1}', { id: 'a' }), call('f', '{"n":2}', { id: 'b' })),
      TWO,
    ],
    ['but not the same', each(call('f', '{"n":1}', F), call('f', '{ "n": 1 }', F)), ONE],
    [
      'but not the same in pieces',
      each(call('f', '{"n":1}', F), call('f', '{"n"', F), call('', ':1}')),
      ONE,
    ],
    ['but not the beginning of the same', each(call('f', '{"n":1}', F), call('f', '{"n"', F)), ONE],
    ['but not what is no object', each(call('f', '{"n":1}[2]', F)), ONE],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
  })

  test('in a whole answer', async () => {
    const tool_calls = [call('f', '{"n":1}{"n":2}', { id: 'a' })]
    const { events } = await answered(
      JSON.stringify({ choices: [{ message: { tool_calls }, finish_reason: 'tool_calls' }] }),
    )
    expect(callsIn(events)).toEqual(TWO)
  })

  test('with what came beside it', async () => {
    const signed = (n: number) => ({ ...F, extra_content: { sig: n } })
    const { events } = await answered(
      each(call('f', '{"n":1}', signed(1)), call('f', '{"n":2}', signed(2))) + END,
    )
    expect(events.at(-1)).toMatchObject({
      kept: { calls: [1, 2].map((sig) => ({ extra: { extra_content: { sig } } })) },
    })
  })

  test('up to the most calls of an answer', async () => {
    const { error } = await answered(
      each(call('f', Array.from({ length: 1000 }, (_, n) => `{"n":${n}}`).join(''))) + END,
    )
    expect(error).toMatchObject({ message: 'The model made more than 128 calls in one answer.' })
  })

  test('however often the same comes again', async () => {
    const { events } = await answered(each(call('f', '{"n":1}'.repeat(100_000))) + END)
    expect(callsIn(events)).toEqual(ONE)
  })
})

const PARIS: Calls = [['f', '{"city":"Paris"}']]
/** Each with an id of its own and the name again. */
const anew = (texts: string[], rest: (at: number) => Rest = () => ({ index: 0 })) =>
  each(...texts.map((text, at) => call('f', text, { ...rest(at), id: `u${at}` })))

describe('pieces with a new id and the name each are one call', () => {
  const PIECES = ['{"city"', ':', '"Par', 'is"}']
  test.each<[string, string, Calls]>([
    ['two', anew(['{"city":"Par', 'is"}']), PARIS],
    ['two without numbers', anew(['{"city":"Par', 'is"}'], () => ({})), PARIS],
    ['two with growing numbers', anew(['{"city":"Par', 'is"}'], (index) => ({ index })), PARIS],
    ['four', anew(PIECES), PARIS],
    ['four without numbers', anew(PIECES, () => ({})), PARIS],
    ['letter by letter', anew(Array.from('{"city":"Paris"}')), PARIS],
    ['an empty one first', anew(['', ...PIECES]), PARIS],
    ['an empty one first, without numbers', anew(['', ...PIECES], () => ({})), PARIS],
    ['an empty one last', anew([...PIECES, '']), PARIS],
    ['blanks', anew(['{"city":"Par', 'is', ' ', 'x"}']), [['f', '{"city":"Paris x"}']]],
    [
      'values that begin like arguments',
      anew(['{"a":', '{"b":', '[', '{"c":1}', ',', 'null', ']}}']),
      [['f', '{"a":{"b":[{"c":1},null]}}']],
    ],
    ['text that begins like arguments', anew(['{"a":"', '{}', '"}']), [['f', '{"a":"{}"}']]],
    ['encoded twice', anew(['"{\\"city\\":', '\\"Par', 'is\\"}', '"']), PARIS],
    ['all so far each', anew(['{"city"', '{"city":"Par', '{"city":"Paris"}']), PARIS],
    ['two calls of them', anew(['{"n"', ':1}', '{"n"', ':2}']), TWO],
    [
      'then a completion',
      anew(['{"a":', '{"b":1}', '}']) + completion(call('f', '{"a":{"b":1}}', { id: 'x' })),
      [['f', '{"a":{"b":1}}']],
    ],
    [
      'the same id, without numbers',
      each(call('f', '{"n"', { id: 'a' }), call('f', ':1}', { id: 'a' })),
      ONE,
    ],
    [
      'the same id, without numbers, its head first',
      each(
        call('f', '', { id: 'a' }),
        call('f', '{"n"', { id: 'a' }),
        call('f', ':1}', { id: 'a' }),
      ),
      ONE,
    ],
    [
      'without a name later, without numbers',
      each(call('f', '{"n"', { id: 'a' }), call('', ':1}', { id: 'b' })),
      ONE,
    ],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
  })

  test.each<[string, string, Calls]>([
    ['objects', anew(['{"n":1}', '{"n":2}']), TWO],
    ['the same object', anew(['{"n":1}', '{"n":1}']), [...ONE, ...ONE]],
    [
      'placeholders',
      anew(['{}', '{}']),
      [
        ['f', '{}'],
        ['f', '{}'],
      ],
    ],
    [
      'heads',
      anew(['', '']),
      [
        ['f', '{}'],
        ['f', '{}'],
      ],
    ],
    ['a head and an object', anew(['', '{"n":1}']), [['f', '{}'], ...ONE]],
    [
      'a head, and one that comes in pieces',
      each(
        call('f', '', { index: 0, id: 'a' }),
        call('f', '{"n"', { index: 0, id: 'b' }),
        call(undefined, ':1}'),
      ),
      [['f', '{}'], ...ONE],
    ],
    [
      'pieces of two in turn',
      each(
        call('f', '{"n":', { id: 'a' }),
        call('f', '{"n":', { id: 'b' }),
        call('f', '1}', { id: 'a' }),
        call('f', '2}', { id: 'b' }),
      ),
      TWO,
    ],
    [
      'one without its end',
      anew(['{"n":', '{"n":2}']),
      [
        ['f', '{"n":'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'another function',
      each(call('f', '{"n"', { index: 0, id: 'a' }), call('g', '{}', { index: 0, id: 'b' })),
      [
        ['f', '{"n"'],
        ['g', '{}'],
      ],
    ],
  ])('but not %s', async (_, body, expected) => {
    const { events, error } = await answered(body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
  })
})

describe('pieces that each hold all of the arguments so far', () => {
  const growing = (...texts: string[]) =>
    each(call('f', texts[0] ?? '', F), ...texts.slice(1).map((text) => call(undefined, text)))
  test.each<[string, string, Calls]>([
    ['three', growing('{"city"', '{"city":"Par', '{"city":"Paris"}'), PARIS],
    ['two', growing('{"city":"Par', '{"city":"Paris"}'), PARIS],
    ['after an empty one', growing('', '{"city"', '{"city":"Paris"}'), PARIS],
    [
      'letter by letter',
      growing(...Array.from('{"city":"Paris"}', (_, at) => '{"city":"Paris"}'.slice(0, at + 1))),
      PARIS,
    ],
    [
      'each twice',
      growing(
        '{"city"',
        '{"city"',
        '{"city":"Par',
        '{"city":"Par',
        '{"city":"Paris"}',
        '{"city":"Paris"}',
      ),
      PARIS,
    ],
    ['after a placeholder', growing('{}', '{"city"', '{"city":"Par', '{"city":"Paris"}'), PARIS],
    ['a placeholder after it', growing('{"city":"Par', '{"city":"Paris"}', '{}'), PARIS],
    ['encoded twice', growing('"{\\"ci', '"{\\"city\\":', '"{\\"city\\":\\"Paris\\"}"'), PARIS],
    ['an empty object', growing('{', '{}'), [['f', '{}']]],
    ['then another', growing('{"n":', '{"n":1}', '{"n":2}'), TWO],
    [
      'the name with each',
      each(
        ...['{"city"', '{"city":"Par', '{"city":"Paris"}', '{"city":"Paris"}'].map((text) =>
          call('f', text),
        ),
      ),
      PARIS,
    ],
    [
      'then a completion',
      growing('{"city"', '{"city":"Par') + completion(call('f', '{"city":"Paris"}', { id: 'f' })),
      PARIS,
    ],
    [
      'two in turn',
      each(
        call('f', '{"n"', { index: 0, id: 'a' }),
        call('f', '{"n"', { index: 1, id: 'b' }),
        call(undefined, '{"n":1}', { index: 0 }),
        call(undefined, '{"n":2}', { index: 1 }),
      ),
      TWO,
    ],
  ])('are told once: %s', async (_, body, expected) => {
    const { events, error } = await answered(body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
  })

  test.each<[string, string[], string]>([
    ['a value like all of it', ['{"a":', '{"a":', '1}}'], '{"a":{"a":1}}'],
    ['a value that is whole', ['{"a":', '{"a":1}', '}'], '{"a":{"a":1}}'],
    ['a value with the end', ['{"a":', '{"a":1}}'], '{"a":{"a":1}}'],
    [
      'the same often',
      [...Array.from({ length: 9 }, () => '{"a":'), '1', '}'.repeat(9)],
      `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`,
    ],
    ['what is no JSON', ['{"a"', '{"a"', ' what'], '{"a"{"a" what'],
  ])('but %s goes on', async (_, texts, expected) => {
    const { events } = await answered(growing(...texts) + END)
    expect(callsIn(events)).toEqual([['f', expected]])
  })

  test('are told as they come, and count once', async () => {
    const whole = `{"q":"${'x'.repeat(20_000)}"}`
    const texts = Array.from({ length: 200 }, (_, at) => whole.slice(0, (at + 1) * 100))
    const { events, error } = await answered(growing(...texts, whole) + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual([['f', whole]])
    expect(events.filter(({ type }) => type === 'tool_call_arguments').length).toBeGreaterThan(3)
  })
})
