import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { watched } from './watched-fetch.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

test('an answer may take as long as it likes, if only it is never silent for too long', async () => {
  let say: (text: string) => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (say = (text) => controller.enqueue(Buffer.from(text))),
  })
  const reader = watched(body, { idleTimeout: 100, maxBytes: 1000 }).getReader()
  const read = async () => Buffer.from((await reader.read()).value ?? []).toString()
  for (const text of ['one', 'two', 'three', 'four']) {
    const next = read()
    await vi.advanceTimersByTimeAsync(90)
    say(text)
    expect(await next).toBe(text)
  }
  const silent = expect(read()).rejects.toThrow('fell silent')
  await vi.advanceTimersByTimeAsync(100)
  await silent
})
