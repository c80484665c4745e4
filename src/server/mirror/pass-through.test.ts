import { expect, test } from 'vitest'

import { timersByHand } from '#testing/scripted-runs.ts'

import { passThrough } from './pass-through.ts'

const CHUNK = 256 * 1024
const MOST_HELD = 1024 * 1024
const PATIENCE_MS = 30_000

const never = new Promise<void>(() => {})

/** What the stream does when its turn comes, and not before: each of its chunks may wait for one. */
const settled = async () => {
  for (let turn = 0; turn < 60; turn += 1) await new Promise(setImmediate)
}

interface Source {
  chunks?: number
  failure?: Error
  /** Whether it stays open after them. */
  isOpen?: boolean
}

/** A source of chunks that counts how far it was read, and what hears it. */
const newBench = ({ chunks = 20, failure, isOpen = false }: Source = {}) => {
  const timers = timersByHand()
  const state = { read: 0, heard: 0, ended: 0, cancelled: false }
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (state.read < chunks) {
          state.read += 1
          controller.enqueue(new Uint8Array(CHUNK).fill(state.read))
        } else if (failure) controller.error(failure)
        else if (isOpen) return never
        else controller.close()
        return undefined
      },
      cancel() {
        state.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  let room: Promise<void> | undefined
  let ending: Promise<void> | undefined
  const hearer = {
    take: (bytes: Uint8Array) => {
      // In their order, each once.
      expect(bytes[0]).toBe(state.heard + 1)
      state.heard += 1
      return room
    },
    lost: new AbortController().signal,
    end: async () => {
      await ending
      state.ended += 1
    },
  }
  const stopping = new AbortController()
  const parts = { timers, closing: stopping.signal }
  const begin = () => passThrough(source, hearer, parts).getReader()
  return {
    timers,
    stop: () => stopping.abort(),
    state,
    begin,
    holdHearer: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      room = promise
      return () => {
        room = undefined
        resolve()
      }
    },
    holdEnd: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      ending = promise
      return resolve
    },
  }
}

test('every byte comes, and is heard, once and in order', async () => {
  const { begin, state, timers } = newBench()
  const reader = begin()
  let read = 0
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    read += 1
    expect(Buffer.alloc(CHUNK, read).equals(value ?? Buffer.alloc(0))).toBe(true)
  }
  expect(read).toBe(20)
  expect(state).toMatchObject({ heard: 20, ended: 1 })
  expect(timers.waiting).toBe(0)
})

test('a slow reader is not read far ahead of, and gets all in the end', async () => {
  const { begin, state } = newBench()
  const reader = begin()
  await settled()
  const ahead = MOST_HELD / CHUNK
  expect(state.heard).toBe(ahead)
  let read = 0
  while (!(await reader.read()).done) {
    read += 1
    await settled()
    expect(state.heard).toBeLessThanOrEqual(Math.min(read + ahead + 1, 20))
  }
  expect(read).toBe(20)
})

test('a reader that takes nothing is let go of, and the stream is heard to its end', async () => {
  const { begin, state, timers } = newBench()
  const reader = begin()
  await settled()
  expect([timers.waiting, state.ended]).toEqual([1, 0])
  timers.ring(PATIENCE_MS)
  await settled()
  expect(state).toMatchObject({ heard: 20, ended: 1, cancelled: false })
  await expect(reader.read()).rejects.toThrow('the reader takes nothing')
  expect(timers.waiting).toBe(0)
})

test('a reader that takes something in time has its patience anew', async () => {
  const { begin, timers, state } = newBench()
  const reader = begin()
  await settled()
  for (let read = 1; read <= 3; read += 1) {
    await reader.read()
    await settled()
    // One timer at a time: the one before was stopped.
    expect(timers.waiting).toBe(1)
  }
  expect(state.ended).toBe(0)
  await reader.cancel()
  await settled()
  expect(timers.waiting).toBe(0)
})

test('when its reader goes away, the stream is heard to its end', async () => {
  const { begin, state, timers } = newBench()
  const reader = begin()
  await reader.read()
  await reader.cancel()
  await settled()
  expect(state).toMatchObject({ heard: 20, ended: 1, cancelled: false })
  expect(timers.waiting).toBe(0)
})

test('a source that breaks off breaks off for its reader, after all that came', async () => {
  const failure = new Error('the connection was lost')
  const { begin, state } = newBench({ chunks: 3, failure })
  const reader = begin()
  await settled()
  expect(state).toMatchObject({ heard: 3, ended: 1 })
  await expect(reader.read()).rejects.toBe(failure)
})

test('a source that breaks off with nobody reading is no error of anybody’s', async () => {
  const { begin, state } = newBench({ failure: new Error('the connection was lost') })
  await begin().cancel()
  await settled()
  expect(state).toMatchObject({ heard: 20, ended: 1 })
})

test.each(['before it began', 'while it is read slowly', 'while nothing comes'])(
  'a server that stops %s breaks the stream off, once what was heard is written',
  async (when) => {
    const { begin, state, stop, timers } = newBench({
      ...(when === 'while nothing comes' && { chunks: 3, isOpen: true }),
    })
    if (when === 'before it began') stop()
    const reader = begin()
    await settled()
    stop()
    await settled()
    expect(state).toMatchObject({ ended: 1, cancelled: true })
    expect(state.heard).toBeLessThan(20)
    expect(timers.waiting).toBe(0)
    await expect(reader.read()).rejects.toThrow('the server stops')
  },
)

test('while the hearer is far behind, nothing more is read', async () => {
  const { begin, state, holdHearer } = newBench({ chunks: 3 })
  const release = holdHearer()
  const reader = begin()
  await settled()
  expect(state).toMatchObject({ read: 1, heard: 1 })
  release()
  await settled()
  expect(state).toMatchObject({ heard: 3, ended: 1 })
  await reader.cancel()
})

test('the end is told once all that was heard is written', async () => {
  const { begin, holdEnd } = newBench({ chunks: 1 })
  const release = holdEnd()
  const reader = begin()
  await reader.read()
  let isOver = false
  const end = reader.read().then(({ done }) => (isOver = done))
  await settled()
  expect(isOver).toBe(false)
  release()
  await end
  expect(isOver).toBe(true)
})
