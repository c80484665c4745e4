import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { askOnce } from './ask-once.ts'
import { contact } from './connection.ts'
import { ApiFailure } from './failure.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  contact.set({ state: 'connecting' })
})

const unanswered = () =>
  Promise.reject(new ApiFailure('Nothing came.', { kind: 'unreachable', cause: undefined }))

test('a server that tells of changes but answers nothing is not asked at each of them', async () => {
  contact.set({ state: 'online' })
  const look = vi.fn<() => Promise<string | undefined>>(unanswered)
  const done = askOnce<string>(unanswered, look, { onDoubt: () => undefined })
  await vi.advanceTimersByTimeAsync(0)
  expect(look).toHaveBeenCalledTimes(1)
  for (let heardAt = 1; heardAt < 100; heardAt += 1) {
    contact.set({ state: 'online', heardAt })
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(look).toHaveBeenCalledTimes(1)
  look.mockResolvedValue('done')
  contact.set({ state: 'offline' })
  contact.set({ state: 'online' })
  await expect(done).resolves.toBe('done')
})

test('where nobody can tell whether it was done, it is said whether the server is away or fails', async () => {
  const fails = () =>
    Promise.reject(new ApiFailure('The server answered 502.', { kind: 'refused', status: 502 }))
  const of = async (look: () => Promise<never>) =>
    askOnce<string>(unanswered, look).catch((error: Error) => error.message)
  expect(await of(fails)).toContain('The server answers with errors.')
  expect(await of(unanswered)).toContain('The server cannot be reached.')
})
