import { expect, test } from 'vitest'

import type { SearchField, SearchHit } from '#contract/search.ts'

import {
  fileIn,
  isOfMessage,
  isOfMetadata,
  isOfTitle,
  isOfTool,
  ledBesideMessages,
  placeOf,
  saidIn,
  stateOf,
} from './hit-place.ts'

const search = { query: 'invoice', order: 'newest' as const }
const hitIn = (field: SearchField, of: Partial<SearchHit> = {}): SearchHit => ({
  object: 'search.hit',
  id: `hit_${field}`,
  thread_id: 'thread_1',
  message_id: null,
  run_id: null,
  step_id: null,
  field,
  role: null,
  created_at: 1,
  snippet: { text: 'invoice 7.pdf', marks: [[0, 7]] },
  thread: null,
  ...of,
})
const ofMessage = { message_id: 'msg_1', role: 'user' as const }
const ofStep = { run_id: 'run_1', step_id: 'step_1' }

test.each([
  ['text', ofMessage, { message: 'msg_1' }, 'among the messages'],
  ['file_name', ofMessage, { message: 'msg_1' }, 'among the messages'],
  ['metadata', ofMessage, { message: 'msg_1' }, 'beside them'],
  ['metadata', {}, { tab: 'thread' }, 'beside them'],
  ['title', {}, {}, 'beside them'],
  ['tool', ofStep, { run: 'run_1', call: 'step_1', tab: 'run' }, 'beside them'],
] as const)('a match in %s of %j leads to %j, and is marked %s', (field, of, place, where) => {
  const hit = hitIn(field, of)
  expect(placeOf(hit, { search })).toEqual({ ...placeOf(hitIn('text'), { search }), ...place })
  const state: unknown = JSON.parse(JSON.stringify(stateOf(hit)))
  expect(isOfMessage(state)).toBe(where === 'among the messages')
  expect(ledBesideMessages(state)).toBe(where === 'beside them' ? state : undefined)
  expect([isOfTool(state), isOfMetadata(state), isOfTitle(state)]).toEqual(
    ['tool', 'metadata', 'title'].map((of) => of === field),
  )
})

test('a match in the name of a file tells which one it is of', () => {
  expect(fileIn(stateOf(hitIn('file_name', ofMessage)))).toBe('invoice 7.pdf')
  expect(fileIn(stateOf(hitIn('text', ofMessage)))).toBeUndefined()
  expect(fileIn(null)).toBeUndefined()
})

test('a match in a tool call or in metadata tells which of its places it shows', () => {
  const snippet = { text: `find {"a":"${'b '.repeat(60)}","c":"the invoice"}`, marks: [[142, 149]] }
  const hit = { snippet } as Partial<SearchHit>
  const said = saidIn(stateOf(hitIn('tool', { ...ofStep, ...hit })))
  expect(said?.text.slice(said.at)).toBe('invoice"}')
  expect(saidIn(stateOf(hitIn('metadata', hit)))).toEqual(said)
  expect(saidIn(stateOf(hitIn('text', hit)))).toBeUndefined()
  expect(saidIn({ hit: 'hit_1', field: 'tool', said: { text: 7 } })).toBeUndefined()
})
