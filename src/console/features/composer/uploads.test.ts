import { afterEach, expect, test, vi } from 'vitest'

import { currentDraft, forgetDraft } from './draft-store.ts'
import { uploadsOf } from './draft.ts'
import { addFiles } from './uploads.ts'

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
