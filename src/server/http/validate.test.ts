import { describe, expect, test } from 'vitest'

import { endpoints } from '#contract/endpoints.ts'
import { refusalOf } from '#testing/refusal.ts'

import { validate } from './validate.ts'

type Bodied = 'createMessage' | 'createThread' | 'createRun' | 'createAssistant' | 'modifyAssistant'

const ofBody = (name: Bodied, body: unknown) =>
  refusalOf(() => validate(endpoints[name].body, body))

const hi = { role: 'user', content: 'hi' }

const functionOf = (parameters: object = {}) => ({
  type: 'function',
  function: { name: 'get_weather', parameters },
})

test.each<[Bodied, object]>([
  ['createAssistant', {}],
  ['modifyAssistant', {}],
  ['createRun', { assistant_id: 'asst_a' }],
])('%s: a model without a name', (name, rest) => {
  expect(ofBody(name, { ...rest, model: '' })).toMatchObject({
    status: 400,
    message:
      "Invalid 'model': empty string. Expected a string with minimum length 1, but got an empty string instead.",
    code: 'empty_string',
    param: 'model',
  })
})

test('what an embedding is made of', () => {
  const refusal = refusalOf(() =>
    validate(endpoints.createEmbedding.body, { model: 'm', input: 5 }),
  )
  expect(refusal).toMatchObject({
    status: 400,
    message:
      "Invalid type for 'input': expected one of a string or array of strings, but got an integer instead.",
    code: 'invalid_type',
    param: 'input',
  })
})

describe('bodies', () => {
  test.each<[string, Bodied, unknown, string, string, string | null]>([
    [
      'a bad role',
      'createMessage',
      { role: 'system', content: 'hi' },
      "Invalid value: 'system'. Supported values are: 'user' and 'assistant'.",
      'invalid_value',
      'role',
    ],
    [
      'a text too long in characters, each of two UTF-16 units',
      'createMessage',
      { role: 'user', content: '🙂'.repeat(256_001) },
      "Invalid 'content': string too long. Expected a string with maximum length 256000, but got a string with length 256001 instead.",
      'string_above_max_length',
      'content',
    ],
    [
      'a number beyond all numbers',
      'createAssistant',
      { model: 'm', temperature: JSON.parse('1e400') },
      "Invalid type for 'temperature': expected a decimal, but got a number out of range instead.",
      'invalid_type',
      'temperature',
    ],
    [
      'a text too long',
      'createMessage',
      { role: 'user', content: 'x'.repeat(256_001) },
      "Invalid 'content': string too long. Expected a string with maximum length 256000, but got a string with length 256001 instead.",
      'string_above_max_length',
      'content',
    ],
    [
      'a part too long',
      'createMessage',
      { role: 'user', content: [{ type: 'text', text: 'x'.repeat(256_001) }] },
      "Invalid 'content[0].text': string too long. Expected a string with maximum length 256000, but got a string with length 256001 instead.",
      'string_above_max_length',
      'content[0].text',
    ],
    [
      'texts too long in all',
      'createThread',
      {
        messages: [
          hi,
          {
            role: 'user',
            content: [
              ...Array(4).fill({ type: 'text', text: '🙂'.repeat(256_000) }),
              { type: 'text', text: '.' },
            ],
          },
        ],
      },
      "Invalid 'messages[1].content': array too long. Expected texts with at most 1024000 characters in all, but got texts with 1024001 characters instead.",
      'array_above_max_length',
      'messages[1].content',
    ],
    [
      'an empty text',
      'createMessage',
      { role: 'user', content: '' },
      "Invalid 'content': empty string. Expected a string with minimum length 1, but got an empty string instead.",
      'empty_string',
      'content',
    ],
    [
      'no parts',
      'createMessage',
      { role: 'user', content: [] },
      "Invalid 'content': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'empty_array',
      'content',
    ],
    [
      'content of another kind',
      'createMessage',
      { role: 'user', content: 5 },
      "Invalid type for 'content': expected one of a string or array of objects, but got an integer instead.",
      'invalid_type',
      'content',
    ],
    [
      'a part of unknown type',
      'createMessage',
      { role: 'user', content: [{ type: 'audio' }] },
      "Invalid value: 'audio'. Supported values are: 'text', 'image_file', and 'image_url'.",
      'invalid_value',
      'content[0].type',
    ],
    [
      'a part without a type',
      'createMessage',
      { role: 'user', content: [{ text: 'hi' }] },
      "Missing required parameter: 'content[0].type'.",
      'missing_required_parameter',
      'content[0].type',
    ],
    [
      'a bad detail',
      'createMessage',
      {
        role: 'user',
        content: [{ type: 'image_file', image_file: { file_id: 'file-a', detail: 'max' } }],
      },
      "Invalid value: 'max'. Supported values are: 'auto', 'low', and 'high'.",
      'invalid_value',
      'content[0].image_file.detail',
    ],
    [
      'a missing role',
      'createMessage',
      { content: 'hi' },
      "Missing required parameter: 'role'.",
      'missing_required_parameter',
      'role',
    ],
    [
      'an unknown parameter before a wrong type',
      'createMessage',
      { role: 5, content: 5, file_ids: [] },
      "Unknown parameter: 'file_ids'.",
      'unknown_parameter',
      'file_ids',
    ],
    [
      'an unknown parameter inside',
      'createThread',
      { messages: [hi, { ...hi, name: 'x' }] },
      "Unknown parameter: 'messages[1].name'.",
      'unknown_parameter',
      'messages[1].name',
    ],
    [
      'a bad role inside',
      'createThread',
      { messages: [{ role: 'tool', content: 'x' }] },
      "Invalid value: 'tool'. Supported values are: 'user' and 'assistant'.",
      'invalid_value',
      'messages[0].role',
    ],
    [
      'no object at all',
      'createThread',
      [],
      'Invalid type: expected an object, but got an array instead.',
      'invalid_type',
      null,
    ],
    [
      'too many pairs',
      'createThread',
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`k${at}`, ''])) },
      "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
      'object_above_max_properties',
      'metadata',
    ],
    [
      'a value too long',
      'createThread',
      { metadata: { k: 'x'.repeat(600) } },
      "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got a string with length 600 instead.",
      'string_above_max_length',
      'metadata.k',
    ],
    [
      'a key too long',
      'createThread',
      { metadata: { ['k'.repeat(70)]: '' } },
      `Invalid property name in 'metadata': '${'k'.repeat(70)}' is too long. Expected a string with maximum length 64, but got a string with length 70 instead.`,
      'property_name_above_max_length',
      'metadata',
    ],
    [
      'a value that is a number',
      'createThread',
      { metadata: { k: 1 } },
      "Invalid type for 'metadata.k': expected a string, but got an integer instead.",
      'invalid_type',
      'metadata.k',
    ],
    [
      'a value that is null',
      'createThread',
      { metadata: { k: null } },
      "Invalid type for 'metadata.k': expected a string, but got null instead.",
      'invalid_type',
      'metadata.k',
    ],
    [
      'metadata that is a list',
      'createThread',
      { metadata: ['a'] },
      "Invalid type for 'metadata': expected an object, but got an array instead.",
      'invalid_type',
      'metadata',
    ],
    [
      'a temperature too high',
      'createRun',
      { assistant_id: 'asst_a', temperature: 3 },
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
      'decimal_above_max_value',
      'temperature',
    ],
    [
      'a budget too low',
      'createRun',
      { assistant_id: 'asst_a', max_completion_tokens: 10 },
      "Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 256, but got 10 instead.",
      'integer_below_min_value',
      'max_completion_tokens',
    ],
    [
      'a budget that is no whole number',
      'createRun',
      { assistant_id: 'asst_a', max_prompt_tokens: 300.5 },
      "Invalid type for 'max_prompt_tokens': expected an integer, but got a decimal instead.",
      'invalid_type',
      'max_prompt_tokens',
    ],
    [
      'an unknown tool choice',
      'createRun',
      { assistant_id: 'asst_a', tool_choice: 'any' },
      "Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.",
      'invalid_value',
      'tool_choice',
    ],
    [
      'a tool choice without its function',
      'createRun',
      { assistant_id: 'asst_a', tool_choice: { type: 'function' } },
      "Missing required parameter: 'tool_choice.function'.",
      'missing_required_parameter',
      'tool_choice.function',
    ],
    [
      'a tool choice of unknown type',
      'createRun',
      { assistant_id: 'asst_a', tool_choice: { type: 'web' } },
      "Invalid value: 'web'. Supported values are: 'function', 'code_interpreter', and 'file_search'.",
      'invalid_value',
      'tool_choice.type',
    ],
    [
      'a function with a bad name',
      'createAssistant',
      { model: 'm', tools: [{ type: 'function', function: { name: 'a b' } }] },
      "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
      'invalid_value',
      'tools[0].function.name',
    ],
    [
      'too many tools',
      'createAssistant',
      { model: 'm', tools: Array.from({ length: 129 }, () => ({ type: 'code_interpreter' })) },
      "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
      'array_above_max_length',
      'tools',
    ],
    [
      'too many messages with a run',
      'createRun',
      { assistant_id: 'asst_a', additional_messages: Array.from({ length: 2001 }, () => hi) },
      "Invalid 'additional_messages': array too long. Expected an array with maximum length 2000, but got an array with length 2001 instead.",
      'array_above_max_length',
      'additional_messages',
    ],
    // Clients were refused a list that held a function twice: https://github.com/langroid/langroid/pull/598
    [
      'two functions of one name',
      'createAssistant',
      { model: 'm', tools: [functionOf(), functionOf()] },
      "Invalid 'tools': functions must have unique names, but 'get_weather' occurs more than once.",
      'invalid_value',
      'tools',
    ],
    [
      'the same in a run',
      'createRun',
      { assistant_id: 'asst_a', tools: [functionOf(), functionOf()] },
      "Invalid 'tools': functions must have unique names, but 'get_weather' occurs more than once.",
      'invalid_value',
      'tools',
    ],
    // The form is that of https://github.com/maltekuhr/laravel-gpt/issues/8, code and place are those of
    // https://github.com/FoundationAgents/OpenManus/issues/1162, the fault is in the words of Python's
    // validator. Assistants were checked when they were made: https://github.com/metaskills/experts/pull/9
    [
      'parameters of no type',
      'createAssistant',
      { model: 'm', tools: [functionOf({ type: 'nonsense' })] },
      "Invalid schema for function 'get_weather': 'nonsense' is not valid under any of the given schemas.",
      'invalid_function_parameters',
      'tools[0].function.parameters',
    ],
    [
      'a parameter of no type',
      'modifyAssistant',
      {
        tools: [
          { type: 'code_interpreter' },
          functionOf({ type: 'object', properties: { city: { type: 'str' } } }),
        ],
      },
      "Invalid schema for function 'get_weather': 'str' is not valid under any of the given schemas.",
      'invalid_function_parameters',
      'tools[1].function.parameters',
    ],
  ])('%s', (_, name, body, message, code, param) => {
    expect(ofBody(name, body)).toMatchObject({ status: 400, message, code, param })
  })

  test('an echo does not grow with what it repeats', () => {
    const { message } = ofBody('createMessage', { role: 'x'.repeat(1_000_000), content: 'hi' })
    expect(message.length).toBeLessThan(400)
  })

  test('what is right passes as it is', () => {
    expect(validate(endpoints.createMessage.body, hi)).toEqual(hi)
  })
})
