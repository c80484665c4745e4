import { afterEach, expect, test, vi } from 'vitest'

import { heardMirror } from '#console/api/repeats.ts'

import { currentDraft, forgetDraft } from './draft-store.ts'
import { uploadsOf } from './draft.ts'
import { addFiles, canRetryUpload } from './uploads.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  forgetDraft('t')
})

test('of many files a few are uploaded at once, and the others in turn', async () => {
  const sent: (() => void)[] = []
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      upload = {}
      status = 400
      responseText = ''
      onload = () => {}
      onloadend = () => {}
      open() {}
      getResponseHeader = () => null
      setRequestHeader() {}
      send() {
        sent.push(() => {
          this.onload()
          this.onloadend()
        })
      }
    },
  )
  const files = Array.from({ length: 50 }, (_, nth) => new File(['x'], `${nth}.txt`))
  await addFiles(
    't',
    files.map((file) => ({ file, as: 'attachment' as const })),
  )
  expect(uploadsOf(currentDraft('t'))).toHaveLength(50)
  expect(sent).toHaveLength(3)
  for (let nth = 0; nth < 50; nth += 1) {
    sent[nth]?.()
    // oxlint-disable-next-line no-await-in-loop -- each makes room for the next one
    await expect.poll(() => sent.length).toBe(Math.min(50, nth + 4))
  }
})

test('a file is called letter by letter, in the draft and where it is not taken', async () => {
  vi.stubGlobal('XMLHttpRequest', undefined)
  const add = (text: string, as: 'attachment' | 'image') =>
    addFiles('t', [{ file: new File([text], 'photo\u202Egpj.exe'), as }])
  await add('x', 'attachment')
  expect(uploadsOf(currentDraft('t')).map(({ name }) => name)).toEqual(['photo\uFFFDgpj.exe'])
  expect(await add('', 'attachment')).toEqual(['photo\uFFFDgpj.exe is empty.'])
  expect(await add('x', 'image')).toEqual([
    'photo\uFFFDgpj.exe is not a PNG, JPEG, GIF or WebP image.',
  ])
})

test('of an upload that may be there it is said so, and it is offered to try again', async () => {
  heardMirror({ lists_threads: false })
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  const tries: number[] = []
  vi.stubGlobal(
    'XMLHttpRequest',
    class {
      upload = {}
      onerror = () => {}
      open() {}
      setRequestHeader() {}
      send() {
        tries.push(1)
        this.onerror()
      }
    },
  )
  await addFiles('t', [{ file: new File(['x'], 'a.txt'), as: 'attachment' }])
  const [attachment] = currentDraft('t').attachments
  const stateOf = () => uploadsOf(currentDraft('t'))[0]
  await expect.poll(() => stateOf()?.state).toBe('failed')
  expect(stateOf()?.error).toMatch(/^It is not known whether it was uploaded\. .*may do it twice/)
  expect(tries).toHaveLength(1)
  expect(canRetryUpload(attachment?.key ?? '')).toBe(true)
})
