import { describe, expect, test } from 'vitest'

import { FrameTooLarge } from '#contract/sse.ts'
import { SQUARE, growthOf } from '#testing/growth.ts'

import { EventBlocks, MAX_EVENT_LENGTH } from './event-blocks.ts'

const STREAM = ': a\r\n\r\nevent: b\ndata: 1\n\n\n\ndata: [DONE]\r\rid: 1\r\ndata: 2\r\n\r\nlast'
const BLOCKS = [
  { text: ': a', end: '\r\n\r\n' },
  { text: 'event: b\ndata: 1', end: '\n\n' },
  { text: '', end: '\n\n' },
  { text: 'data: [DONE]', end: '\r\r' },
  { text: 'id: 1\r\ndata: 2', end: '\r\n\r\n' },
]

describe('events are cut at their blank lines', () => {
  test.each([1, 2, 3, 4, 5, 7, 11, 29, 100])('in pieces of %i', (size) => {
    const blocks = new EventBlocks()
    const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
    expect(pieces.flatMap((piece) => blocks.take(piece))).toEqual(BLOCKS)
    expect(blocks.rest()).toBe('last')
  })
})

test('one without an end costs no more than its length, and is ended at last', () => {
  const growth = growthOf('data of an event', (text) => {
    const blocks = new EventBlocks()
    for (let at = 0; at < text.length; at += 64) blocks.take(text.slice(at, at + 64))
  })
  expect(growth).toBeLessThan(SQUARE)
  const blocks = new EventBlocks()
  const half = 'a'.repeat(MAX_EVENT_LENGTH / 2 + 1)
  blocks.take(half)
  expect(() => blocks.take(half)).toThrow(FrameTooLarge)
})
