import { describe, expect, test } from 'vitest'

import { NoCursor } from '#server/refusals/cursors.ts'
import { buildFile, buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'
import { FIRST, found, indexed, pageOf, readMatch, threadsFound } from './find-texts.ts'

export const searchSuite = (engine: Engine): void => {
  describe('search', () => {
    const bench = useStore(engine)

    const withMessages = async (...texts: string[]) => {
      const thread = buildThread()
      const messages = texts.map((text, at) =>
        buildMessage({ thread_id: thread.id, text, created_at: FIRST + at }),
      )
      await bench.store.insertThread(thread, messages)
      await indexed(bench.store)
      return { thread, messages }
    }

    test('finds each kind of text, and says where it stands', async () => {
      const { store } = bench
      const file = buildFile({ filename: 'quarterly-invoice.pdf' })
      await store.insertFile(file)
      const thread = buildThread({ metadata: { title: 'Lost luggage', ticket: 'Zebra-77' } })
      const message = buildMessage({
        thread_id: thread.id,
        text: 'Where is my suitcase?',
        attachments: [{ file_id: file.id, tools: [] }],
      })
      await store.insertThread(thread, [message])
      const run = buildRun({ thread_id: thread.id, status: 'in_progress', model: 'gpt-4o' })
      await store.insertRun(run, [], [])
      const said = {
        ...buildMessage({ thread_id: thread.id, role: 'assistant', text: 'At the carousel.' }),
        run_id: run.id,
      }
      const step = buildRunStep({
        run_id: run.id,
        thread_id: thread.id,
        status: 'completed',
        step_details: {
          type: 'tool_calls',
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: { name: 'trace', arguments: '{"tag":"wombat"}', output: 'belt nine' },
            },
          ],
        },
      })
      await store.commitRun(thread.id, run.id, {
        from: ['in_progress'],
        run: { ...run, status: 'completed' },
        steps: [step],
        messages: [said],
        events: () => [{ event: 'thread.message.created', data: said }],
      })
      await indexed(store)
      const at = async (text: string) => {
        const hits = await found(store, text)
        return hits.map(({ field, message_id, run_id, step_id, role }) => ({
          field,
          message_id,
          run_id,
          step_id,
          role,
        }))
      }
      const nowhere = { message_id: null, run_id: null, step_id: null, role: null }
      const asked = { ...nowhere, message_id: message.id, role: 'user' }
      const called = { ...nowhere, step_id: step.id, run_id: run.id, role: 'assistant' }
      expect(await at('suitcase')).toEqual([{ ...asked, field: 'text' }])
      expect(await at('invoice')).toEqual([{ ...asked, field: 'file_name' }])
      expect(await at('carousel')).toEqual([
        { ...nowhere, field: 'text', message_id: said.id, run_id: run.id, role: 'assistant' },
      ])
      expect(await at('luggage')).toEqual([{ ...nowhere, field: 'title' }])
      expect(await at('zebra')).toEqual([{ ...nowhere, field: 'metadata' }])
      expect(await at('wombat')).toEqual([{ ...called, field: 'tool' }])
      expect(await at('"belt nine"')).toEqual([{ ...called, field: 'tool' }])
      expect(await at('model:gpt-4o in:text')).toHaveLength(1)
      expect(await at(`run:${run.id}`)).toHaveLength(2)
      expect(await at(`thread:${thread.id} in:title`)).toHaveLength(1)
      expect(await at('thread:thread_none')).toEqual([])
    })

    test('finds names by the words in them, and phrases however they are capitalised', async () => {
      const { store } = bench
      await withMessages('My iPhone 15 calls getUserName')
      for (const [query, total] of [
        ['"iphone 15"', 1],
        ['"IPHONE 15 CALLS"', 1],
        ['"user name"', 1],
        ['"getusername i"', 0],
        ['"phone 15"', 0],
        ['"phone get"', 0],
      ] as const)
        expect([query, (await pageOf(store, query)).total]).toEqual([query, total])
    })

    test('finds nothing that was deleted, from that moment on', async () => {
      const { store } = bench
      const { thread, messages } = await withMessages('first secret', 'second secret')
      const [first, second] = messages
      expect(await found(store, 'secret')).toHaveLength(2)
      await store.deleteMessage(thread.id, first!.id)
      expect(await found(store, 'secret')).toMatchObject([{ message_id: second!.id }])
      await store.deleteThread(thread.id)
      expect(await found(store, 'secret')).toEqual([])
      expect((await pageOf(store, 'secret')).total).toBe(0)
    })

    test('finds the name of a file until it is deleted, and no name of another with it', async () => {
      const { store } = bench
      const [gone, kept] = ['gone-invoice.pdf', 'kept-invoice.pdf'].map((filename) =>
        buildFile({ filename }),
      )
      for (const file of [gone!, kept!]) await store.insertFile(file)
      const thread = buildThread()
      const attachments = [gone!, kept!].map(({ id }) => ({ file_id: id, tools: [] }))
      const message = buildMessage({ thread_id: thread.id, text: 'Both', attachments })
      await store.insertThread(thread, [message])
      await indexed(store)
      const names = async () =>
        (await found(store, 'invoice')).map(({ snippet }) => snippet.text).toSorted()
      expect(await names()).toEqual(['gone-invoice.pdf', 'kept-invoice.pdf'])
      expect(await found(store, '"pdf kept"')).toEqual([])
      await store.deleteFile(gone!.id)
      expect(await names()).toEqual(['kept-invoice.pdf'])
      expect((await pageOf(store, 'gone')).total).toBe(0)
      expect(await found(store, 'both')).toMatchObject([{ message_id: message.id }])
    })

    test('finds texts of before 1970, with their time', async () => {
      const { store } = bench
      const created_at = -86_400
      const thread = buildThread({ created_at, metadata: { title: 'Punch card' } })
      const message = buildMessage({ thread_id: thread.id, text: 'Which card?', created_at })
      await store.insertThread(thread, [message])
      await indexed(store)
      const hits = await found(store, 'card')
      const at = ({ field }: { field: string }) => field
      expect(hits.map(at).toSorted()).toEqual(['text', 'title'])
      expect(hits.map((hit) => hit.created_at)).toEqual([created_at, created_at])
    })

    test('finds what a text is now, and not what it was', async () => {
      const { store } = bench
      const { thread } = await withMessages('Hello')
      await store.updateThread(thread.id, (now) => ({ ...now, metadata: { title: 'Old name' } }))
      await indexed(store)
      expect(await found(store, 'old in:title')).toHaveLength(1)
      await store.updateThread(thread.id, (now) => ({ ...now, metadata: { title: 'New name' } }))
      await indexed(store)
      expect(await found(store, 'old')).toEqual([])
      expect(await found(store, 'name')).toHaveLength(1)
    })

    test('finds imported threads, and what was written during their import', async () => {
      const { store } = bench
      const imported = Array.from({ length: 7 }, (_, at) => {
        const thread = buildThread()
        const messages = Array.from({ length: 60 }, (__, each) =>
          buildMessage({ thread_id: thread.id, text: `imported ${at} ${each}` }),
        )
        return { hash: thread.id, thread, messages, runs: [] }
      })
      const importing = store.importThreads(imported)
      const { messages } = await withMessages('written meanwhile')
      await importing
      await indexed(store)
      expect((await pageOf(store, 'imported')).total).toBe(420)
      expect(await found(store, 'meanwhile')).toMatchObject([{ message_id: messages[0]!.id }])
    })

    test.each(['newest', 'oldest', 'relevance'] as const)(
      'pages of %s first lose nothing and repeat nothing',
      async (order) => {
        const { store } = bench
        // Several in one second, too.
        const thread = buildThread()
        const messages = Array.from({ length: 25 }, (_, at) =>
          buildMessage({
            thread_id: thread.id,
            text: `word ${'more '.repeat(at % 4)}`,
            created_at: FIRST + Math.floor(at / 3),
          }),
        )
        await store.insertThread(thread, messages)
        await indexed(store)
        const whole = (await found(store, 'word', { order })).map(({ id }) => id)
        expect(new Set(whole).size).toBe(25)
        const pages: string[] = []
        let after: string | undefined
        do {
          const page = await pageOf(store, 'word', { order, limit: 4, ...(after && { after }) })
          pages.push(...page.data.map(({ id }) => id))
          expect(page.total).toBe(25)
          expect(page.has_more).toBe(pages.length < 25)
          after = page.has_more ? pages.at(-1) : undefined
        } while (after !== undefined)
        expect(pages).toEqual(whole)
        const times = (await found(store, 'word', { order })).map(({ created_at }) => created_at)
        if (order === 'oldest') expect(times).toEqual(times.toSorted((a, b) => a - b))
        if (order === 'newest') expect(times).toEqual(times.toSorted((a, b) => b - a))
      },
    )

    test('threads are listed by what was said in them, few or many', async () => {
      const { store } = bench
      // More than are looked up by their numbers.
      const imported = Array.from({ length: 3200 }, (_, at) => {
        const thread = buildThread({ created_at: FIRST + at, metadata: { desk: `${at % 2}` } })
        const text = at % 800 === 0 ? 'parcel zebra' : 'parcel'
        const messages = [buildMessage({ thread_id: thread.id, text, created_at: FIRST + at })]
        return { hash: thread.id, thread, messages, runs: [] }
      })
      await store.importThreads(imported)
      await indexed(store)
      const ids = imported.map(({ thread: { id } }) => id)
      const order = { order_by: 'created_at', order: 'asc' } as const
      const rare = ids.filter((_, at) => at % 800 === 0)
      expect(await threadsFound(store, 'zebra', { ...order, limit: 3 })).toEqual(rare)
      expect(await threadsFound(store, 'zebra meta.desk:1', order)).toEqual([])
      expect(await threadsFound(store, 'parcel', order)).toEqual(ids)
      expect(await threadsFound(store, 'parcel -zebra', order)).toEqual(
        ids.filter((id) => !rare.includes(id)),
      )
      const second = ids.filter((_, at) => at % 2 === 1)
      expect(await threadsFound(store, 'meta.desk:1', order)).toEqual(second)
      expect(await pageOf(store, 'parcel meta.desk:1')).toMatchObject({
        total: 1600,
        has_more: true,
      })
      expect(await pageOf(store, 'parcel -meta.desk:1 -zebra')).toMatchObject({ total: 1596 })
      const ranked = await pageOf(store, 'zebra meta.desk:0', { order: 'relevance' })
      expect(new Set(ranked.data.map(({ thread_id }) => thread_id))).toEqual(new Set(rare))
      expect(await pageOf(store, 'zebra meta.desk:1')).toMatchObject({ data: [], total: 0 })
      const active = { order_by: 'last_active_at', order: 'asc' } as const
      expect(await threadsFound(store, 'parcel meta.desk:1', active)).toEqual(second)
      const match = await readMatch(store, 'parcel')
      const page = { match, limit: 1, summary: false, ...order }
      await expect(store.listThreads({ ...page, after: 'thread_none' })).rejects.toThrow(NoCursor)
    })

    test('a word that nothing has is told from the one it is like', async () => {
      const { store } = bench
      await withMessages('refund receipt', 'refund received', 'zebra crossing', 'cart card car')
      const near = async (...words: string[]) => Object.fromEntries(await store.nearWords(words))
      expect(await near('refnud', 'recieved', 'zebra', 'cbrd')).toEqual({
        refnud: 'refund',
        recieved: 'received',
        cbrd: 'card',
      })
      expect(await near('xylophone', 'reundd', 'cax')).toEqual({ reundd: 'refund' })
    })

    test('of words that are alike the commonest is told, as it is written', async () => {
      const { store } = bench
      await withMessages(
        'receipt',
        'receipt, receiqt',
        'receipt',
        'recent',
        'recent',
        'Żółć, Straße',
      )
      const near = async (...words: string[]) => Object.fromEntries(await store.nearWords(words))
      expect(await near('reciept', 'receippt')).toEqual({ reciept: 'receipt', receippt: 'receipt' })
      expect(await near('zollc')).toEqual({ zollc: 'żółć' })
      expect(await near('strassee')).toEqual({ strassee: 'straße' })
    })

    test('values are those that threads have, of most threads first', async () => {
      const { store } = bench
      for (const team of ['emea', 'apac', 'emea', 'East'])
        await store.insertThread(buildThread({ metadata: { team, Tier: 'gold' } }), [])
      const values = async (prefix: string, key?: string) =>
        (await store.valuesOf({ kind: 'metadata', ...(key && { key }), prefix, limit: 10 })).map(
          ({ value, threads }) => [value, threads],
        )
      expect(await values('t')).toEqual([
        ['team', null],
        ['Tier', null],
      ])
      expect(await values('', 'team')).toEqual([
        ['emea', 2],
        ['East', 1],
        ['apac', 1],
      ])
      expect(await values('E', 'team')).toEqual(
        [
          ['East', 1],
          ['emea', 2],
        ].toReversed(),
      )
      expect(await values('emeax', 'team')).toEqual([])
    })

    test('the most telling text is the most relevant', async () => {
      const filler = 'and a great many other words that say nothing of it '.repeat(8)
      const { messages } = await withMessages(`refund ${filler}`, 'refund refund', `${filler}`)
      const [first] = await found(bench.store, 'refund', { order: 'relevance' })
      expect(first?.message_id).toBe(messages[1]!.id)
    })

    test('a text that opens its thread is more relevant than the same within one', async () => {
      const opening = await withMessages('the refund is late')
      const within = await withMessages('good morning', 'the refund is late')
      const hits = await found(bench.store, 'refund', { order: 'relevance' })
      expect(hits.map(({ message_id }) => message_id)).toEqual(
        [opening.messages[0], within.messages[1]].map((message) => message!.id),
      )
    })

    test('of texts alike those are more relevant whose thread has more of them', async () => {
      const several = await withMessages('hello', 'about a refund', 'of that refund')
      const one = await withMessages('hello', 'about a refund')
      const hits = await found(bench.store, 'refund', { order: 'relevance' })
      expect(hits.map(({ thread_id }) => thread_id)).toEqual(
        [several, several, one].map(({ thread }) => thread.id),
      )
    })

    test('a word alone is not the most relevant', async () => {
      const { messages } = await withMessages(
        'hello',
        'refund',
        'when does the refund come',
        'and a great many other words that say nothing of it '.repeat(8),
      )
      const [first] = await found(bench.store, 'refund', { order: 'relevance' })
      expect(first?.message_id).toBe(messages[2]!.id)
    })

    test('a cursor that is no hit is refused', async () => {
      await withMessages('word')
      await expect((async () => found(bench.store, 'word', { after: 'msg_1' }))()).rejects.toThrow(
        NoCursor,
      )
    })

    test('a snippet is around the first place, and marks each', async () => {
      await withMessages(`${'before it '.repeat(60)}the Refund, and once more refund.`)
      const [hit] = await found(bench.store, 'refund')
      const { text, marks } = hit!.snippet
      expect(marks.map(([start, end]) => text.slice(start, end))).toEqual(['Refund', 'refund'])
      expect(text).toMatch(/^…(before|it) /)
    })
  })
}
