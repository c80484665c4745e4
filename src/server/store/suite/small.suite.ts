import { describe, expect, test } from 'vitest'

import { buildAssistant, buildFile } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import type { StoreChange } from '../store.ts'
import { type Engine, useStore } from './engine.suite.ts'

export const smallSuite = (engine: Engine): void => {
  describe('assistants, files and settings', () => {
    const bench = useStore(engine)

    test('an assistant is inserted, read, changed and deleted, and listeners hear of it', async () => {
      const { store } = bench
      const heard: StoreChange[] = []
      store.onChange((change) => heard.push(change))
      const assistant = buildAssistant({ tools: [{ type: 'code_interpreter' }] })
      await store.insertAssistant(assistant)
      expect(await store.getAssistant(assistant.id)).toEqual(assistant)
      const renamed = { ...assistant, name: 'Other' }
      expect(await store.updateAssistant(assistant.id, () => renamed)).toEqual(renamed)
      expect(await store.getAssistant(assistant.id)).toEqual(renamed)
      expect(await store.deleteAssistant(assistant.id)).toBe(true)
      expect(await store.deleteAssistant(assistant.id)).toBe(false)
      expect(await store.getAssistant(assistant.id)).toBeUndefined()
      expect(await store.updateAssistant(assistant.id, (each) => each)).toBeUndefined()
      const of = { assistant_id: assistant.id }
      expect(heard).toEqual([
        { type: 'assistant.created', ...of },
        { type: 'assistant.modified', ...of },
        { type: 'assistant.deleted', ...of },
      ])
    })

    test('a file is inserted, read and deleted', async () => {
      const { store } = bench
      const expires_at = EPOCH / 1000 + 3600
      const file = buildFile({ filename: '../ü\n.txt', bytes: null, expires_at })
      await store.insertFile(file)
      expect(await store.getFile(file.id)).toEqual(file)
      expect(await store.listDeletedFiles(10)).toEqual([])
      expect(await store.deleteFile(file.id)).toBe(true)
      expect(await store.deleteFile(file.id)).toBe(false)
      expect(await store.listDeletedFiles(10)).toEqual([file.id])
      expect(await store.listDeletedFiles(10, file.id)).toEqual([])
      expect(await store.getFile(file.id)).toBeUndefined()
    })

    test('a file whose time is over is not there, and listed as expired until it is deleted', async () => {
      const { store } = bench
      const file = buildFile({ expires_at: 5 })
      await store.insertFile(file)
      expect(await store.getFile(file.id)).toBeUndefined()
      expect(await store.listExpiredFiles(10)).toEqual([file.id])
      expect(await store.deleteFile(file.id)).toBe(true)
      expect(await store.listExpiredFiles(10)).toEqual([])
    })

    test('files are found by purpose', async () => {
      const { store } = bench
      const [text, picture] = [buildFile(), buildFile({ purpose: 'vision' })]
      await store.insertFile(text)
      await store.insertFile(picture)
      const page = { limit: 10_000, order: 'asc' } as const
      expect((await store.listFiles(page)).data).toEqual([text, picture])
      expect((await store.listFiles({ ...page, purpose: 'vision' })).data).toEqual([picture])
      expect((await store.listFiles({ ...page, purpose: 'other' })).data).toEqual([])
    })

    test('ids of files are listed in their order, a page at a time', async () => {
      const { store } = bench
      const [b, c, a] = ['file-b', 'file-c', 'file-a'].map((id) => buildFile({ id }))
      for (const file of [b, c, a]) if (file) await store.insertFile(file)
      expect(await store.listFileIds(2)).toEqual(['file-a', 'file-b'])
      expect(await store.listFileIds(2, 'file-b')).toEqual(['file-c'])
      expect(await store.listFileIds(2, 'file-c')).toEqual([])
      // The bytes of another server's files stay there.
      await store.putMirrored({ files: [buildFile({ id: 'file-d' })] })
      expect(await store.listFileIds(4)).toEqual(['file-a', 'file-b', 'file-c'])
    })

    test('an id is given once', async () => {
      const file = buildFile()
      await bench.store.insertFile(file)
      await expect(bench.store.insertFile(file)).rejects.toThrow()
    })

    test('a setting keeps its last value', async () => {
      const { store } = bench
      expect(await store.getOwnValue('samples')).toBeUndefined()
      await store.setOwnValue('samples', 'offered')
      await store.setOwnValue('samples', 'removed')
      expect(await store.getOwnValue('samples')).toBe('removed')
    })

    test('closing waits for writes, can be repeated, and refuses what comes later', async () => {
      const { store } = bench
      const writing = store.setOwnValue('a', '1')
      await Promise.all([store.close(), store.close()])
      await writing
      await expect(store.setOwnValue('a', '2')).rejects.toThrow()
      await expect(store.getOwnValue('a')).rejects.toThrow()
    })
  })
}
