import { expect, test } from 'vitest'

import { Run } from '#contract/run.ts'
import {
  assistantLine as assistant,
  importedLine as imported,
  lineBytes as bytes,
  parseLine,
  runLine as run,
  threadLine as thread,
  userLine as user,
} from '#testing/import-lines.ts'

import { BadLine } from './bad-line.ts'

test.each([
  ['a list', (runs: unknown[]) => runs],
  ['the list object of the API', (data: unknown[]) => ({ object: 'list', has_more: false, data })],
])('the schemas of a run keep the digits of the line, where the runs are %s', (_, listed) => {
  const schema = '{"maximum":9223372036854775807,"default":1.0}'
  const tools = `[{"type":"function","function":{"name":"f","parameters":${schema}}}]`
  const format = `{"type":"json_schema","json_schema":{"name":"n","schema":${schema}}}`
  const asked = { ...run, tools: 'T', response_format: 'F' }
  const line = JSON.stringify({ ...thread, runs: listed([asked]) })
  const { runs } = imported(line.replace('"T"', tools).replace('"F"', format))
  expect(JSON.stringify(runs[0]?.run.tools)).toBe(tools)
  expect(JSON.stringify(runs[0]?.run.response_format)).toBe(format)
})

test('a run has its steps, and the message it wrote names it', () => {
  const { runs, messages } = imported({ ...thread, runs: [run] })
  expect(runs[0]?.run).toMatchObject({
    status: 'completed',
    model: 'gpt-4o',
    started_at: 102,
    completed_at: 104,
  })
  expect(runs[0]?.steps).toMatchObject([
    {
      type: 'tool_calls',
      status: 'completed',
      step_details: { type: 'tool_calls', tool_calls: run.steps[0]?.tool_calls },
    },
    {
      type: 'message_creation',
      step_details: { message_creation: { message_id: messages[1]?.id } },
    },
  ])
  expect(messages[1]).toMatchObject({
    run_id: runs[0]?.run.id,
    assistant_id: runs[0]?.run.assistant_id,
  })
  expect(messages[0]).toMatchObject({ run_id: null, assistant_id: null })
})

test('every field of a run is kept', () => {
  // `times` is no field of a stored run: it is told of a log, on request.
  const whole: Required<Omit<Run, 'times'>> = {
    id: 'run_whole',
    object: 'thread.run',
    created_at: 101,
    thread_id: 'thread_whole',
    assistant_id: 'asst_1',
    status: 'incomplete',
    // Only a run that is active has one.
    required_action: null,
    last_error: { code: 'server_error', message: 'It broke.' },
    expires_at: 102,
    started_at: 103,
    cancelled_at: 104,
    failed_at: 105,
    completed_at: 106,
    incomplete_details: { reason: 'max_prompt_tokens' },
    model: 'o3',
    instructions: 'Help.',
    tools: [{ type: 'file_search' }],
    tool_resources: { file_search: { vector_store_ids: ['vs_1'] } },
    metadata: { desk: '7' },
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    temperature: 0.5,
    top_p: 0.25,
    max_prompt_tokens: 300,
    max_completion_tokens: 400,
    truncation_strategy: { type: 'last_messages', last_messages: 5 },
    tool_choice: 'required',
    parallel_tool_calls: false,
    response_format: { type: 'json_object' },
    reasoning_effort: 'low',
  }
  expect(Object.keys(whole).toSorted()).toEqual(
    Object.keys(Run.shape)
      .filter((name) => name !== 'times')
      .toSorted(),
  )
  const { runs } = imported({ ...thread, id: 'thread_whole', runs: [{ ...whole, steps: [] }] })
  expect(runs[0]?.run).toEqual(whole)
  const { reasoning_effort: _, tool_resources: __, ...least } = whole
  const again = imported({ ...thread, id: 'thread_whole', runs: [{ ...least, steps: [] }] })
  expect(again.runs[0]?.run).toStrictEqual(least)
})

test('a message that says whose it is keeps its run, whatever a step names', () => {
  const { messages } = imported({
    created_at: 100,
    messages: [user, { ...assistant, run_id: 'run_other', assistant_id: 'asst_other' }],
    runs: [
      {
        created_at: 101,
        status: 'completed',
        steps: [{ type: 'message_creation', message_index: 1 }],
      },
    ],
  })
  expect(messages[1]).toMatchObject({ run_id: 'run_other', assistant_id: 'asst_other' })
})

test('runs without an assistant share a stand-in by source and model', () => {
  const mapped = parseLine(
    bytes({ ...thread, runs: [run, { ...run, steps: [] }, { ...run, model: 'gpt-4', steps: [] }] }),
  )
  expect(mapped?.standIns).toMatchObject([
    { source: 'test', model: 'gpt-4o' },
    { source: 'test', model: 'gpt-4' },
  ])
})

test('an active run has expired: nobody will answer it here', () => {
  const { runs } = imported({ ...thread, runs: [{ status: 'requires_action', created_at: 101 }] })
  expect(runs[0]?.run).toMatchObject({ status: 'expired', required_action: null })
})

test('a step that was under way has expired, with its run or without', () => {
  const tool_calls = [{ type: 'function', function: { name: 'f', arguments: '{}' } }]
  const statusIn = (of: string, step?: string) => {
    const steps = [{ type: 'tool_calls', tool_calls, ...(step && { status: step }) }]
    const { runs } = imported({ ...thread, runs: [{ status: of, created_at: 101, steps }] })
    return runs[0]?.steps[0]?.status
  }
  expect(statusIn('requires_action', 'in_progress')).toBe('expired')
  expect(statusIn('completed', 'in_progress')).toBe('expired')
  expect(statusIn('completed', 'failed')).toBe('failed')
  expect(statusIn('requires_action', 'completed')).toBe('completed')
  expect(['requires_action', 'cancelled', 'failed', 'completed'].map((of) => statusIn(of))).toEqual(
    ['expired', 'cancelled', 'failed', 'completed'],
  )
})

test('tool calls and outputs of services like the wire are kept as they came', () => {
  const calls = [
    {
      id: 'call_1',
      type: 'bing_grounding',
      bing_grounding: { requesturl: "https://a.example/?q='a b'" },
    },
    {
      id: 'call_2',
      type: 'code_interpreter',
      code_interpreter: { input: '1', outputs: [{ type: 'table', rows: 3 }] },
    },
  ]
  const steps = [{ type: 'tool_calls', step_details: { type: 'tool_calls', tool_calls: calls } }]
  const metadata = { kind: 'x'.repeat(5000) }
  const { runs } = imported({ ...thread, runs: [{ ...run, steps, metadata }] })
  expect(runs[0]?.run.metadata).toEqual(metadata)
  expect(runs[0]?.steps[0]?.step_details).toEqual({ type: 'tool_calls', tool_calls: calls })
})

const refused: [string, unknown, string | RegExp][] = [
  [
    'a step of no message',
    { ...thread, runs: [{ ...run, steps: [{ type: 'message_creation', message_index: 9 }] }] },
    'message_index 9 names no message',
  ],
  [
    "a step of the user's message",
    { ...thread, runs: [{ ...run, steps: [{ type: 'message_creation', message_index: 0 }] }] },
    /names a message of the user/,
  ],
  [
    'an unknown run state',
    { ...thread, runs: [{ ...run, status: 'dreaming' }] },
    /^runs\[0\]\.status: /,
  ],
  [
    'a tool call without a name',
    {
      ...thread,
      runs: [
        {
          ...run,
          steps: [
            { type: 'tool_calls', tool_calls: [{ type: 'function', function: { arguments: '' } }] },
          ],
        },
      ],
    },
    /^runs\[0\]\.steps\[0\]\.tool_calls\[0\]\.function\.name: /,
  ],
]

test.each(refused)('%s is refused with the reason', (_, value, reason) => {
  expect(() => parseLine(bytes(value))).toThrow(BadLine)
  expect(() => parseLine(bytes(value))).toThrow(reason)
})
