import { describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import { type Engine, useStore } from './engine.suite.ts'
import { found, indexed } from './find-texts.ts'

const NOW = EPOCH / 1000
const ALL = { limit: 100, order: 'asc' } as const

export const mirrorOrderSuite = (engine: Engine): void => {
  describe('the order of what another server has', () => {
    const bench = useStore(engine)
    const idsIn = async (threadId: string): Promise<string[]> =>
      (await bench.store.listMessages(threadId, ALL)).data.map(({ id }) => id)
    const summaryOf = async (id: string) =>
      (await bench.store.getThread(id, { summary: true }))?.summary
    test('keeps its order within a second, and comes between what is there', async () => {
      const { store } = bench
      const thread = buildThread()
      const [first, second, third] = [NOW, NOW, NOW].map((created_at) =>
        buildMessage({ thread_id: thread.id, created_at }),
      )
      await store.putMirrored({ threads: [thread], messages: [first!, second!, third!] })
      const old = buildMessage({ thread_id: thread.id, created_at: NOW - 5 })
      await store.putMirrored({ messages: [old] })
      expect(await idsIn(thread.id)).toEqual([old, first, second, third].map((each) => each?.id))
    })

    test('an answer that was heard of before its question comes to stand behind it', async () => {
      const { store } = bench
      const thread = buildThread()
      const [question, answer, other] = ['Where is my quokka?', 'At the zoo.', 'Thanks!'].map(
        (text, at) =>
          buildMessage({
            thread_id: thread.id,
            created_at: NOW,
            role: at === 1 ? 'assistant' : 'user',
            text,
          }),
      ) as [Message, Message, Message] // three texts
      await indexed(store)
      await store.putMirrored({ threads: [thread], messages: [answer] })
      await store.putMirrored({ messages: [other] })
      await store.putMirrored({ messages: [question, answer, other] })
      expect(await idsIn(thread.id)).toEqual([question.id, answer.id, other.id])
      expect(await summaryOf(thread.id)).toMatchObject({
        title: 'Where is my quokka?',
        preview: 'Thanks!',
        message_count: 3,
      })
      await indexed(store)
      expect((await found(store, 'quokka')).map(({ message_id }) => message_id)).toContain(
        question.id,
      )
      const others = (await found(store, 'zoo OR thanks')).map(({ message_id }) => message_id)
      expect(others).toEqual([other.id, answer.id])
      // What is told newest first, a page at a time, says the same.
      const before = await store.latestChange()
      await store.putMirrored({ messages: [answer, other] })
      expect(await store.latestChange()).toEqual(before)
    })
  })
}
