import { expect, test } from 'vitest'

import { likeliest, likelyFirst } from './likely-assistant.ts'

const assistants = [{ id: 'asst_a' }, { id: 'asst_b' }, { id: 'asst_c' }]

test.each([
  ['whom the reader chose', { here: 'asst_c', ran: 'asst_b', lately: 'asst_a' }, 'asst_c'],
  ['who ran last', { here: undefined, ran: 'asst_b', lately: 'asst_c' }, 'asst_b'],
  ['the last choice elsewhere', { here: undefined, ran: null, lately: 'asst_c' }, 'asst_c'],
  ['the first there is', { here: undefined, ran: undefined, lately: undefined }, 'asst_a'],
  ['nobody who was deleted', { here: undefined, ran: 'asst_gone', lately: 'asst_b' }, 'asst_b'],
])('%s', (_, known, id) => {
  expect(likeliest(likelyFirst(known), assistants)?.id).toBe(id)
})

test('nobody, where there is none', () => {
  expect(likeliest(['asst_a'], [])).toBeUndefined()
})
