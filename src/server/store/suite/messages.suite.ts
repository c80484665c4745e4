import { describe, expect, test } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'
import { MAX_THREAD_MESSAGES, type Message } from '#contract/message.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import { threadLocked } from '#server/refusals/locked-threads.ts'
import { noThread } from '#server/refusals/threads.ts'
import { buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'

export const messagesSuite = (engine: Engine): void => {
  describe('messages', () => {
    const bench = useStore(engine)
    const newThread = async () => {
      const thread = buildThread()
      await bench.store.insertThread(thread, [])
      return thread
    }

    test('a message comes back as it went in', async () => {
      const thread = await newThread()
      const message = buildMessage({
        thread_id: thread.id,
        content: [
          textPart('Zeilen\n\u0000 \u{1F9F6} \uD800 "\'\\'),
          { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
          { type: 'unknown', raw: { type: 'video', nested: [{ a: null }] } },
        ],
        attachments: [{ file_id: 'file-1', tools: [{ type: 'file_search' }] }],
        metadata: { a: '' },
      })
      await bench.store.insertMessages(thread.id, [message])
      expect(await bench.store.getMessage(thread.id, message.id)).toEqual(message)
    })

    test('a message belongs to its thread alone', async () => {
      const { store } = bench
      const [thread, other] = [await newThread(), await newThread()]
      const message = buildMessage({ thread_id: thread.id })
      await store.insertMessages(thread.id, [message])
      expect(await store.getMessage(other.id, message.id)).toBeUndefined()
      expect(await store.updateMessage(other.id, message.id, (each) => each)).toBeUndefined()
      expect(await store.deleteMessage(other.id, message.id)).toBe(false)
      const cursor = { limit: 1, order: 'asc', after: message.id } as const
      await expect(store.listMessages(other.id, cursor)).rejects.toEqual(
        new NoCursor('after', message.id),
      )
      expect(await store.getMessage(thread.id, message.id)).toEqual(message)
    })

    test('a day has the first of its messages, and a day without any is left out', async () => {
      const { store } = bench
      const [thread, other] = [await newThread(), await newThread()]
      const at = (created_at: number) => buildMessage({ thread_id: thread.id, created_at })
      const [a, b, c, d] = [at(100), at(199), at(300), at(300)]
      await store.insertMessages(thread.id, [a, b, c, d])
      await store.insertMessages(other.id, [buildMessage({ thread_id: other.id, created_at: 250 })])
      expect(await store.getMessageDays(thread.id, [0, 100, 200, 300, 400, 500])).toEqual({
        first_at: 100,
        last_at: 300,
        data: [
          { start: 100, message_id: a.id },
          { start: 300, message_id: c.id },
        ],
      })
      const empty = await newThread()
      const none = { first_at: null, last_at: null, data: [] }
      expect(await store.getMessageDays(empty.id, [0, 1000])).toEqual(none)
      expect(await store.getMessageDays('thread_none', [0, 1000])).toBeUndefined()
    })

    test('the messages of a run are those of its own thread', async () => {
      const { store } = bench
      const threads = [await newThread(), await newThread()]
      const messages = threads.map(({ id }) => buildMessage({ thread_id: id, run_id: 'run_same' }))
      for (const message of messages) await store.insertMessages(message.thread_id, [message])
      const page = { limit: 9, order: 'asc', run_id: 'run_same' } as const
      expect((await store.listMessages(threads[0]!.id, page)).data).toEqual([messages[0]])
      expect((await store.listMessages('thread_other', page)).data).toEqual([])
    })

    test('no message without its thread', async () => {
      const inserted = bench.store.insertMessages('thread_other', [buildMessage()])
      await expect(inserted).rejects.toEqual(noThread('thread_other'))
    })

    test('an active run holds its thread until it ends', async () => {
      const { store } = bench
      const thread = await newThread()
      const run = buildRun({ thread_id: thread.id })
      const message = buildMessage({ thread_id: thread.id })
      await store.insertRun(run, [], [])
      await expect(store.insertMessages(thread.id, [message])).rejects.toEqual(
        threadLocked(thread.id, run.id),
      )
      await store.commitRun(thread.id, run.id, {
        from: ['queued'],
        run: { status: 'cancelled' },
        events: () => [],
      })
      await store.insertMessages(thread.id, [message])
      expect(await store.getMessage(thread.id, message.id)).toEqual(message)
    })

    test('a full thread takes no more, until one is deleted', async () => {
      const { store } = bench
      const thread = buildThread()
      const message = (index: number) =>
        buildMessage({ id: `${thread.id}_${index}`, thread_id: thread.id, text: 'x' })
      const messages = Array.from({ length: MAX_THREAD_MESSAGES - 1 }, (_, index) => message(index))
      await store.importThreads([{ hash: thread.id, thread, messages, runs: [] }])
      const full = { code: 'thread_full' }
      const more = (...indexes: number[]) => store.insertMessages(thread.id, indexes.map(message))
      await expect(more(-1, -2)).rejects.toMatchObject(full)
      await more(-1)
      await expect(more(-2)).rejects.toMatchObject(full)
      const run = buildRun({ thread_id: thread.id, status: 'queued' })
      await expect(store.insertRun(run, [message(-2)], [])).rejects.toMatchObject(full)
      await store.deleteMessage(thread.id, message(0).id)
      await more(-2)
      await expect(more(-3)).rejects.toMatchObject(full)
      await store.insertRun(run, [], [])
    }, 60_000)

    test('the log of its run tells nothing of what a deleted message said', async () => {
      const { store } = bench
      const thread = buildThread()
      const run = buildRun({ thread_id: thread.id })
      const said = (text: string): Message => ({
        ...buildMessage({ thread_id: thread.id, role: 'assistant', text }),
        run_id: run.id,
        metadata: { said: text },
      })
      const [gone, kept] = [said('secret "words"'), said('other words')]
      const delta = (id: string, text: object): StreamEvent => ({
        event: 'thread.message.delta',
        data: {
          id,
          object: 'thread.message.delta',
          delta: { content: [{ index: 0, type: 'text', text }] },
        },
      })
      const events = [gone, kept].flatMap((message): StreamEvent[] => [
        { event: 'thread.message.created', data: { ...message, content: [] } },
        delta(message.id, { value: message.metadata['said'], annotations: [] }),
        delta(message.id, { value: message.metadata['said'] }),
        { event: 'thread.message.completed', data: message },
      ])
      const logged = events.map((event, at) => ({
        ...event,
        object: 'thread.run.event' as const,
        sequence_number: at + 1,
        created_at_ms: 1000 + at,
      }))
      await store.importThreads([
        {
          hash: thread.id,
          thread,
          messages: [gone, kept],
          runs: [{ run, steps: [], events: logged }],
        },
      ])
      await store.deleteMessage(thread.id, gone.id)
      const { data } = await store.listRunEvents(run.id, 0, 100)
      expect(JSON.stringify(data)).not.toContain('secret')
      expect(data.map(({ event, sequence_number }) => [sequence_number, event])).toEqual(
        logged.map(({ event, sequence_number }) => [sequence_number, event]),
      )
      expect(data.slice(4)).toEqual(logged.slice(4))
      const { messages } = data.reduce(
        (state, event) => foldEvent(state, event as StreamEvent),
        EMPTY_RUN_STATE,
      )
      expect(messages[0]?.content).toEqual([textPart('')])
      expect(messages[1]).toEqual(kept)
    })

    test('an import whose log tells of a message that names another run, or none, is refused', async () => {
      const { store } = bench
      for (const run_id of ['run_other', null]) {
        const thread = buildThread()
        const run = buildRun({ thread_id: thread.id })
        const message = { ...buildMessage({ thread_id: thread.id, role: 'assistant' }), run_id }
        const told = {
          object: 'thread.run.event' as const,
          sequence_number: 1,
          created_at_ms: 1000,
          event: 'thread.message.completed' as const,
          data: message,
        }
        const runs = [{ run, steps: [], events: [told] }]
        const imported = { hash: thread.id, thread, messages: [message], runs }
        await expect(store.importThreads([imported])).rejects.toThrow(
          `the log of ${run.id} tells of ${message.id}, which does not name it`,
        )
        expect(await store.getThread(thread.id)).toBeUndefined()
      }
    })

    test('attached files join the thread, none twice', async () => {
      const { store } = bench
      const thread = await newThread()
      const message = () => buildMessage({ thread_id: thread.id })
      await store.insertMessages(thread.id, [message()], { code_interpreter: ['file-1'] })
      await store.insertMessages(thread.id, [message()], { code_interpreter: ['file-1', 'file-2'] })
      expect((await store.getThread(thread.id))?.tool_resources).toEqual({
        code_interpreter: { file_ids: ['file-1', 'file-2'] },
      })
    })

    test('an update changes the message; a deleted one is gone', async () => {
      const { store } = bench
      const thread = await newThread()
      const message = buildMessage({ thread_id: thread.id })
      await store.insertMessages(thread.id, [message])
      const changed = { ...message, metadata: { reviewed: 'yes' } }
      expect(await store.updateMessage(thread.id, message.id, () => changed)).toEqual(changed)
      expect(await store.getMessage(thread.id, message.id)).toEqual(changed)
      expect(await store.deleteMessage(thread.id, message.id)).toBe(true)
      expect(await store.deleteMessage(thread.id, message.id)).toBe(false)
      expect(await store.getMessage(thread.id, message.id)).toBeUndefined()
    })
  })
}
