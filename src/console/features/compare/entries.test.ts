import { expect, test } from 'vitest'

import { buildMessage, buildRun, buildRunStep } from '#testing/builders.ts'

import { callEntries, entriesOf, messageEntry } from './entries.ts'
import { changeText, differs, fieldsOf, runFigures, settingFacts, toolFacts } from './facts.ts'
import { foldEqual, isDifference, pairRows, sectionRows } from './rows.ts'

const callStep = (run_id: string, created_at: number, args: string, output: string | null = '{}') =>
  buildRunStep({
    run_id,
    created_at,
    type: 'tool_calls',
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        {
          id: `call_${args}`,
          type: 'function',
          function: { name: 'find', arguments: args, output },
        },
      ],
    },
  })

test('a call stands between its question and its answer, also within one second', () => {
  const ask = messageEntry(buildMessage({ text: 'ask', created_at: 10 }))
  const answer = messageEntry(
    buildMessage({ text: 'answer', created_at: 10, role: 'assistant', run_id: 'run_1' }),
  )
  const later = messageEntry(buildMessage({ text: 'later', created_at: 30 }))
  const steps = [callStep('run_2', 40, '{}'), callStep('run_1', 10, '{}')]
  expect(entriesOf([ask, answer, later], steps).map(({ kind, at }) => `${kind} ${at}`)).toEqual([
    'message 10',
    'call 10',
    'message 10',
    'message 30',
    'call 40',
  ])
})

test('messages are equal by what they say, not by ids and hours', () => {
  const key = (fields: Parameters<typeof buildMessage>[0]) => messageEntry(buildMessage(fields)).key
  expect(key({ id: 'msg_1', created_at: 1 })).toBe(key({ id: 'msg_2', created_at: 2 }))
  expect(key({ text: 'a' })).not.toBe(key({ text: 'b' }))
  expect(key({})).not.toBe(key({ role: 'assistant' }))
  expect(key({})).not.toBe(key({ metadata: { a: 'b' } }))
  expect(key({})).not.toBe(key({ attachments: [{ file_id: 'file-1', tools: [] }] }))
  expect(key({})).not.toBe(key({ status: 'incomplete' }))
})

test('arguments are told by their keys, and what is no JSON as it stands', () => {
  const facts = (args: string) =>
    callEntries(callStep('run_1', 1, args))[0]?.facts.map(({ name, text }) => [name, text])
  expect(facts('{"city":"Łódź","days":[1,2]}')).toEqual([
    ['city', 'Łódź'],
    ['days', '[ 1, 2 ]'],
    ['Output', '{}'],
  ])
  expect(facts('{"city":')).toEqual([
    ['Arguments', '{"city":'],
    ['Output', '{}'],
  ])
})

test('the settings and figures of a run, and how far those of two are apart', () => {
  const run = buildRun({
    model: 'm-1',
    temperature: 0.2,
    tools: [{ type: 'function', function: { name: 'find', parameters: { a: 1 } } }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  })
  expect(settingFacts(run, 'Support').map(({ name, text }) => `${name}: ${text}`)).toEqual(
    expect.arrayContaining(['Assistant: Support', 'Model: m-1', 'Temperature: 0.2', 'Top P: 1']),
  )
  expect(toolFacts(run)).toEqual([
    { name: 'find', text: '{ "parameters": { "a": 1 } }', isCode: true },
  ])
  const figures = (totalMs: number) =>
    runFigures(run, { totalMs, firstTokenMs: undefined, isExact: true })
  const fields = fieldsOf(figures(1500), figures(4000))
  expect(fields.map(({ name }) => name)).toEqual(['Duration', 'Prompt tokens', 'Completion tokens'])
  expect(fields.map(differs)).toEqual([true, false, false])
  expect(fields.map(changeText)).toEqual(['+2.5 s', undefined, undefined])
})

test('what one side has alone is a difference, and what is equal is folded around them', () => {
  const left = [{ title: 'Settings', facts: ['a', 'b', 'c'].map((name) => ({ name, text: '1' })) }]
  const right = [
    {
      title: 'Settings',
      facts: ['a', 'b', 'd'].map((name) => ({ name, text: name === 'b' ? '2' : '1' })),
    },
  ]
  const rows = sectionRows(left, right)
  expect(rows.map((row) => `${row.kind} ${isDifference(row)}`)).toEqual([
    'heading false',
    'field false',
    'field true',
    'field true',
    'field true',
  ])
  const folded = foldEqual(rows, new Set())
  expect(folded.map(({ kind }) => kind)).toEqual(['heading', 'fold', 'field', 'field', 'field'])
  expect(foldEqual(rows, new Set(folded.map(({ key }) => key)))).toEqual(rows)
})

test('rows of messages: equal, changed and alone', () => {
  const [one, other, third] = ['a', 'a', 'b'].map((text) => messageEntry(buildMessage({ text })))
  if (!one || !other || !third) throw new Error('There are three.')
  const rows = pairRows([
    { left: one, right: other },
    { left: one, right: third },
    { right: third },
  ])
  expect(rows.map(isDifference)).toEqual([false, true, true])
})
