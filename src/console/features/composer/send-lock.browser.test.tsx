import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { type Out, useSentElsewhere, whileOthersWait } from './send-lock.ts'
import { LAG_MS } from './tab-locks.ts'

interface ViewProps {
  threadId: string
  out?: Out
  onOver: () => void
}
const View = ({ threadId, out = 'other', onOver }: ViewProps) => (
  <output>{useSentElsewhere(threadId, out, onOver) ? 'elsewhere' : 'here'}</output>
)

/** As another tab does while it sends: locks are of the browser, not of the page. */
const sendElsewhere = (threadId: string) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const sent = whileOthersWait(threadId, () => promise)
  onTestFinished(() => resolve())
  return async () => {
    resolve()
    await sent
  }
}

/** Whether this page has asked for the lock that another holds. */
const waitsFor = async (threadId: string) => {
  const { pending = [] } = await navigator.locks.query()
  return pending.some(({ name }) => name === `clew.send ${threadId}`)
}

test('a message is on its way from elsewhere until that is settled', async () => {
  const settle = sendElsewhere('thread_a')
  const onOver = vi.fn<() => void>()
  await render(<View threadId="thread_a" onOver={onOver} />)
  const shown = page.getByRole('status')
  await expect.element(shown).toHaveTextContent('elsewhere')
  // It waits for the other tab.
  await expect.poll(() => waitsFor('thread_a')).toBe(true)
  await expect.element(shown).toHaveTextContent('elsewhere')
  expect(onOver).not.toHaveBeenCalled()
  await settle()
  await expect.element(shown).toHaveTextContent('here')
  expect(onOver).toHaveBeenCalledOnce()
})

test('a message that nobody sends, or that of another thread, is here', async () => {
  sendElsewhere('thread_other')
  const onOver = vi.fn<() => void>()
  await render(<View threadId="thread_b" onOver={onOver} />)
  await expect.element(page.getByRole('status')).toHaveTextContent('here')
  expect(onOver).not.toHaveBeenCalled()
})

test('a message that another tab takes out of the box before it has the lock is on its way', async () => {
  const onOver = vi.fn<() => void>()
  const shown = page.getByRole('status')
  const { rerender } = await render(<View threadId="thread_g" out="none" onOver={onOver} />)
  await expect.element(shown).toHaveTextContent('here')
  rerender(<View threadId="thread_g" onOver={onOver} />)
  // By then the view knows that nobody has the lock.
  for (const _ of [1, 2, 3]) {
    await navigator.locks.query()
    await new Promise(requestAnimationFrame)
  }
  const settle = sendElsewhere('thread_g')
  await expect.poll(() => waitsFor('thread_g')).toBe(true)
  await expect.element(shown).toHaveTextContent('elsewhere')
  await settle()
  await expect.element(shown).toHaveTextContent('here')
  expect(onOver).toHaveBeenCalledOnce()
})

test('a send that waited for another reads storage only once that is readable', async () => {
  const settle = sendElsewhere('thread_d')
  let began = 0
  const second = whileOthersWait('thread_d', async () => void (began = performance.now()))
  await settle()
  const ended = performance.now()
  await second
  // A timer may be a hair early.
  expect(began - ended).toBeGreaterThan(LAG_MS - 50)
})

test('of two sends of a thread the second waits for the first', async () => {
  const order: string[] = []
  const settle = sendElsewhere('thread_c')
  const second = whileOthersWait('thread_c', async () => void order.push('second'))
  order.push('first')
  await settle()
  await second
  expect(order).toEqual(['first', 'second'])
})

test('a send that waits for another tab can be given up, and the next one goes', async () => {
  const settle = sendElsewhere('thread_f')
  const stop = new AbortController()
  const work = vi.fn<() => Promise<string>>(async () => 'sent')
  const second = whileOthersWait('thread_f', work, stop.signal)
  await expect.poll(() => waitsFor('thread_f')).toBe(true)
  stop.abort()
  await expect(second).resolves.toBeUndefined()
  await settle()
  expect(work).not.toHaveBeenCalled()
  await expect(whileOthersWait('thread_f', work)).resolves.toBe('sent')
})

test('other tabs wait on after a send until they can read what became of it; the own tab does not', async () => {
  const isHeld = async () => {
    const { held = [] } = await navigator.locks.query()
    return held.some(({ name }) => name === 'clew.send thread_e')
  }
  await whileOthersWait('thread_e', async () => undefined)
  expect(await isHeld()).toBe(true)
  const began = performance.now()
  await whileOthersWait('thread_e', async () => undefined)
  expect(performance.now() - began).toBeLessThan(LAG_MS / 2)
  await expect.poll(isHeld).toBe(false)
  // What failed has left nothing to be read.
  const failed = whileOthersWait('thread_e', () => Promise.reject(new Error('No.')))
  await expect(failed).rejects.toThrow('No.')
  await expect.poll(isHeld, { timeout: LAG_MS / 2 }).toBe(false)
})
