import { expect, test } from 'vitest'

import { LIMITS } from './limits.ts'
import { Pool } from './pool.ts'
import { Received } from './received.ts'

/** Interpreters by number, whose executions end by hand. */
const byHand = (interpreters: number, spare = false) => {
  const log: string[] = []
  const timers: { ms: number; callback: () => void }[] = []
  const running = new Map<string, (isLost: boolean) => void>()
  const gone = new Set<number>()
  let started = 0
  const pool = new Pool({
    interpreters,
    spare,
    idle: 20,
    age: 60,
    timers: {
      after(ms, callback) {
        const timer = { ms, callback }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer) >>> 0, 1)
      },
    },
    start: async () => {
      const id = (started += 1)
      log.push(`start ${id}`)
      return {
        isGone: gone.has(id),
        put: async () => {},
        run: async (code) => {
          log.push(`${id} runs ${code}`)
          const isLost = await new Promise<boolean>((resolve) => running.set(code, resolve))
          return { received: new Received(LIMITS), isLost }
        },
        end: () => void log.push(`end ${id}`),
      }
    },
  })
  const never = new AbortController().signal
  return {
    pool,
    log,
    timers,
    gone,
    execute: (key: string, code: string, signal = never) =>
      pool.execute({ key, code, files: [] }, signal),
    finish: async (code: string, isLost = false) => {
      await settled()
      running.get(code)?.(isLost)
      await settled()
    },
    fire: (ms: number) => {
      for (const timer of timers.filter((it) => it.ms === ms)) timer.callback()
    },
  }
}

const settled = () => new Promise(setImmediate)

test('executions of a key take turns in one interpreter', async () => {
  const { log, execute, finish } = byHand(4)
  const all = [execute('a', 'one'), execute('a', 'two')]
  await finish('one')
  await finish('two')
  await Promise.all(all)
  expect(log).toEqual(['start 1', '1 runs one', '1 runs two'])
})

test('so many at once; the longest idle makes room, first come is first served', async () => {
  const { log, execute, finish } = byHand(2)
  const all = [execute('a', 'a1'), execute('b', 'b1'), execute('c', 'c1'), execute('d', 'd1')]
  await settled()
  expect(log.filter((line) => line.includes('runs'))).toEqual(['1 runs a1', '2 runs b1'])
  await finish('b1')
  expect(log.slice(4)).toEqual(['start 3', 'end 2', '3 runs c1'])
  await finish('a1')
  expect(log.slice(7)).toEqual(['start 4', 'end 1', '4 runs d1'])
  await finish('c1')
  await finish('d1')
  await Promise.all(all)
  // c is idle for longer than d.
  const next = execute('e', 'e1')
  await finish('e1')
  await next
  expect(log).toContain('end 3')
  expect(log).not.toContain('end 4')
})

test('one that was used again is no longer the longest idle', async () => {
  const { log, execute, finish } = byHand(2)
  for (const [key, name] of [
    ['a', 'a1'],
    ['b', 'b1'],
    ['a', 'a2'],
    ['c', 'c1'],
  ] as const) {
    const done = execute(key, name)
    await finish(name)
    await done
  }
  expect(log).toContain('end 2')
  expect(log).not.toContain('end 1')
})

test('a key that has its interpreter need not wait for others’ room', async () => {
  const { log, execute, finish } = byHand(1)
  const first = execute('a', 'a1')
  await settled()
  const all = [first, execute('b', 'b1'), execute('a', 'a2')]
  await finish('a1')
  expect(log).toContain('2 runs b1')
  await finish('b1')
  await finish('a2')
  await Promise.all(all)
})

test('an interpreter ends when idle, when old, when lost, and with its key', async () => {
  const { pool, log, execute, finish, fire, timers } = byHand(4)
  const once = async (key: string, code: string, isLost = false) => {
    const running = execute(key, code)
    await finish(code, isLost)
    await running
  }
  await once('a', 'a1')
  fire(20)
  await settled()
  expect(log).toEqual(['start 1', '1 runs a1', 'end 1'])
  expect(timers).toEqual([])

  const old = execute('a', 'a2')
  await settled()
  fire(60)
  await settled()
  expect(log).not.toContain('end 2')
  await finish('a2')
  await old
  expect(log).toContain('end 2')

  await once('a', 'a3', true)
  await once('a', 'a4')
  await pool.end('a')
  await settled()
  expect(log.slice(-5)).toEqual(['3 runs a3', 'end 3', 'start 4', '4 runs a4', 'end 4'])
})

test('whoever gives up waiting does not hold up the others', async () => {
  const { log, execute, finish } = byHand(1)
  const abort = new AbortController()
  const first = execute('a', 'a1')
  const second = execute('b', 'b1', abort.signal)
  const third = execute('c', 'c1')
  await settled()
  abort.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  await finish('a1')
  await finish('c1')
  await Promise.all([first, third])
  expect(log.filter((line) => line.includes('runs'))).toEqual(['1 runs a1', '2 runs c1'])
})

test('one that has died is replaced', async () => {
  const { log, gone, execute, finish } = byHand(4)
  gone.add(1)
  const running = execute('a', 'a1')
  await finish('a1')
  await running
  expect(log).toEqual(['start 1', 'end 1', 'start 2', '2 runs a1'])
})

test('a spare is started after the first use, and taken by the next key', async () => {
  const { pool, log, execute, finish } = byHand(4, true)
  const first = execute('a', 'a1')
  await finish('a1')
  await first
  expect(log).toEqual(['start 1', '1 runs a1', 'start 2'])
  const second = execute('b', 'b1')
  await finish('b1')
  await second
  expect(log.slice(3)).toEqual(['2 runs b1', 'start 3'])
  await pool.stop()
  await settled()
  expect(log.slice(5).toSorted()).toEqual(['end 1', 'end 2', 'end 3'])
  await expect(execute('c', 'c1')).rejects.toThrow('stopped')
})
