import { afterEach, expect, test, vi } from 'vitest'

import { currentDraft, forgetDraft } from './draft-store.ts'
import { uploadsOf } from './draft.ts'
import { addFiles } from './uploads.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  forgetDraft('t')
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
