import { describe, expect, test } from 'vitest'

import { seconds } from '#server/clock.ts'
import { buildFile } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'

export const uploadsSuite = (engine: Engine): void => {
  describe('uploads', () => {
    const bench = useStore(engine)
    /** Of ten bytes, open for a minute from `now`, in seconds. */
    const uploadOf = (id: string, now: number) => ({
      id,
      object: 'upload' as const,
      created_at: now,
      filename: 'a',
      bytes: 10,
      purpose: 'batch',
      status: 'pending' as const,
      expires_at: now + 60,
      file: null,
    })

    test('parts stay within what was announced, and an upload ends once', async () => {
      const { store, clock } = bench
      const now = seconds(clock)
      const upload = uploadOf('upload_1', now)
      await store.insertUpload(upload, 5)
      expect(await store.getUpload('upload_1')).toEqual({ upload, file_seconds: 5 })
      const part = (id: string) => ({
        id,
        object: 'upload.part' as const,
        created_at: now,
        upload_id: 'upload_1',
      })
      expect(await store.insertUploadPart(part('part_1'), 6)).toBe('added')
      expect(await store.insertUploadPart(part('part_2'), 5)).toBe('too many bytes')
      expect(await store.listUploadParts('upload_1')).toEqual([{ id: 'part_1', bytes: 6 }])
      expect(await store.expireUploads(5)).toEqual([])
      const file = buildFile()
      expect(await store.completeUpload('upload_1', file)).toMatchObject({ file })
      expect(await store.completeUpload('upload_1', buildFile())).toBeUndefined()
      expect(await store.cancelUpload('upload_1')).toBeUndefined()
      expect(await store.getFile(file.id)).toEqual(file)
      expect(await store.insertUploadPart(part('part_3'), 1)).toBe('closed')
      expect(await store.expireUploads(5)).toEqual(['part_1'])
      await store.deleteUploadParts(['part_1'])
      expect(await store.expireUploads(5)).toEqual([])
      // What the file was called goes with it.
      await store.deleteFile(file.id)
      expect((await store.getUpload('upload_1'))?.upload).toMatchObject({
        filename: '',
        file: { id: file.id, filename: '' },
      })
    })

    test('one that is not completed in time expires', async () => {
      const { store, clock } = bench
      const now = seconds(clock)
      const upload = uploadOf('upload_2', now)
      await store.insertUpload(upload, undefined)
      clock.advance(60_000)
      expect((await store.getUpload('upload_2'))?.upload.status).toBe('expired')
      expect(await store.completeUpload('upload_2', buildFile())).toBeUndefined()
      await store.expireUploads(5)
      expect((await store.getUpload('upload_2'))?.upload.status).toBe('expired')
    })
  })
}
