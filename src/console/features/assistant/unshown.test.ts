import { expect, test } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import { parseExact } from '#contract/exact-json.ts'

import { copyOf } from './assistant-drafts.ts'
import { conflictsOf, emptyForm, formOf, toAssistantRequest } from './assistant-form.ts'
import { readUnshown, unshownNames, unshownOf } from './unshown.ts'

const search = { type: 'file_search' as const, file_search: { max_num_results: 3 } }
const schema = '{"type":"integer","maximum":9223372036854775807}'
const assistant: Assistant = {
  id: 'asst_1',
  object: 'assistant',
  created_at: 1,
  name: 'Travel support',
  description: null,
  model: 'gpt-4o-mini',
  instructions: 'Be kind.',
  tools: [search, { type: 'code_interpreter' }],
  tool_resources: { file_search: { vector_store_ids: ['vs_1'] } },
  metadata: {},
  temperature: null,
  top_p: null,
  response_format: parseExact(
    `{"type":"json_schema","json_schema":{"name":"n","schema":${schema}}}`,
  ) as Assistant['response_format'], // as written here
  reasoning_effort: 'low',
}

/** What is sent of a draft once it was kept and read again. */
const sentOf = (draft: ReturnType<typeof copyOf>) => {
  const { mine, unshown } = JSON.parse(JSON.stringify(draft)) as typeof draft
  return toAssistantRequest({ ...emptyForm, ...mine }, readUnshown(unshown)).request
}

test('a copy takes along what the form does not show', () => {
  const sent = sentOf(copyOf({ ...formOf(assistant), instructions: 'Be brief.' }, assistant))
  expect(sent).toMatchObject({
    instructions: 'Be brief.',
    tools: [search, { type: 'code_interpreter' }],
    tool_resources: assistant.tool_resources,
    reasoning_effort: 'low',
  })
  expect(JSON.stringify(sent?.response_format)).toContain(schema)
  expect(unshownNames(unshownOf(assistant))).toBe(
    'response format, reasoning effort, files of its tools, options of file search',
  )
})

test('file search that was taken out takes its options along', () => {
  const form = { ...formOf(assistant), file_search: false }
  expect(sentOf(copyOf(form, assistant))?.tools).toEqual([{ type: 'code_interpreter' }])
})

test('what a new assistant cannot be given, or says nothing, is left out', () => {
  const odd: Assistant = {
    ...assistant,
    tools: [{ type: 'file_search' }],
    tool_resources: { code_interpreter: { file_ids: [] } },
    response_format: 'auto',
    reasoning_effort: 'beyond measure',
  }
  expect(unshownOf(odd)).toEqual({})
  expect(copyOf(formOf(odd), odd).unshown).toBeUndefined()
})

test('a copy of what was typed alone is in conflict with nothing', () => {
  const copy = copyOf({ instructions: 'Too good to lose' })
  expect(copy.mine).toEqual({ instructions: 'Too good to lose' })
  expect(conflictsOf(copy, emptyForm)).toEqual([])
})
