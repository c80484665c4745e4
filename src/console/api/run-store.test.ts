import { describe, expect, it } from 'vitest'

import type { Message } from '#contract/message.ts'
import { buildRun } from '#testing/builders.ts'

import type { LiveRun } from './live-run.ts'
import { RunStore } from './run-store.ts'

const message = (status: Message['status']): Message =>
  // Only what the store looks at.
  ({ id: 'msg_1', thread_id: 'thread_1', status }) as Message

const setup = () => {
  const flushes: (() => void)[] = []
  const handedOver: string[] = []
  const store = new RunStore({
    schedule: (flush) => flushes.push(flush),
    onFlush: (_, next) => handedOver.push(...next.messages.map(({ status }) => status)),
  })
  const set = (change: Partial<LiveRun>) =>
    store.update('thread_1', 'run_1', (live) => ({ ...live, ...change }))
  return { store, flushes, handedOver, set }
}

describe('RunStore', () => {
  it('shows any number of events in one flush', () => {
    const { store, flushes, set } = setup()
    let told = 0
    store.subscribe(() => told++)
    for (let sequence = 1; sequence <= 100; sequence++) set({ sequence })
    expect(told).toBe(0)
    expect(flushes).toHaveLength(1)
    flushes.shift()?.()
    expect(told).toBe(1)
    expect(store.get('run_1')?.sequence).toBe(100)
  })

  it('keeps a message one flush beyond its end, so that it is never nowhere', () => {
    const { store, flushes, handedOver, set } = setup()
    set({ messages: [message('in_progress')] })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toEqual(['msg_1'])

    set({ messages: [message('completed')] })
    flushes.shift()?.()
    expect(handedOver.at(-1)).toBe('completed')
    expect(store.message('msg_1')?.status).toBe('completed')

    flushes.shift()?.()
    expect(store.message('msg_1')).toBeUndefined()
    expect(store.messageIds('thread_1')).toEqual([])
    expect(flushes).toEqual([])
  })

  it('drops a message that is deleted, and one whose run is over without its end', () => {
    const { store, flushes, set } = setup()
    set({ messages: [message('in_progress')] })
    flushes.shift()?.()
    store.drop('msg_1')
    expect(store.messageIds('thread_1')).toEqual([])

    const other = { ...message('in_progress'), id: 'msg_2' }
    set({ messages: [other] })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toEqual(['msg_2'])
    set({ run: buildRun({ status: 'cancelled' }) })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toEqual([])
  })

  it('has messages that are written at once in their order', () => {
    const { store, flushes, set } = setup()
    const ids = ['msg_1', 'msg_2', 'msg_3']
    set({ messages: ids.map((id) => ({ ...message('in_progress'), id })) })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toEqual(ids)
  })

  it('has a message that comes to those that are written', () => {
    const { store, flushes, set } = setup()
    const first = { ...message('in_progress'), id: 'msg_1' }
    set({ messages: [first] })
    flushes.shift()?.()
    set({ messages: [first, { ...first, id: 'msg_2' }] })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toEqual(['msg_1', 'msg_2'])
  })

  it('keeps the identity of lists that did not change', () => {
    const { store, flushes, set } = setup()
    set({ messages: [message('in_progress')] })
    flushes.shift()?.()
    const ids = store.messageIds('thread_1')
    set({ messages: [message('in_progress')] })
    flushes.shift()?.()
    expect(store.messageIds('thread_1')).toBe(ids)
  })
})
