import { describe, expect, test } from 'vitest'

import { answered, ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

const CALL =
  chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"q":1}' } }] }) +
  chunk({}, { finish_reason: 'tool_calls' })

const thought = (thinking: string, signature?: string | null) => ({
  type: 'thinking',
  thinking,
  ...(signature !== undefined && { signature }),
})
const redacted = { type: 'redacted_thinking', data: 'x' }
const inDeltas = (...blocks: object[]) =>
  blocks.map((block) => chunk({ thinking_blocks: [block] })).join('')

/** What goes back with the output of the call that an answer made. */
const sentBack = async (body: string): Promise<Record<string, unknown>> => {
  const { events, error } = await answered(body + CALL)
  expect(error).toBeUndefined()
  const finish = events.at(-1)
  const kept = finish?.type === 'finish' ? finish.kept : undefined
  const { baseUrl, bodies } = await endpoint(
    sse(chunk({ content: 'Hi' }, { finish_reason: 'stop' })),
  )
  const tool_calls = [{ id: 'a', name: 'f', arguments: '{"q":1}' }]
  await collect(
    modelAt(baseUrl),
    ask({
      messages: [
        { role: 'assistant', content: '', tool_calls, ...(kept && { extra: kept.message }) },
      ],
    }),
  )
  const sent: unknown = Object(bodies[0]).messages[0]
  return sent as Record<string, unknown> // a message: an object
}

describe('signed thoughts that come in pieces go back as the blocks that were signed', () => {
  const WHOLE = thought('Step 1. Step 2.', 'sig')
  const [FIRST, SECOND] = [thought('Step 1. ', ''), thought('Step 2.', '')]
  test.each<[string, string, object[]]>([
    ['pieces, then a signature', inDeltas(FIRST, SECOND, thought('', 'sig')), [WHOLE]],
    [
      'signatures of null',
      inDeltas(thought('Step 1. ', null), thought('Step 2.', null), thought('', 'sig')),
      [WHOLE],
    ],
    [
      'no signature but the last',
      inDeltas(thought('Step 1. '), thought('Step 2.'), thought('', 'sig')),
      [WHOLE],
    ],
    ['a signature with the last piece', inDeltas(FIRST, thought('Step 2.', 'sig')), [WHOLE]],
    ['all of it with the signature', inDeltas(FIRST, SECOND, WHOLE), [WHOLE]],
    ['the signed block twice', inDeltas(FIRST, SECOND, WHOLE, WHOLE), [WHOLE]],
    [
      'the signature twice',
      inDeltas(FIRST, SECOND, thought('', 'sig'), thought('', 'sig')),
      [WHOLE],
    ],
    [
      'pieces in one delta',
      chunk({ thinking_blocks: [FIRST, SECOND, thought('', 'sig')] }),
      [WHOLE],
    ],
    ['whole blocks', inDeltas(WHOLE, thought('More.', 'sig2')), [WHOLE, thought('More.', 'sig2')]],
    [
      'two blocks in pieces',
      inDeltas(FIRST, SECOND, thought('', 'sig'), thought('Mo', ''), thought('re.', 'sig2')),
      [WHOLE, thought('More.', 'sig2')],
    ],
    [
      'a redacted block between',
      inDeltas(FIRST, SECOND, thought('', 'sig'), redacted, thought('More.', ''), thought('', 's')),
      [WHOLE, redacted, thought('More.', 's')],
    ],
    ['redacted blocks', inDeltas(redacted, redacted), [redacted, redacted]],
    ['thoughts that nothing signs', inDeltas(FIRST, SECOND), [thought('Step 1. Step 2.', '')]],
  ])('%s', async (_, body, blocks) => {
    expect(await sentBack(body)).toHaveProperty('thinking_blocks', blocks)
  })

  test('also beside the field, where a router tells them once more', async () => {
    const body = [FIRST, SECOND, thought('', 'sig')]
      .map((block) => ({ thinking_blocks: [block] }))
      .map((fields) => chunk({ ...fields, provider_specific_fields: fields }))
      .join('')
    expect(await sentBack(body)).toMatchObject({
      thinking_blocks: [WHOLE],
      provider_specific_fields: { thinking_blocks: [WHOLE] },
    })
  })

  test('also in the words of a router of its own', async () => {
    const piece = (fields: object) => ({ type: 'reasoning.text', index: 0, ...fields })
    const encrypted = { type: 'reasoning.encrypted', data: 'x' }
    const body = [
      piece({ text: 'Step 1. ', format: 'anthropic-claude-v1' }),
      piece({ text: 'Step 2.' }),
      piece({ signature: 'sig' }),
      piece({ text: 'More.', index: 1 }),
      encrypted,
      encrypted,
    ]
      .map((detail) => chunk({ reasoning_details: [detail] }))
      .join('')
    expect(await sentBack(body)).toMatchObject({
      reasoning_details: [
        piece({ text: 'Step 1. Step 2.', format: 'anthropic-claude-v1', signature: 'sig' }),
        piece({ text: 'More.', index: 1 }),
        encrypted,
        encrypted,
      ],
    })
  })
})
