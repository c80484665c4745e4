import { expect, test } from 'vitest'

import { holdsUnknown } from './unknown-parts.ts'

const message = (part: object) => ({ object: 'thread.message', content: [part] })
const step = (step_details: object) => ({ object: 'thread.run.step', step_details })
const call = (tool_call: object) => step({ type: 'tool_calls', tool_calls: [tool_call] })
const output = (type: string) =>
  call({ type: 'code_interpreter', code_interpreter: { outputs: [{ type }] } })
const annotated = (type: string) => message({ type: 'text', text: { annotations: [{ type }] } })
const equipped = (type: string) => ({ object: 'assistant', tools: [{ type }] })

test.each([
  ['a part', message({ type: 'image_file' }), message({ type: 'audio' })],
  ['an annotation', annotated('file_citation'), annotated('container_citation')],
  ['a step', step({ type: 'message_creation' }), step({ type: 'thought' })],
  ['a tool call', call({ type: 'file_search' }), call({ type: 'mcp' })],
  ['an output of code', output('logs'), output('video')],
  ['a tool of an assistant or a run', equipped('file_search'), equipped('mcp')],
])('%s of an unknown type is seen, alone and in a list', (_, known, unknown) => {
  expect(holdsUnknown(known)).toBe(false)
  expect(holdsUnknown(unknown)).toBe(true)
  expect(holdsUnknown({ object: 'list', data: [known, known] })).toBe(false)
  expect(holdsUnknown({ object: 'list', data: [known, unknown] })).toBe(true)
})

test('what holds no parts holds none that are unknown', () => {
  expect(holdsUnknown({ object: 'thread', metadata: {} })).toBe(false)
  expect(holdsUnknown(null)).toBe(false)
})
