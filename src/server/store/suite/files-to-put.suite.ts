import { describe, expect, test } from 'vitest'

import { seconds } from '#server/clock.ts'
import { buildAssistant, buildFile, buildVectorStore } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'

const DAY = 86_400_000
const NONE = { in_progress: 0, completed: 0, failed: 0, cancelled: 0 }

export const filesToPutSuite = (engine: Engine): void => {
  describe('many files for a vector store', () => {
    const bench = useStore(engine)
    const newFiles = async (count: number) => {
      const files = Array.from({ length: count }, () => buildFile())
      await Promise.all(files.map((file) => bench.store.insertFile(file)))
      return files.map(({ id }) => ({
        file_id: id,
        created_at: 0,
        chunking: null,
        attributes: null,
      }))
    }
    const countsOf = async (id: string) => (await bench.store.getVectorStore(id))?.file_counts
    const listed = async (id: string, query: object = {}) => {
      const page = { limit: 1000, order: 'asc', ...query } as const
      return (await bench.store.listVectorStoreFiles(id, page)).data
    }

    test('are counted with the write, and are all there once it is done', async () => {
      const { store } = bench
      const files = await newFiles(700)
      const { id } = await store.insertVectorStore(buildVectorStore({ files: files.slice(0, 300) }))
      expect(await listed(id)).toHaveLength(300)
      const all = { ...NONE, in_progress: 700, total: 700 }
      const put = await store.putVectorStoreFiles(id, files, 'vsfb_1')
      expect(put?.batch?.file_counts).toEqual(all)
      expect(await countsOf(id)).toEqual(all)
      expect((await store.getVectorStoreFileBatch(id, 'vsfb_1'))?.file_counts).toEqual(all)
      expect(await listed(id)).toHaveLength(700)
      expect(await listed(id, { batch_id: 'vsfb_1' })).toHaveLength(700)
      expect(await store.putWaitingFiles()).toBe(false)
    })

    test('wait where nobody puts them in, some to a write', async () => {
      const { store } = bench
      const files = await newFiles(700)
      const made = buildVectorStore({ files })
      await store.insertAssistant(buildAssistant(), { made })
      expect(await countsOf(made.id)).toEqual({ ...NONE, in_progress: 700, total: 700 })
      expect(await listed(made.id)).toHaveLength(200)
      await store.deleteFile(files[699]?.file_id ?? '')
      let writes = 0
      while (await store.putWaitingFiles()) writes += 1
      expect(writes).toBe(3)
      expect(await listed(made.id)).toHaveLength(699)
      expect(await countsOf(made.id)).toEqual({ ...NONE, in_progress: 699, total: 699 })
    })

    test('end with their batch or store, and go with it', async () => {
      const { store, clock } = bench
      const files = await newFiles(500)
      const expires_after = { days: 1 }
      const made = buildVectorStore({ created_at: seconds(clock), expires_after })
      const { id } = await store.insertVectorStore(made)
      const [, cancelled] = await Promise.all([
        store.putVectorStoreFiles(id, files, 'vsfb_1'),
        store.cancelVectorStoreFileBatch(id, 'vsfb_1'),
      ])
      expect(cancelled?.file_counts).toEqual({ ...NONE, cancelled: 500, total: 500 })
      expect(await listed(id, { filter: 'cancelled' })).toHaveLength(500)
      const late = buildVectorStore({ created_at: seconds(clock), expires_after, files })
      await store.insertAssistant(buildAssistant(), { made: late })
      clock.advance(2 * DAY)
      while (await store.expireVectorStores()) continue
      expect(await countsOf(late.id)).toEqual({ ...NONE, cancelled: 200, total: 200 })
      expect(await store.putWaitingFiles()).toBe(false)
      const gone = buildVectorStore({ files })
      await store.insertAssistant(buildAssistant(), { made: gone })
      await store.deleteVectorStore(gone.id)
      expect(await store.putWaitingFiles()).toBe(false)
    })

    test('end some at a time in a store that is changed after its time', async () => {
      const { store, clock } = bench
      const files = await newFiles(700)
      const expires_after = { days: 1 }
      const made = buildVectorStore({ created_at: seconds(clock), expires_after, files })
      const { id } = await store.insertVectorStore(made)
      clock.advance(2 * DAY)
      const changed = await store.updateVectorStore(id, { expires_after: null })
      const half = { ...NONE, in_progress: 200, cancelled: 500, total: 700 }
      expect(changed).toMatchObject({ status: 'expired', file_counts: half })
      expect(await store.updateVectorStore(id, { expires_after: { days: 9 } })).toMatchObject({
        status: 'expired',
        file_counts: half,
      })
      while (await store.expireVectorStores()) continue
      expect(await countsOf(id)).toEqual({ ...NONE, cancelled: 700, total: 700 })
      expect((await store.getVectorStore(id))?.status).toBe('expired')
    })
  })
}
