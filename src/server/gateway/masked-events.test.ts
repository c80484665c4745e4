import { describe, expect, test } from 'vitest'

import { FrameTooLarge } from '#contract/sse.ts'
import { SQUARE, growthOf } from '#testing/growth.ts'

import { MAX_EVENT_LENGTH, newEventMask } from './masked-events.ts'

const KEY = 'sk-upstream-secret-0123456789'
const EVENTS = `: hello\r\n\r\nevent: a\ndata: {"said":"${KEY}"}\n\ndata: [DONE]\r\rid: 1\r\ndata: {"b":1}\r\n\r\nlast ${KEY}`

const masked = (pieces: readonly string[]): string => {
  const { take, rest } = newEventMask([KEY])
  return pieces.map(take).join('') + rest()
}

describe('events without a secret', () => {
  const whole = masked([EVENTS])

  test('in one piece', () => {
    expect(whole).not.toContain(KEY)
    expect(whole).toMatch(
      /^: hello\r\n\r\nevent: a\ndata: .*\n\ndata: \[DONE\]\r\rid: 1\r\ndata: \{"b":1\}/,
    )
  })

  test.each([1, 2, 3, 4, 5, 7, 11, 29])('in pieces of %i', (size) => {
    const pieces = EVENTS.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(masked(pieces)).toBe(whole)
  })
})

test('an event without an end costs no more than its length, and is ended at last', () => {
  const growth = growthOf('data of an event', (text) => {
    const { take } = newEventMask([KEY])
    for (let at = 0; at < text.length; at += 64) take(text.slice(at, at + 64))
  })
  expect(growth).toBeLessThan(SQUARE)
  const { take } = newEventMask([KEY])
  const half = 'a'.repeat(MAX_EVENT_LENGTH / 2 + 1)
  take(half)
  expect(() => take(half)).toThrow(FrameTooLarge)
})
