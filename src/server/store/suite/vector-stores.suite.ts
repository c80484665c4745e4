import { describe, expect, test } from 'vitest'

import { seconds } from '#server/clock.ts'
import { vectorStoreExpired } from '#server/refusals/vector-stores.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildThread,
  buildVectorStore,
} from '#testing/builders.ts'

import type { NewVectorStore } from '../vector-stores.ts'
import { type Engine, useStore } from './engine.suite.ts'

const DAY = 86_400_000
const page = { limit: 100, order: 'asc' } as const
const chunking = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }
const inFile = (file_id: string, created_at = 0) => ({
  file_id,
  created_at,
  chunking,
  attributes: { of: file_id },
})
const passage = (text: string, vector?: number[]) => ({
  text,
  overlap: 0,
  tokens: 1,
  terms: text.toLowerCase(),
  ...(vector && { vector: Float32Array.from(vector) }),
})
const NOTHING = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 }

export const vectorStoresSuite = (engine: Engine): void => {
  describe('vector stores', () => {
    const bench = useStore(engine)
    const now = () => seconds(bench.clock)
    const newFiles = async (count: number) => {
      const files = Array.from({ length: count }, () => buildFile())
      for (const file of files) await bench.store.insertFile(file)
      return files.map(({ id }) => id)
    }
    let made = 0
    const newStore = (fields: Partial<NewVectorStore> = {}) =>
      bench.store.insertVectorStore({
        id: `vs_${(made += 1)}`,
        created_at: now(),
        name: '',
        expires_after: null,
        metadata: {},
        files: [],
        ...fields,
      })
    const read = async (texts: Record<string, ReturnType<typeof passage>[]>) => {
      const { store } = bench
      for (const { key, file_id } of await store.listFilesToRead(100, [])) {
        expect(await store.insertChunks(key, texts[file_id] ?? [])).toBe(true)
        expect(
          await store.settleVectorStoreFile(key, { status: 'completed', embedding_model: 'e' }),
        ).toBe(true)
      }
    }

    test('counts and bytes follow every change', async () => {
      const { store } = bench
      const [a = '', b = '', c = ''] = await newFiles(3)
      const { id, ...first } = await newStore({ files: [inFile(a), inFile(b)] })
      expect(first.file_counts).toEqual({ ...NOTHING, in_progress: 2, total: 2 })
      expect(first.status).toBe('in_progress')
      await store.putVectorStoreFiles(id, [inFile(c)], 'vsfb_1')
      const [one, two, three] = await store.listFilesToRead(10, [])
      expect([one?.file_id, two?.file_id, three?.file_id]).toEqual([a, b, c])
      expect(await store.listFilesToRead(10, [one?.key ?? 0, three?.key ?? 0])).toEqual([two])
      await store.insertChunks(one?.key ?? 0, [passage('four', [1, 0])])
      await store.settleVectorStoreFile(one?.key ?? 0, {
        status: 'completed',
        embedding_model: 'e',
      })
      await store.settleVectorStoreFile(two?.key ?? 0, {
        status: 'failed',
        error: { code: 'invalid_file', message: 'no' },
      })
      await store.cancelVectorStoreFileBatch(id, 'vsfb_1')
      expect(await store.getVectorStore(id)).toMatchObject({
        status: 'completed',
        usage_bytes: 12,
        file_counts: { in_progress: 0, completed: 1, failed: 1, cancelled: 1, total: 3 },
      })
      expect(await store.getVectorStoreFile(id, b)).toMatchObject({
        status: 'failed',
        last_error: { code: 'invalid_file', message: 'no' },
      })
      // What has ended is not ended again.
      const again = { status: 'completed', embedding_model: null } as const
      expect(await store.settleVectorStoreFile(three?.key ?? 0, again)).toBe(false)
      expect(await store.insertChunks(three?.key ?? 0, [passage('x')])).toBe(false)
      await store.deleteVectorStoreFile(id, a)
      await store.deleteFile(b)
      expect(await store.getVectorStore(id)).toMatchObject({
        usage_bytes: 0,
        file_counts: { ...NOTHING, cancelled: 1, total: 1 },
      })
      expect(await store.getVectorStoreFileBatch(id, 'vsfb_1')).toMatchObject({
        status: 'cancelled',
        file_counts: { cancelled: 1, total: 1 },
      })
    })

    test('a file put in again is read again, and what the first reading wrote is gone', async () => {
      const { store } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ files: [inFile(file)] })
      await read({ [file]: [passage('first')] })
      const [old] = await store.findByWords({ vectorStoreIds: [id], terms: ['first'], limit: 5 })
      expect(old).toBeDefined()
      await store.putVectorStoreFiles(id, [inFile(file)])
      expect(await store.getVectorStore(id)).toMatchObject({ file_counts: { in_progress: 1 } })
      await read({ [file]: [passage('second')] })
      const find = (terms: string[]) => store.findByWords({ vectorStoreIds: [id], terms, limit: 5 })
      expect(await find(['first'])).toEqual([])
      expect(await find(['second'])).toHaveLength(1)
      expect(await store.readChunks(id, file)).toEqual(['second'])
      while (await store.purgeChunks(1)) continue
      expect(await find(['second'])).toHaveLength(1)
    })

    test('a file put in again is found by what was read of it until the new reading is whole', async () => {
      const { store } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ files: [inFile(file)] })
      const one = { vectorStoreIds: [id], limit: 5 }
      const find = async () => {
        const words = await store.findByWords({ ...one, terms: ['first', 'second'] })
        const vector = Float32Array.from([1, 0])
        const near = await store.findByVector({ ...one, vector, embedding_model: 'e' })
        const [attributes] = await store.listAttributes([id])
        const keys = attributes ? [attributes.key] : []
        const within = await store.findByWords({ ...one, terms: ['first', 'second'], files: keys })
        expect(within).toEqual(words)
        expect(near.map(({ chunk }) => chunk)).toEqual(words.map(({ chunk }) => chunk))
        const passages = await store.getPassages(words.map(({ chunk }) => chunk))
        expect(await store.readChunks(id, file)).toEqual(passages.map(({ text }) => text))
        return passages.map(({ text, attributes }) => [text, attributes])
      }
      const again = async (fields: object = {}) => {
        const left = { file_id: file, created_at: 0, chunking: null, attributes: null }
        await store.putVectorStoreFiles(id, [{ ...left, ...fields }], undefined)
        while (await store.purgeChunks(1)) continue
        return store.getVectorStoreFile(id, file)
      }
      await read({ [file]: [passage('first', [1, 0])] })
      expect(await again()).toMatchObject({ status: 'in_progress', attributes: { of: file } })
      expect(await find()).toEqual([['first', { of: file }]])
      // Once more before it is read, and with something new.
      const static_ = { max_chunk_size_tokens: 200, chunk_overlap_tokens: 0 }
      expect(await again({ chunking: static_, attributes: { new: true } })).toMatchObject({
        attributes: { new: true },
        chunking_strategy: { static: static_ },
      })
      expect(await find()).toEqual([['first', { new: true }]])
      expect(await again()).toMatchObject({ chunking_strategy: { static: static_ } })
      await read({ [file]: [passage('second', [1, 0])] })
      expect(await find()).toEqual([['second', { new: true }]])
      while (await store.purgeChunks(1)) continue
      expect(await find()).toHaveLength(1)
      // One that fails, or is taken out while it is read, is found no more.
      await again()
      const [toRead] = await store.listFilesToRead(1, [])
      const error = { code: 'invalid_file', message: 'no' } as const
      await store.settleVectorStoreFile(toRead?.key ?? 0, { status: 'failed', error })
      expect(await find()).toEqual([])
      await again()
      await read({ [file]: [passage('first', [1, 0])] })
      await again()
      await store.deleteVectorStoreFile(id, file)
      expect(await store.findByWords({ ...one, terms: ['first'] })).toEqual([])
      while (await store.purgeChunks(1)) continue
      expect(await store.findByWords({ ...one, terms: ['first'] })).toEqual([])
    })

    test('a file is listed while it is read again', async () => {
      const { store } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ files: [inFile(file)] })
      await read({ [file]: [passage('first')] })
      await store.putVectorStoreFiles(id, [inFile(file)], 'vsfb_again')
      const again = await store.getVectorStoreFile(id, file)
      expect(again).toMatchObject({ status: 'in_progress', attributes: { of: file } })
      for (const query of [{}, { batch_id: 'vsfb_again' }, { filter: 'in_progress' as const }]) {
        const { data } = await store.listVectorStoreFiles(id, { ...page, ...query })
        expect(data).toEqual([again])
      }
    })

    test('files are listed by store, batch and status', async () => {
      const { store } = bench
      const ids = await newFiles(5)
      const { id } = await newStore({ files: ids.slice(0, 2).map((file) => inFile(file, 1)) })
      await store.putVectorStoreFiles(
        id,
        ids.slice(2).map((file) => inFile(file, 1)),
        'vsfb_2',
      )
      const list = async (query: object) =>
        (await store.listVectorStoreFiles(id, { ...page, ...query })).data.map((file) =>
          ids.indexOf(file.id),
        )
      expect(await list({})).toEqual([0, 1, 2, 3, 4])
      expect(await list({ order: 'desc', limit: 2, after: ids[3] })).toEqual([2, 1])
      expect(await list({ batch_id: 'vsfb_2', before: ids[4] })).toEqual([2, 3])
      expect(await list({ filter: 'completed' })).toEqual([])
      expect(await list({ filter: 'in_progress', batch_id: 'vsfb_2' })).toEqual([2, 3, 4])
      expect(await store.getVectorStoreFileBatch('vs_other', 'vsfb_2')).toBeUndefined()
      expect((await store.listVectorStoreFiles('vs_other', page)).data).toEqual([])
    })

    test('words are found in the stores asked for alone, with scores from 0 to 1', async () => {
      const { store } = bench
      const [a = '', b = '', c = ''] = await newFiles(3)
      const one = await newStore({ files: [inFile(a), inFile(b)] })
      const other = await newStore({ files: [inFile(c)] })
      await read({
        [a]: [passage('refund policy'), passage('bag policy')],
        [b]: [passage('refund refund refund')],
        [c]: [passage('refund policy elsewhere')],
      })
      const find = async (vectorStoreIds: string[], terms: string[], files?: number[]) => {
        const found = await store.findByWords({ vectorStoreIds, terms, limit: 10, files })
        for (const { score } of found) {
          expect(score).toBeGreaterThan(0)
          expect(score).toBeLessThanOrEqual(1)
        }
        return (await store.getPassages(found.map(({ chunk }) => chunk))).map(({ text }) => text)
      }
      expect((await find([one.id], ['refund', 'policy']))[0]).toBe('refund policy')
      expect(await find([one.id], ['policies'])).toHaveLength(2)
      expect(await find([other.id], ['refund'])).toEqual(['refund policy elsewhere'])
      expect(await find([one.id, other.id], ['refund'])).toHaveLength(3)
      expect(await find(['vs_none'], ['refund'])).toEqual([])
      expect(await find([one.id], ['"', '*'])).toEqual([])
      const [first] = await store.listAttributes([one.id])
      expect(first?.attributes).toEqual({ of: a })
      expect(await find([one.id], ['refund'], [first?.key ?? 0])).toEqual(['refund policy'])
      expect(await find([one.id], ['refund'], [])).toEqual([])
      expect(await find([one.id], ['order'])).toHaveLength(3)
    })

    test('vectors are found by nearness, of their own model only', async () => {
      const { store } = bench
      const [a = '', b = ''] = await newFiles(2)
      const { id } = await newStore({ files: [inFile(a), inFile(b)] })
      const many = Array.from({ length: 1100 }, (_, at) => passage(`p${at}`, [0, 1]))
      await read({ [a]: many, [b]: [passage('near', [0.8, 0.6]), passage('far', [-1, 0])] })
      const query = { vectorStoreIds: [id], vector: Float32Array.from([1, 0]), limit: 2 }
      const found = await store.findByVector({ ...query, embedding_model: 'e' })
      expect(found.map(({ score }) => score.toFixed(2))).toEqual(['0.80', '0.00'])
      const [best] = await store.getPassages(found.map(({ chunk }) => chunk))
      expect(best?.text).toBe('near')
      expect(await store.findByVector({ ...query, embedding_model: 'other' })).toEqual([])
    })

    test('what is deleted is not found; its passages go some at a time', async () => {
      const { store } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ files: [inFile(file)] })
      await read({ [file]: Array.from({ length: 25 }, () => passage('word', [1, 0])) })
      const query = { vectorStoreIds: [id], terms: ['word'], limit: 50 }
      const found = await store.findByWords(query)
      expect(found).toHaveLength(25)
      expect(await store.deleteVectorStore(id)).toBe(true)
      expect(await store.deleteVectorStore(id)).toBe(false)
      expect(await store.findByWords(query)).toEqual([])
      expect(await store.getPassages(found.map(({ chunk }) => chunk))).toEqual([])
      let writes = 0
      while (await store.purgeChunks(10)) writes += 1
      expect(writes).toBe(4)
    })

    test('a store expires, and then takes nothing more', async () => {
      const { store, clock } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ expires_after: { days: 1 }, files: [inFile(file)] })
      clock.advance(DAY - 1000)
      await store.touchVectorStores([id])
      expect(await store.getVectorStore(id)).toMatchObject({
        last_active_at: now(),
        expires_at: now() + 86_400,
      })
      clock.advance(DAY)
      expect((await store.getVectorStore(id))?.status).toBe('expired')
      await store.touchVectorStores([id])
      expect((await store.getVectorStore(id))?.status).toBe('expired')
      await expect(store.putVectorStoreFiles(id, [inFile(file)])).rejects.toEqual(
        vectorStoreExpired(id),
      )
      expect(await store.expireVectorStores()).toBe(1)
      expect(await store.expireVectorStores()).toBe(0)
      expect(await store.listFilesToRead(10, [])).toEqual([])
      expect(await store.updateVectorStore(id, { expires_after: null })).toMatchObject({
        status: 'expired',
      })
    })

    test('the files of a store that expires end some at a time', async () => {
      const { store, clock } = bench
      const files = (await newFiles(1200)).map((file) => inFile(file))
      const { id } = await newStore({ expires_after: { days: 1 }, files })
      clock.advance(2 * DAY)
      expect(await store.expireVectorStores()).toBe(1)
      const { file_counts } = (await store.getVectorStore(id)) ?? {}
      expect(file_counts).toMatchObject({ in_progress: 700, cancelled: 500 })
      while (await store.expireVectorStores()) continue
      expect(await store.getVectorStore(id)).toMatchObject({
        status: 'expired',
        file_counts: { in_progress: 0, cancelled: 1200 },
      })
    })

    test('a store that is changed after its time ends as any other', async () => {
      const { store, clock } = bench
      const [file = ''] = await newFiles(1)
      const { id } = await newStore({ expires_after: { days: 1 }, files: [inFile(file)] })
      await read({ [file]: [passage('four')] })
      expect((await store.getVectorStore(id))?.usage_bytes).toBeGreaterThan(0)
      clock.advance(2 * DAY)
      await store.updateVectorStore(id, { expires_after: { days: 9 } })
      while (await store.expireVectorStores()) continue
      while (await store.purgeChunks(10)) continue
      expect(await store.getVectorStore(id)).toMatchObject({ status: 'expired', usage_bytes: 0 })
      const query = { vectorStoreIds: [id], terms: ['four'], limit: 5 }
      expect(await store.findByWords(query)).toEqual([])
    })

    test('what a thread or an assistant brings is there with it, or not at all', async () => {
      const { store } = bench
      const thread = buildThread()
      const run = buildRun({ thread_id: thread.id })
      const assistant = buildAssistant()
      const [first = '', second = ''] = await newFiles(2)
      const bring = (file: string) => ({ made: buildVectorStore({ files: [inFile(file)] }) })
      const count = async () => (await store.listVectorStores(page)).data.length
      await store.insertThread(thread, [], bring(first))
      await store.insertAssistant(assistant, bring(first))
      expect(await count()).toBe(2)
      // What is there already, or cannot be made, brings nothing.
      const fail = () => {
        throw new Error('no change')
      }
      const writes = await Promise.allSettled([
        store.insertThread(thread, [], bring(first)),
        store.insertThreadAndRun(thread, [], run, [], bring(first)),
        store.insertAssistant(assistant, bring(first)),
        store.updateThread(thread.id, fail, bring(first)),
        store.updateAssistant(assistant.id, fail, bring(first)),
      ])
      expect(writes.map(({ status }) => status)).toEqual(writes.map(() => 'rejected'))
      expect(await store.updateThread('thread_none', fail, bring(first))).toBeUndefined()
      expect(await store.updateAssistant('asst_none', fail, bring(first))).toBeUndefined()
      expect(await count()).toBe(2)
      const { id: into } = await newStore({ files: [inFile(first)] })
      await store.insertThread(buildThread(), [], { into, files: [inFile(second)] })
      expect(await store.getVectorStore(into)).toMatchObject({ file_counts: { total: 2 } })
    })

    test('what messages bring goes into the thread’s store; a new one where it has none that lives', async () => {
      const { store, clock } = bench
      const files = await newFiles(3)
      const thread = buildThread()
      await store.insertThread(thread, [])
      const bring = async (vsId: string, at: number) => {
        const file_search = {
          id: vsId,
          created_at: now(),
          name: '',
          expires_after: { days: 7 },
          metadata: {},
          files: [inFile(files[at] ?? '', now())],
        }
        await store.insertMessages(thread.id, [buildMessage({ thread_id: thread.id })], {
          file_search,
        })
        return (await store.getThread(thread.id))?.tool_resources?.file_search?.vector_store_ids
      }
      expect(await bring('vs_a', 0)).toEqual(['vs_a'])
      expect(await bring('vs_b', 1)).toEqual(['vs_a'])
      expect(await store.getVectorStore('vs_a')).toMatchObject({ file_counts: { total: 2 } })
      expect(await store.getVectorStore('vs_b')).toBeUndefined()
      clock.advance(8 * DAY)
      expect(await bring('vs_c', 2)).toEqual(['vs_c'])
    })
  })
}
