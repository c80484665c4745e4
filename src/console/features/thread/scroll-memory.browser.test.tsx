import { expect, test } from 'vitest'

import { newPlaces } from '#console/util/left-places.ts'

import { recallAround, recallLine, rememberPlace } from './scroll-memory.ts'

const place = { around: 'msg_1', atEnd: false, offset: 0, firstKey: '', measurements: [] }
const line = { messageId: 'msg_7', by: 12 }
/** What a page that is loaded again finds. */
const found = (name: string) => newPlaces('clew.left-threads').recall(name)

test('the line that was read is kept for a page that is loaded again, and its window for this one', () => {
  rememberPlace('thread_read', place, line)
  expect(recallLine('thread_read')).toEqual({ rowId: 'msg_7', by: 12 })
  expect(recallAround('thread_read')).toBe('msg_1')
  expect(found('thread_read')).toEqual({ rowId: 'msg_7', by: 12 })
})

test('a thread that was left at its end opens there again, whatever has been written to it since', () => {
  rememberPlace('thread_end', { ...place, around: undefined, atEnd: true }, line)
  expect(recallLine('thread_end')).toBeUndefined()
  expect(recallAround('thread_end')).toBeUndefined()
  expect(found('thread_end')).toEqual({ by: 0 })
})
