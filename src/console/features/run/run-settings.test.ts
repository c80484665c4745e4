import { describe, expect, it } from 'vitest'

import { Run } from '#contract/run.ts'

import { emptySettings, rerunRequest, type RunSettings, toRunRequest } from './run-settings.ts'

const settings = (change: Partial<RunSettings>): RunSettings => ({ ...emptySettings, ...change })

describe('toRunRequest', () => {
  it('asks for nothing but the assistant when nothing is set', () => {
    expect(toRunRequest('asst_1', emptySettings)).toEqual({ request: { assistant_id: 'asst_1' } })
  })

  it('builds every part', () => {
    const { request } = toRunRequest(
      'asst_1',
      settings({
        model: ' gpt-4o ',
        instructions: 'Be brief.',
        additional_instructions: 'Today is Friday.',
        tools: '[{"type":"code_interpreter"}]',
        tool_choice: 'function',
        tool_choice_function: 'get_booking',
        temperature: '0.5',
        top_p: '1',
        max_prompt_tokens: '300',
        max_completion_tokens: '256',
        response_format: 'json_schema',
        json_schema: '{"name":"x","schema":{"type":"object"}}',
        truncation: 'last_messages',
        last_messages: '3',
        parallel_tool_calls: 'false',
        reasoning_effort: 'low',
        metadata: [
          { key: 'ticket', value: '7' },
          // A row in which nothing is written.
          { key: '', value: '' },
        ],
      }),
    )
    expect(request).toEqual({
      assistant_id: 'asst_1',
      model: 'gpt-4o',
      instructions: 'Be brief.',
      additional_instructions: 'Today is Friday.',
      tools: [{ type: 'code_interpreter' }],
      tool_choice: { type: 'function', function: { name: 'get_booking' } },
      temperature: 0.5,
      top_p: 1,
      max_prompt_tokens: 300,
      max_completion_tokens: 256,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'x', schema: { type: 'object' } },
      },
      truncation_strategy: { type: 'last_messages', last_messages: 3 },
      parallel_tool_calls: false,
      reasoning_effort: 'low',
      metadata: { ticket: '7' },
    })
  })

  it.each<[keyof RunSettings, Partial<RunSettings>]>([
    ['temperature', { temperature: '2.1' }],
    ['temperature', { temperature: 'warm' }],
    ['top_p', { top_p: '-1' }],
    ['max_prompt_tokens', { max_prompt_tokens: '255' }],
    ['max_completion_tokens', { max_completion_tokens: '1e9.' }],
    ['tools', { tools: '{}' }],
    ['tools', { tools: '[{"type":"what"}]' }],
    ['tool_choice_function', { tool_choice: 'function' }],
    ['json_schema', { response_format: 'json_schema', json_schema: '{' }],
    ['last_messages', { truncation: 'last_messages', last_messages: '0' }],
    ['metadata', { metadata: [{ key: 'k', value: 'v'.repeat(513) }] }],
  ])('marks %s', (field, change) => {
    const { errors } = toRunRequest('asst_1', settings(change))
    expect(Object.keys(errors ?? {})).toEqual([field])
  })
})

it('tells where JSON ends to be JSON, and what is wrong with which tool', () => {
  const errorsOf = (change: Partial<RunSettings>) => toRunRequest('asst_1', settings(change)).errors
  expect(errorsOf({ tools: '[\n{"type": file_search}]' })?.tools).toBe(
    'Not JSON at line 2, column 10: expected a value.',
  )
  expect(errorsOf({ tools: '[{"type":"function","function":{"name":"a b"}}]' })?.tools).toBe(
    'Tool 1 (a b): the name is of letters, digits, _ or -, up to 64 of them.',
  )
  expect(errorsOf({ response_format: 'json_schema', json_schema: '{' })?.json_schema).toBe(
    'Not JSON at line 1, column 2: expected a name in double quotes, or }.',
  )
})

describe('rerunRequest', () => {
  const run = Run.parse({
    id: 'run_1',
    object: 'thread.run',
    created_at: 1,
    thread_id: 'thread_1',
    assistant_id: 'asst_1',
    status: 'failed',
    model: 'gpt-4o',
    instructions: 'Be brief.',
    tools: [{ type: 'file_search' }],
    temperature: 1,
    metadata: { a: 'b' },
    tool_choice: 'auto',
    response_format: 'auto',
    truncation_strategy: { type: 'auto', last_messages: null },
  })

  it('starts the same run', () => {
    expect(rerunRequest(run)).toEqual({
      assistant_id: 'asst_1',
      model: 'gpt-4o',
      instructions: 'Be brief.',
      tools: [{ type: 'file_search' }],
      temperature: 1,
      metadata: { a: 'b' },
      tool_choice: 'auto',
      response_format: 'auto',
      truncation_strategy: { type: 'auto', last_messages: null },
      parallel_tool_calls: true,
    })
  })

  it('keeps every value that says something, the empty ones too', () => {
    const empty = {
      instructions: '',
      tools: [],
      temperature: 0,
      top_p: 0,
      parallel_tool_calls: false,
    }
    expect(rerunRequest({ ...run, ...empty })).toMatchObject(empty)
  })

  it('leaves out what this server would refuse', () => {
    const odd = { ...run, max_prompt_tokens: 5, reasoning_effort: 'enormous' }
    const request = rerunRequest(odd)
    expect(request).toMatchObject({ model: 'gpt-4o' })
    expect(request).not.toHaveProperty('max_prompt_tokens')
    expect(request).not.toHaveProperty('reasoning_effort')
  })

  it('has nothing to start without an assistant', () => {
    expect(rerunRequest({ ...run, assistant_id: null })).toBeUndefined()
  })
})
