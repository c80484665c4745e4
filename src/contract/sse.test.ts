import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { anyText } from '#testing/any-text.ts'

import { recordedStreams } from '../testing/recorded.ts'
import { HEARTBEAT } from './heartbeat.ts'
import { FrameTooLarge, createEventDecoder, decodeStreamEvent, encodeEvent } from './sse.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const decodeAll = (chunks: Uint8Array[]) => {
  const decoder = createEventDecoder()
  return chunks.flatMap((chunk) => decoder.decode(chunk))
}

/** The bytes cut at these places, which may repeat and come in any order. */
const cut = (bytes: Uint8Array, places: number[]) => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length]
  ends.sort((a, b) => a - b)
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end))
}

const text = anyText()
const frame = fc.record(
  {
    id: fc.nat(),
    at: fc.nat(),
    event: fc.constantFrom('thread.message.delta', 'error', 'x'),
    data: fc.record({ value: text }),
  },
  { requiredKeys: ['event', 'data'] },
)
const places = fc.array(fc.nat(), { maxLength: 40 })

describe('the codec', () => {
  test('any split of the bytes gives the frames that were sent', () => {
    fc.assert(
      fc.property(fc.array(frame), places, (frames, at) => {
        const sent = frames.map((each) => encodeEvent(each) + HEARTBEAT).join('')
        expect(decodeAll(cut(bytesOf(sent), at))).toEqual(
          frames.map((each) => ({
            ...each,
            ...(each.id !== undefined && { id: String(each.id) }),
            data: JSON.stringify(each.data),
          })),
        )
      }),
    )
  })

  test.each(['\n', '\r\n', '\r'])('lines may end in %j, wherever they are cut', (end) => {
    const sent = [
      '\uFEFFid: 7',
      'event: a',
      'data: {"b":',
      'data: 1}',
      '',
      ': c',
      'data:2',
      '',
      '',
    ].join(end)
    fc.assert(
      fc.property(places, (at) => {
        const frames = decodeAll([...cut(bytesOf(sent), at), bytesOf(':\n')])
        expect(frames).toEqual([
          { id: '7', event: 'a', data: '{"b":\n1}' },
          { event: 'message', data: '2' },
        ])
      }),
    )
  })

  test('random bytes neither throw nor make frames out of nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        for (const { data } of decodeAll(chunks)) expect(typeof data).toBe('string')
      }),
    )
  })

  test('a name or an id cannot break out of its line', () => {
    expect(encodeEvent({ id: 1, at: 5, event: 'a', data: 2 })).toMatch(/^event: a\n/)
    const sent = encodeEvent({ id: '1\nevent:\0 b', event: 'a\r\ndata: 2', data: 3 })
    expect(decodeAll([bytesOf(sent)])).toEqual([{ id: '1event: b', event: 'adata: 2', data: '3' }])
  })

  test('the end is sent bare', () => {
    expect(encodeEvent({ event: 'done', data: '[DONE]' })).toBe('event: done\ndata: [DONE]\n\n')
  })

  test('a frame cut off by the end of the stream is not given out', () => {
    expect(decodeAll([bytesOf('event: a\ndata: 1\n')])).toEqual([])
  })

  test.each(['data: ', 'data: x\n'])(
    'a sender that never ends its frame (%j) is refused',
    (flood) => {
      const decoder = createEventDecoder(1000)
      const send = () => {
        for (let sent = 0; sent < 9000; sent += flood.length) decoder.decode(bytesOf(flood))
      }
      expect(send).toThrow(FrameTooLarge)
      expect(() => decoder.decode(bytesOf('\n\n'))).toThrow(FrameTooLarge)
    },
  )
})

describe('an event', () => {
  test('of an unknown name, of broken JSON or of another shape is none', () => {
    const delta = '{"id":"msg_1","object":"thread.message.delta","delta":{}}'
    expect(decodeStreamEvent({ event: 'thread.message.delta', data: delta })).toBeDefined()
    expect(
      decodeStreamEvent({ event: 'thread.message.delta', data: delta.slice(1) }),
    ).toBeUndefined()
    expect(decodeStreamEvent({ event: 'thread.message.delta', data: '[]' })).toBeUndefined()
    expect(decodeStreamEvent({ event: 'ping', data: '{}' })).toBeUndefined()
  })

  test('of an error is read in both of its shapes', () => {
    const error = { message: 'm', type: 'server_error', param: null, code: null }
    const wrapped = { event: 'error', data: { error } }
    expect(decodeStreamEvent({ event: 'error', data: JSON.stringify({ error }) })).toEqual(wrapped)
    expect(
      decodeStreamEvent({ event: 'error', data: JSON.stringify({ error, ...error }) }),
    ).toEqual(wrapped)
    expect(decodeStreamEvent({ event: 'error', data: JSON.stringify(error) })).toEqual({
      event: 'error',
      data: error,
    })
  })
})

describe('recorded streams', () => {
  test.each(recordedStreams())('$name: any split gives the same events, all known', ({ bytes }) => {
    const whole = decodeAll([bytes])
    const names = [...new TextDecoder().decode(bytes).matchAll(/^event: (.*)$/gm)].map((m) => m[1])
    expect(whole.map(({ event }) => event)).toEqual(names)
    for (const each of whole) expect(decodeStreamEvent(each), each.data).toBeDefined()
    fc.assert(
      fc.property(places, (at) => {
        expect(decodeAll(cut(bytes, at))).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })
})
