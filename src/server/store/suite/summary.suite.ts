import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { ContentPart, Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread, ThreadSummary } from '#contract/thread.ts'
import { buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'
import { EPOCH, fixedClock } from '#testing/clock.ts'

import type { Store } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'

const image: ContentPart = { type: 'image_url', image_url: { url: 'https://example.org/a.png' } }

/** What a summary has to say, worked out from everything there is. */
const summaryOf = (thread: Thread, messages: Message[], runs: Run[]): Partial<ThreadSummary> => {
  const oldestFirst = messages.toSorted((a, b) => a.created_at - b.created_at)
  const textOf = ({ content }: Message): string =>
    content
      .map((part) => (part.type === 'text' ? part.text.value : ''))
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim()
  const first = oldestFirst.find((each) => each.role === 'user' && textOf(each))
  const last = oldestFirst.findLast(textOf)
  const run = runs.toSorted((a, b) => a.created_at - b.created_at).at(-1)
  const parts = messages.flatMap(({ content }) => content)
  return {
    title: thread.metadata['title'] || (first ? textOf(first) : null),
    preview: last ? textOf(last) : null,
    preview_role: last?.role ?? null,
    message_count: messages.length,
    attachment_count: messages.flatMap(({ attachments }) => attachments ?? []).length,
    image_count: parts.filter(({ type }) => type === 'image_url').length,
    last_run: run ? { id: run.id, status: run.status } : null,
  }
}

type Step =
  | {
      do: 'insert'
      role: 'user' | 'assistant'
      texts: string[]
      images: number
      files: number
      at: number
    }
  | { do: 'delete'; pick: number }
  | { do: 'rewrite'; pick: number; text: string }
  | { do: 'title'; title: string }
  | { do: 'run'; at: number; reply: string; status: 'completed' | 'failed' }

const seconds = fc.integer({ min: 1_700_000_000, max: 1_700_000_002 })
const words = fc.constantFrom('', ' \n', 'Hello', 'two  words', '日本')
const insertStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('insert' as const),
  role: fc.constantFrom('user' as const, 'assistant' as const),
  texts: fc.array(words, { minLength: 1, maxLength: 2 }),
  images: fc.nat({ max: 2 }),
  files: fc.nat({ max: 2 }),
  at: seconds,
})
const laterStep: fc.Arbitrary<Step> = fc.oneof(
  insertStep,
  fc.record({ do: fc.constant('delete' as const), pick: fc.nat() }),
  fc.record({ do: fc.constant('rewrite' as const), pick: fc.nat(), text: words }),
  fc.record({ do: fc.constant('title' as const), title: fc.constantFrom('', 'Named') }),
  fc.record({
    do: fc.constant('run' as const),
    at: seconds,
    reply: words,
    status: fc.constantFrom('completed' as const, 'failed' as const),
  }),
)
const steps = fc
  .tuple(fc.array(insertStep, { maxLength: 6 }), fc.array(laterStep, { maxLength: 6 }))
  .map((parts) => parts.flat())

const insert = (threadId: string, { role, texts, images, files, at }: Step & { do: 'insert' }) =>
  buildMessage({
    thread_id: threadId,
    role,
    created_at: at,
    content: [...texts.map(textPart), ...Array.from({ length: images }, () => image)],
    attachments: Array.from({ length: files }, () => ({ file_id: 'file-1', tools: [] })),
  })

const replay = async (store: Store, threadId: string, each: Step): Promise<void> => {
  const { data: messages } = await store.listMessages(threadId, { limit: 100, order: 'asc' })
  const picked = 'pick' in each ? messages[each.pick % Math.max(messages.length, 1)] : undefined
  switch (each.do) {
    case 'insert':
      return store.insertMessages(threadId, [insert(threadId, each)])
    case 'delete':
      if (picked) await store.deleteMessage(threadId, picked.id)
      return
    case 'rewrite':
      if (picked)
        await store.updateMessage(threadId, picked.id, (message) => ({
          ...message,
          content: [textPart(each.text)],
        }))
      return
    case 'title':
      await store.updateThread(threadId, (thread) => ({
        ...thread,
        metadata: { title: each.title },
      }))
      return
    case 'run': {
      const run = buildRun({ thread_id: threadId, created_at: each.at })
      const reply = { thread_id: threadId, run_id: run.id, role: 'assistant' as const }
      const message = buildMessage({ ...reply, created_at: each.at, content: [] })
      await store.insertRun(run, [], [])
      await store.commitRun(threadId, run.id, {
        from: ['queued'],
        run: { status: 'in_progress' },
        messages: [message],
        events: () => [{ event: 'thread.message.created', data: message }],
      })
      await store.commitRun(threadId, run.id, {
        from: ['in_progress'],
        run: { status: each.status },
        messages: [{ ...message, content: [textPart(each.reply)] }],
        events: () => [],
      })
    }
  }
}

export const summarySuite = (engine: Engine): void => {
  describe('summary', () => {
    const bench = useStore(engine)
    const read = async (id: string): Promise<ThreadSummary> => {
      const thread = await bench.store.getThread(id, { summary: true })
      return thread!.summary!
    }
    const activity = async (): Promise<string[]> => {
      const order = { order: 'desc', order_by: 'last_active_at' } as const
      const { data } = await bench.store.listThreads({ ...order, limit: 100, summary: false })
      return data.map(({ id }) => id)
    }

    test('it says what reading the whole thread would, whatever happened', () =>
      fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const { store, dispose } = await engine.openEmpty(fixedClock())
          try {
            const { id } = buildThread()
            await store.insertThread(buildThread({ id }), [])
            for (const each of sequence) await replay(store, id, each)
            const { summary, ...thread } = (await store.getThread(id, { summary: true }))!
            const all = { limit: 100, order: 'asc' } as const
            const messages = await store.listMessages(id, all)
            const runs = await store.listRuns(id, all)
            expect(summary).toMatchObject(summaryOf(thread, messages.data, runs.data))
          } finally {
            await dispose()
          }
        }),
        { numRuns: engine.cases },
      ))

    test('only those who ask get it', async () => {
      const thread = buildThread()
      await bench.store.insertThread(thread, [])
      expect(await bench.store.getThread(thread.id)).toEqual(thread)
      const page = { limit: 1, order: 'desc', order_by: 'created_at' } as const
      const { data } = await bench.store.listThreads({ ...page, summary: true })
      expect(data).toEqual([{ ...thread, summary: await read(thread.id) }])
    })

    test('a title or preview that is deleted gives way to the next', async () => {
      const { store } = bench
      const { id } = buildThread()
      const texts = ['first', 'second', 'third', 'fourth']
      const messages = texts.map((text) => buildMessage({ thread_id: id, text }))
      await store.insertThread(buildThread({ id }), messages)
      await store.deleteMessage(id, messages[0]!.id)
      await store.deleteMessage(id, messages[3]!.id)
      expect(await read(id)).toMatchObject({ title: 'second', preview: 'third' })
      await store.deleteMessage(id, messages[1]!.id)
      await store.deleteMessage(id, messages[2]!.id)
      expect(await read(id)).toMatchObject({ title: null, preview: null, message_count: 0 })
    })

    test('a preview has the words of an answer, and of a user what was typed', async () => {
      const thread = buildThread()
      const text = '# Plan\n\n- **one**\n- `two`【4:0†rules.md】'
      const answer = buildMessage({ thread_id: thread.id, role: 'assistant', text })
      await bench.store.insertThread(thread, [answer])
      expect(await read(thread.id)).toMatchObject({ preview: 'Plan one · two' })
      const question = buildMessage({ thread_id: thread.id, text })
      const other = buildThread()
      await bench.store.insertThread(other, [{ ...question, thread_id: other.id }])
      const typed = '# Plan - **one** - `two`【4:0†rules.md】'
      expect(await read(other.id)).toMatchObject({ preview: typed, title: typed })
    })

    test('a message of parts of unknown type alone is previewed by their type', async () => {
      const thread = buildThread()
      const raw = { type: 'hologram', hologram: { x: 1 } }
      const content = [{ type: 'unknown' as const, raw }]
      await bench.store.insertThread(thread, [buildMessage({ thread_id: thread.id, content })])
      expect(await read(thread.id)).toMatchObject({ preview: 'hologram', title: null })
    })

    test('texts are cut between code points', async () => {
      const thread = buildThread()
      const text = `\n${'🧶 '.repeat(300)}`
      await bench.store.insertThread(thread, [buildMessage({ thread_id: thread.id, text })])
      const { title, title_cut, preview } = await read(thread.id)
      expect(title).toBe('🧶 '.repeat(60).trim())
      expect(title_cut).toBe(true)
      expect(preview).toBe('🧶 '.repeat(100).trim())
    })

    test('a title says that its text goes on only where it does', async () => {
      const cutOf = async (text: string, metadata: Record<string, string> = {}) => {
        const thread = buildThread({ metadata })
        await bench.store.insertThread(thread, [buildMessage({ thread_id: thread.id, text })])
        return (await read(thread.id)).title_cut
      }
      expect(await cutOf('a'.repeat(120))).toBeUndefined()
      expect(await cutOf(`${'a'.repeat(119)} b`)).toBe(true)
      expect(await cutOf('a'.repeat(121))).toBe(true)
      expect(await cutOf('a'.repeat(121), { title: 'Parcel' })).toBeUndefined()
    })

    test('messages, runs and their states bring a thread to the top; reading and renaming do not', async () => {
      const { store, clock } = bench
      const [a, b] = [buildThread(), buildThread()]
      await store.insertThread(a, [])
      await store.insertThread(b, [])
      expect(await activity()).toEqual([b.id, a.id])

      const at = EPOCH / 1000 + 5
      await store.insertMessages(a.id, [buildMessage({ thread_id: a.id, created_at: at })])
      expect(await activity()).toEqual([a.id, b.id])
      expect((await read(a.id)).last_active_at).toBe(at)

      const run = buildRun({ thread_id: b.id })
      await store.insertRun(run, [], [])
      expect(await activity()).toEqual([b.id, a.id])

      await store.updateThread(a.id, (each) => ({ ...each, metadata: { title: 'x' } }))
      await store.getThread(a.id, { summary: true })
      expect(await activity()).toEqual([b.id, a.id])

      await store.insertMessages(a.id, [buildMessage({ thread_id: a.id })])
      clock.advance(9000)
      await store.commitRun(b.id, run.id, {
        from: ['queued'],
        run: { status: 'completed' },
        events: () => [],
      })
      expect(await activity()).toEqual([b.id, a.id])
      expect((await read(b.id)).last_active_at).toBe(EPOCH / 1000 + 9)
    })
  })
}
