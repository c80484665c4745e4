import { describe, expect, it } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'

import { emptyForm, formOf, toAssistantRequest } from './assistant-form.ts'

const assistant: Assistant = {
  id: 'asst_1',
  object: 'assistant',
  created_at: 1,
  name: 'Travel support',
  description: null,
  model: 'gpt-4o-mini',
  instructions: 'Be kind.',
  tools: [
    { type: 'file_search', file_search: { max_num_results: 5 } },
    { type: 'function', function: { name: 'get_booking', parameters: { type: 'object' } } },
  ],
  metadata: { team: 'travel' },
  temperature: 0.2,
  top_p: null,
  response_format: 'auto',
}

describe('an assistant in its form', () => {
  it('comes back as it was, options of its tools included', () => {
    expect(toAssistantRequest(formOf(assistant), assistant).request).toEqual({
      model: 'gpt-4o-mini',
      name: 'Travel support',
      description: null,
      instructions: 'Be kind.',
      tools: assistant.tools,
      temperature: 0.2,
      top_p: null,
      metadata: { team: 'travel' },
    })
  })

  it('takes functions bare or wrapped', () => {
    const bare = '[{"name":"a"},{"type":"function","function":{"name":"b"}}]'
    const { request } = toAssistantRequest({ ...emptyForm, model: 'm', functions: bare })
    expect(request?.tools).toEqual([
      { type: 'function', function: { name: 'a' } },
      { type: 'function', function: { name: 'b' } },
    ])
  })

  it.each([
    ['model', { model: ' ' }],
    ['functions', { model: 'm', functions: '{}' }],
    ['functions', { model: 'm', functions: '[{"name":"not allowed"}]' }],
    ['functions', { model: 'm', functions: '[' }],
    ['temperature', { model: 'm', temperature: '3' }],
    ['top_p', { model: 'm', top_p: 'x' }],
    ['name', { model: 'm', name: 'x'.repeat(257) }],
    ['metadata', { model: 'm', metadata: [{ key: 'k'.repeat(65), value: '' }] }],
  ])('says what is wrong with %s', (field, change) => {
    const { errors } = toAssistantRequest({ ...emptyForm, ...change })
    expect(Object.keys(errors ?? {})).toEqual([field])
  })
})
