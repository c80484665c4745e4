import { describe, expect, it } from 'vitest'

import { type KeyValue, readDraft, writeDraft } from './draft-storage.ts'
import { emptyDraft } from './draft.ts'

/** Storage that is full beyond so many characters. */
const storageOf = (room = Infinity): KeyValue => {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => void values.delete(key),
    key: (at) => [...values.keys()][at] ?? null,
    setItem: (key, value) => {
      const others = [...values].filter(([other]) => other !== key)
      const size = others.reduce((sum, [, text]) => sum + text.length, value.length)
      if (size > room) throw new DOMException('full', 'QuotaExceededError')
      values.set(key, value)
    },
    get length() {
      return values.size
    },
  }
}

const written = (text: string) => ({
  ...emptyDraft(),
  parts: [{ key: 'text', type: 'text' as const, text }],
})

describe('kept drafts', () => {
  it('come back whole', () => {
    const storage = storageOf()
    writeDraft(storage, 'thread_1', written('Hello'), 1)
    expect(readDraft(storage, 'thread_1')).toEqual(written('Hello'))
    expect(readDraft(storage, 'thread_2')).toBeUndefined()
  })

  it('leave out files that were not there yet', () => {
    const storage = storageOf()
    const upload = { name: 'a.pdf', bytes: 9, sent: 3, state: 'uploading' as const }
    const done = { ...upload, sent: 9, state: 'done' as const, fileId: 'file-a' }
    writeDraft(
      storage,
      'thread_1',
      {
        ...written('Hello'),
        attachments: [
          { key: 'a', upload, tools: [] },
          { key: 'b', upload: done, tools: [] },
        ],
      },
      1,
    )
    expect(readDraft(storage, 'thread_1')?.attachments.map(({ key }) => key)).toEqual(['b'])
  })

  it('give way to a new one, those left longest first', () => {
    const storage = storageOf()
    for (let at = 0; at < 60; at++) writeDraft(storage, `thread_${at}`, written('x'), at)
    expect(readDraft(storage, 'thread_0')).toBeUndefined()
    expect(readDraft(storage, 'thread_59')).toBeDefined()
    expect(storage.length).toBe(40)
  })

  it('give way where storage is full', () => {
    const storage = storageOf(1000)
    writeDraft(storage, 'thread_1', written('x'.repeat(500)), 1)
    writeDraft(storage, 'thread_2', written('y'.repeat(500)), 2)
    expect(readDraft(storage, 'thread_1')).toBeUndefined()
    expect(readDraft(storage, 'thread_2')).toBeDefined()
  })

  it('that are not what was written are passed over', () => {
    const storage = storageOf()
    storage.setItem('clew.draft.thread_1', '{"at":1,"draft":{"parts":"?"}}')
    expect(readDraft(storage, 'thread_1')).toBeUndefined()
  })
})
