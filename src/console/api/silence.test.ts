import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { HEARTBEAT_MS, SILENCE_MS } from '#contract/heartbeat.ts'

import { untilSilent } from './silence.ts'

const page = new EventTarget()
const view = Object.assign(new EventTarget(), { hidden: false })
let isSilent: boolean
let stop: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('document', view)
  view.hidden = false
  isSilent = false
  stop = new AbortController()
  void untilSilent(stop.signal).then(() => (isSilent = true))
})
afterEach(() => {
  stop.abort()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('two heartbeats without a byte are a silence', async () => {
  await pass(SILENCE_MS - 1)
  expect(isSilent).toBe(false)
  await pass(1)
  expect(isSilent).toBe(true)
})

test('what comes in between puts it off', async () => {
  let heardAt = Date.now()
  let isOver = false
  void untilSilent(stop.signal, () => heardAt).then(() => (isOver = true))
  await pass(SILENCE_MS - 1)
  heardAt = Date.now()
  await pass(SILENCE_MS - 1)
  expect(isOver).toBe(false)
  await pass(1)
  expect(isOver).toBe(true)
})

test('a network that is back has other connections', async () => {
  page.dispatchEvent(new Event('online'))
  await pass(0)
  expect(isSilent).toBe(true)
})

for (const name of ['visibilitychange', 'resume']) {
  test(`a page that is back (${name}) asks how long it heard nothing`, async () => {
    await pass(HEARTBEAT_MS)
    view.dispatchEvent(new Event(name))
    await pass(0)
    expect(isSilent).toBe(false)
    // As after a sleep, in which timers rest.
    vi.setSystemTime(Date.now() + 1)
    view.hidden = true
    view.dispatchEvent(new Event(name))
    await pass(0)
    expect(isSilent).toBe(false)
    view.hidden = false
    view.dispatchEvent(new Event(name))
    await pass(0)
    expect(isSilent).toBe(true)
  })
}

test('once something came, it is no longer waited for', async () => {
  stop.abort()
  page.dispatchEvent(new Event('online'))
  await pass(10 * SILENCE_MS)
  expect(isSilent).toBe(false)
  expect(vi.getTimerCount()).toBe(0)
})
