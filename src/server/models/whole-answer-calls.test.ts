import type { ServerResponse } from 'node:http'

import { describe, expect, test } from 'vitest'

import { answered, callsIn, collect, functions, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const whole = (choice: object, rest: object = {}) => JSON.stringify({ choices: [choice], ...rest })

describe('calls', () => {
  const piece = (...calls: unknown[]) => chunk({ tool_calls: calls })
  const named = (given: unknown, rest: object = {}) => ({
    ...rest,
    function: { name: 'f', arguments: given },
  })
  test.each<[string, string, [string, string][]]>([
    ['arguments ""', piece(named('', { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments null', piece(named(null, { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments "null"', piece(named('null', { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments missing', piece({ index: 0, id: 'a', function: { name: 'f' } }), [['f', '{}']]],
    ['arguments an object', piece(named({ n: 1 }, { index: 0, id: 'a' })), [['f', '{"n":1}']]],
    ['arguments an empty object', piece(named({}, { index: 0 })), [['f', '{}']]],
    ['a number of null', piece(named('{}', { index: null, id: 'a' })), [['f', '{}']]],
    [
      'no numbers',
      `${piece(named('{"n":1}', { id: 'a' }))}${piece(named('{"n":2}', { id: 'b' }))}`,
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'one number for all',
      piece(named('{"n":1}', { index: 0, id: 'a' }), named('{"n":2}', { index: 0, id: 'b' })),
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'one number and no ids',
      `${piece(named('{"n":1}', { index: 0 }))}${piece(named('{"n":2}', { index: 0 }))}`,
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'neither numbers nor ids',
      piece(named('{"n":1}'), named('{"n":2}')),
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'the name with each piece',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece(named(':1}', { index: 0, id: 'a' }))}`,
      [['f', '{"n":1}']],
    ],
    [
      'a new id with each piece',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece({ index: 0, id: 'b', function: { arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    [
      'a number that grows with each piece',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece({ index: 1, function: { arguments: ':' } })}${piece({ index: 2, function: { arguments: '1}' } })}`,
      [['f', '{"n":1}']],
    ],
    [
      'a head at one number and its pieces at another',
      `${piece(named('', { index: 1, id: 'a' }))}${piece({ index: 0, function: { arguments: '{"n":1}' } })}`,
      [['f', '{"n":1}']],
    ],
    [
      'a second head at the number of the first, and its pieces at the next',
      `${piece(named('{"n":1}', { index: 0, id: 'a' }))}${piece({ index: 0, id: 'b', function: { name: 'g', arguments: '' } })}${piece({ index: 1, function: { arguments: '{"n":2}' } })}`,
      [
        ['f', '{"n":1}'],
        ['g', '{"n":2}'],
      ],
    ],
    [
      'an empty name later',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece({ index: 0, id: '', function: { name: '', arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    ['numbers that begin at one', piece(named('{}', { index: 1, id: 'a' })), [['f', '{}']]],
    [
      'pieces of two in turn',
      `${piece(named('{"a"', { index: 0, id: 'a' }), { index: 1, id: 'b', function: { name: 'g', arguments: '{"b"' } })}${piece({ index: 1, function: { arguments: ':2}' } })}${piece({ index: 0, function: { arguments: ':1}' } })}`,
      [
        ['f', '{"a":1}'],
        ['g', '{"b":2}'],
      ],
    ],
    ['one call that is no list', chunk({ tool_calls: named('{}', { id: 'a' }) }), [['f', '{}']]],
    [
      '`function_call`',
      `${chunk({ function_call: { name: 'f', arguments: '{"n"' } })}${chunk({ function_call: { arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    ['a number as text', piece(named('{}', { index: '0', id: 'a' })), [['f', '{}']]],
    [
      'an empty list before',
      `${chunk({ tool_calls: [] })}${piece(named('{}', { index: 0, id: 'a' }))}`,
      [['f', '{}']],
    ],
    [
      'an extra of null',
      piece(named('{}', { index: 0, id: 'a', extra_content: null })),
      [['f', '{}']],
    ],
  ])('with %s', async (_, body, expected) => {
    const { events, error } = await answered(`${body}${STOP}`)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' })
  })

  test('in a JSON answer, two of them with an object and with nothing', async () => {
    const tool_calls = [named({ n: 1 }, { id: 'a' }), { id: 'b', function: { name: 'g' } }]
    const { events } = await answered(
      whole({ message: { content: null, tool_calls }, finish_reason: 'tool_calls' }),
    )
    expect(callsIn(events)).toEqual([
      ['f', '{"n":1}'],
      ['g', '{}'],
    ])
  })

  test('keep what came with them', async () => {
    const extra_content = { google: { thought_signature: 'sig' } }
    const { events } = await answered(
      `${chunk({ reasoning_content: 'h' })}${chunk({ reasoning_content: 'm' })}${piece(named('{}', { index: 0, id: 'x1', extra_content }), named('{}', { index: 1, id: 'x2' }))}${STOP}`,
    )
    expect(events.at(-1)).toMatchObject({
      kept: {
        message: { reasoning_content: 'hm' },
        calls: [
          { id: 'x1', extra: { extra_content } },
          { id: 'x2', extra: {} },
        ],
      },
    })
  })

  test('keep it apart from what another answer of that model brings at the same time', async () => {
    const callOf = (id: string) =>
      piece(named('{}', { index: 0, id, extra_content: { google: { thought_signature: id } } }))
    const begun: ServerResponse[] = []
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      begun.push(response)
      if (begun.length < 2) return
      for (const [at, each] of begun.entries()) each.write(callOf(`x${at}`))
      for (const each of begun) each.end(STOP)
    })
    const model = modelAt(baseUrl)
    const answers = await Promise.all([collect(model, functions), collect(model, functions)])
    const kept = answers.map(({ events }) => events.at(-1))
    const keptOf = (id: string) => ({
      kept: { calls: [{ id, extra: { extra_content: { google: { thought_signature: id } } } }] },
    })
    expect(
      kept.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ).toMatchObject([keptOf('x0'), keptOf('x1')])
  })
})
