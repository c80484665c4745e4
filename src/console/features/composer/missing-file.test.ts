import { expect, test } from 'vitest'

import { ApiFailure } from '#console/api/failure.ts'

import { addAttachment, addPart, emptyDraft, type Upload, uploadsOf } from './draft.ts'
import { missingFile } from './missing-file.ts'

const upload = (name: string, fileId: string): Upload => ({
  name,
  fileId,
  bytes: 1,
  sent: 1,
  state: 'done',
})
const draft = addPart(
  addAttachment(
    addAttachment(emptyDraft(), { key: 'a', upload: upload('a.md', 'file-a'), tools: [] }),
    { key: 'b', upload: upload('fare-rules.md', 'file-b'), tools: [] },
  ),
  { key: 'c', type: 'image', detail: 'auto', upload: upload('c.png', 'file-c') },
)
const refusal = (id: string, status = 404) =>
  new ApiFailure(`No such File object: ${id}`, { kind: 'refused', status, requestId: 'req_1' })

test.each([
  ['file-b', 'fare-rules.md'],
  ['file-c', 'c.png'],
])('a refusal of %s is told at %s by its name', (id, name) => {
  const missing = missingFile(refusal(id), draft)
  const words = `${name} no longer exists. Remove it.`
  expect(missing?.failure).toMatchObject({ message: words, requestId: 'req_1', status: 404 })
  const marked = uploadsOf(missing?.mark(draft) ?? draft)
  expect(marked.filter(({ state }) => state === 'failed')).toEqual([
    { name, bytes: 1, sent: 1, state: 'failed', error: words },
  ])
})

test('other refusals are left as they are', () => {
  expect(missingFile(refusal('file-other'), draft)).toBeUndefined()
  expect(missingFile(refusal('file-a', 500), draft)).toBeUndefined()
  expect(missingFile(new Error('file-a'), draft)).toBeUndefined()
})
