import fc from 'fast-check'
import { expect, test } from 'vitest'

import { anyText } from '#testing/any-text.ts'

import { readThreadCursor, threadCursor } from './thread-cursor.ts'

test('a cursor is read back, whatever characters the id has', () => {
  const id = anyText().map((rest) => `thread_${rest}`)
  fc.assert(
    fc.property(id, fc.nat(), (of, activity) => {
      expect(readThreadCursor(threadCursor({ id: of, activity }))).toEqual({ id: of, activity })
    }),
  )
})

test.each(['thread_abc', 'thread_abc@', '@12', 'thread_a@b', 'msg_a@12'])('%s is none', (text) => {
  expect(readThreadCursor(text)).toBeUndefined()
})
