import { expect, test } from 'vitest'

import { NOTHING } from '#console/api/said.ts'

import { actWords, ofWords, shortened } from './act-words.ts'

const nameOf = (id: string) => id.replace('label_', '')

test('an act is told by what it changed', () => {
  const said = { ...NOTHING, verdict: 'fail', labels: ['label_refund'], note: 'Wrong' } as const
  expect(actWords({ was: null, now: { ...said, labels: ['label_refund'] } }, nameOf)).toBe(
    'marked Fail, put on refund, wrote a note',
  )
  const now = { ...NOTHING, note: 'Right', flagged: true }
  expect(actWords({ was: { ...said, labels: ['label_refund'] }, now }, nameOf)).toBe(
    'took Fail back, took off refund, changed the note, flagged it',
  )
  expect(actWords({ was: now, now: null }, nameOf)).toBe('deleted the note, took the flag off')
  expect(actWords({ was: NOTHING, now: null }, nameOf)).toBe('took the review back')
})

test('what it is of is told where that is not the thread', () => {
  expect(ofWords({ message_id: null, passage: null })).toBeUndefined()
  expect(ofWords({ message_id: 'msg_1', passage: null })).toBe('a message')
  const passage = { quote: 'x '.repeat(80), prefix: '', suffix: '', start: 0, end: 160 }
  expect(ofWords({ message_id: 'msg_1', passage })).toBe(`“${shortened(passage.quote)}”`)
  expect(ofWords({ message_id: 'msg_1', passage: { ...passage, quote: '' } })).toBe('a passage')
})
